import { z } from "zod";
import { fields } from "../fields.ts";
import { answer } from "../render/answer.ts";
import { defineTool, READ_ONLY } from "../tool.ts";

const CORE = {
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  needs: [],
} as const;

/** Says what it was told. */
export const ECHO = defineTool({
  ...CORE,
  name: "test.echo",
  title: "Echo",
  description: "Says what it was told. Use it to see that calls arrive.",
  input: z.strictObject({
    text: z.string().describe("What to say, e.g. hello"),
    times: z.coerce.number().int().min(1).max(5).default(1).describe("How often"),
    namespace: fields.namespace.optional(),
    max_tokens: fields.maxTokens,
  }),
  output: z.object({ said: z.array(z.string()) }),
  handler: ({ text, times }) => Promise.resolve({ said: Array(times).fill(text) }),
  render: ({ said }) => answer({ headline: said.join(" ") }),
});

/** Reports that it started, then works until the caller leaves. */
export const PATIENT = defineTool({
  ...CORE,
  name: "test.patient",
  title: "Patient",
  description: "Reports progress and waits for the end of the call. Use it to test leaving.",
  input: z.strictObject({}),
  output: z.object({ left: z.boolean() }),
  async handler(_input, { signal, report }) {
    report({ message: "waiting", progress: 1, total: 2 });
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    return { left: true };
  },
  render: () => answer({ headline: "left" }),
});

/** Gives more than the JSON route may send. */
export const HUGE = defineTool({
  ...CORE,
  name: "test.huge",
  title: "Huge",
  description: "Gives two megabytes. Use it to test limits.",
  input: z.strictObject({}),
  output: z.object({ rows: z.array(z.string()) }),
  handler: () => Promise.resolve({ rows: Array(2_048).fill("x".repeat(1_024)) }),
  render: ({ rows }) => answer({ headline: `${rows.length} rows` }),
});

/** Fails in words that must not leave the server. */
export const BROKEN = defineTool({
  ...CORE,
  name: "test.broken",
  title: "Broken",
  description: "Fails with a secret in its message. Use it to test what leaks.",
  input: z.strictObject({}),
  output: z.object({}),
  handler: () => Promise.reject(new Error("password is hunter2")),
  render: () => answer({ headline: "never" }),
});

/** Belongs to a toolset that is off by default. */
export const OPTIONAL = defineTool({
  ...CORE,
  name: "test.optional",
  title: "Optional",
  description: "Is there only when the toolset data is on. Use it to test toolsets.",
  toolset: "data",
  input: z.strictObject({}),
  output: z.object({}),
  handler: () => Promise.resolve({}),
  render: () => answer({ headline: "on" }),
});

export const SAMPLE_TOOLS = [BROKEN, ECHO, HUGE, OPTIONAL, PATIENT];

import { type Context, Hono } from "hono";
import type { Runtime } from "../context.ts";
import { ToolError } from "../errors.ts";
import { findTool, runForJson } from "../run_tool.ts";
import type { Tool } from "../tool.ts";
import { authenticate, type HttpEnv } from "./authenticate.ts";
import { createLog, writeToStderr } from "./log.ts";
import { notFound, onError } from "./on_error.ts";
import { readBody } from "./read_body.ts";

/** What the whole server shares with the routes of its tools. */
export interface Mounted {
  readonly runtime: Runtime;
  /** Hears of every failure that is a defect. */
  report(error: unknown): void;
}

/** The largest answer of the JSON route. */
const ANSWER_LIMIT_BYTES = 1024 * 1024;

/**
 * The HTTP application of one tool: JSON arguments in, typed JSON out.
 *
 * Mounted in the whole server it is given the runtime and answers `POST /tools/{name}`. Served alone
 * (`deno serve functions/<tool>.ts`) it builds a runtime of its own from the environment when the
 * first request comes, and answers `POST /` too. Either way nobody gets in unauthenticated.
 */
export function toolRoute(tool: Tool, mounted?: Mounted): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>();
  app.onError(onError(mounted?.report ?? reportToStderr));
  app.notFound(notFound);
  const guard = authenticate(mounted ? () => mounted.runtime : alone(tool));
  const names = new Set([tool.name, tool.name.replaceAll(".", "_")]);
  const paths = [...names].map((name) => `/tools/${name}`);
  for (const path of mounted ? paths : [...paths, "/"]) {
    app.post(path, guard, (context) => answer(tool, context));
  }
  return app;
}

function alone(tool: Tool): () => Promise<Runtime> {
  let runtime: Promise<Runtime> | undefined;
  return () =>
    runtime ??= import("../runtime.ts").then(({ defaultRuntime }) => defaultRuntime([tool]));
}

function reportToStderr(error: unknown): void {
  createLog({ level: "error", write: writeToStderr })("error", { event: "http", error });
}

async function answer(tool: Tool, context: Context<HttpEnv>): Promise<Response> {
  const { runtime, principal } = context.var;
  const offered = findTool(runtime, principal, tool.name);
  if (offered === undefined) {
    throw new ToolError("not_found", `Cannot find the tool ${tool.name}`, {
      hint: `It may be of a toolset that is off: set TELEMCP_TOOLSETS=${tool.toolset}`,
    });
  }
  const input = await argumentsOf(context.req.raw, runtime.config.bodyLimitBytes);
  const { signal } = context.req.raw;
  const output = await runForJson(runtime, { tool: offered, input, principal, signal });
  return jsonWithinLimit(output, tool);
}

async function argumentsOf(request: Request, limitBytes: number): Promise<unknown> {
  const text = await readBody(request, limitBytes);
  if (text === undefined) {
    throw new ToolError(
      "limit_exceeded",
      `Cannot read a request body of more than ${limitBytes} bytes`,
      { hint: "Send smaller arguments" },
    );
  }
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new ToolError("invalid_input", "Cannot read the request body as JSON", {
      hint: 'Send the arguments as one JSON object, e.g. {"namespace":"shop"}',
    });
  }
}

function jsonWithinLimit(output: unknown, tool: Tool): Response {
  const bytes = new TextEncoder().encode(JSON.stringify(output));
  if (bytes.byteLength > ANSWER_LIMIT_BYTES) {
    throw new ToolError(
      "limit_exceeded",
      `Cannot send ${bytes.byteLength} bytes of ${tool.name}: the limit is ${ANSWER_LIMIT_BYTES}`,
      { hint: "Narrow the call by namespace, time or limit" },
    );
  }
  return new Response(bytes, { headers: { "Content-Type": "application/json" } });
}

import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { loadConfig } from "./config.ts";
import type { CallRecord, Principal, Runtime } from "./context.ts";
import { ToolError } from "./errors.ts";
import { fields } from "./fields.ts";
import { answer } from "./render/answer.ts";
import { contextOf, findTool, runForJson, runForText, visibleTools } from "./run_tool.ts";
import { AnswerCache } from "./storage/answer_cache.ts";
import { fakeContext } from "./testing/fake_context.ts";
import { defineTool, READ_ONLY } from "./tool.ts";

const output = z.object({ said: z.string() });

function toolThat(handler: (signal: AbortSignal) => Promise<z.input<typeof output>>) {
  return defineTool({
    name: "test.echo",
    title: "Echo",
    description: "Echoes.",
    toolset: "core",
    scopes: ["telemetry:read"],
    annotations: READ_ONLY,
    needs: [],
    input: z.strictObject({ namespace: fields.namespace.optional(), max_tokens: fields.maxTokens }),
    output,
    handler: (_input, context) => handler(context.signal),
    render: ({ said }) => answer({ headline: said }),
  });
}

const reader: Principal = { tenant: "shop", user: "bot", scopes: ["telemetry:read"] };
const nobody: Principal = { tenant: "shop", user: "none", scopes: [] };

function runtimeOf(tool: ReturnType<typeof toolThat>, environment: Record<string, string> = {}) {
  const records: CallRecord[] = [];
  const { kubernetes, prometheus, loki, alertmanager, nodeFacts } = fakeContext({});
  const runtime: Runtime = {
    config: loadConfig(environment),
    tools: [tool],
    recorder: { callStarted() {}, callEnded: (record) => records.push(record), backendCall() {} },
    answers: new AnswerCache({ ttlSeconds: 60 }),
    redactionKey: "test",
    now: () => new Date("2026-11-01T10:30:00Z"),
    identify: () => Promise.resolve(reader),
    clients: () => ({ kubernetes, prometheus, loki, alertmanager, nodeFacts }),
    health: () => Promise.resolve([]),
    start() {},
    close: () => Promise.resolve(),
  };
  return { runtime, records };
}

function call(tool: ReturnType<typeof toolThat>, input: unknown, principal = reader) {
  return { tool, input, principal, signal: new AbortController().signal };
}

describe("runForText", () => {
  it("gives the rendered answer and records it", async () => {
    const tool = toolThat(() => Promise.resolve({ said: "all is well" }));
    const { runtime, records } = runtimeOf(tool);
    const result = await runForText(runtime, call(tool, {}));
    assertEquals(result.isError, false);
    assertStringIncludes(result.text, "all is well");
    assertEquals(records.map(({ tool, status }) => ({ tool, status })), [
      { tool: "test.echo", status: "ok" },
    ]);
  });

  it("hides e-mail addresses and card numbers where the configuration asks for it", async () => {
    const said = "ann@shop.example paid with 4111 1111 1111 1111";
    const tool = toolThat(() => Promise.resolve({ said }));
    const textWith = async (environment: Record<string, string>) => {
      const { runtime } = runtimeOf(tool, environment);
      const { text } = await runForText(runtime, call(tool, {}));
      assertEquals(await runForJson(runtime, call(tool, {})), { said: text });
      return text;
    };
    assertEquals(await textWith({}), said);
    assertEquals(
      await textWith({ TELEMCP_REDACT_EMAIL: "true" }),
      "‹email-fbc218› paid with 4111 1111 1111 1111",
    );
    assertEquals(
      await textWith({ TELEMCP_REDACT_CARDS: "true" }),
      "ann@shop.example paid with ‹card-d2f3e4›",
    );
  });

  it("turns wrong arguments into an error result with the corrected call", async () => {
    const tool = toolThat(() => Promise.resolve({ said: "" }));
    const { runtime, records } = runtimeOf(tool);
    const result = await runForText(runtime, call(tool, { namespce: "shop" }));
    assertEquals(result, {
      text: 'invalid_input: Cannot use the arguments: "namespce" is unknown, did you mean ' +
        'namespace. Call test.echo {"namespace":"shop"}',
      isError: true,
    });
    assertEquals(records.map(({ status }) => status), ["invalid_input"]);
  });

  it("refuses a namespace of others before the tool is asked", async () => {
    const tool = toolThat(() => Promise.resolve({ said: "all is well" }));
    const { runtime } = runtimeOf(tool);
    const narrowed: Principal = { ...reader, namespaces: ["shop"] };
    const own = await runForText(runtime, call(tool, { namespace: "shop" }, narrowed));
    assertEquals(own.isError, false);
    const foreign = await runForText(runtime, call(tool, { namespace: "bank" }, narrowed));
    assertEquals(foreign, {
      text: 'forbidden: Cannot read namespace "bank". This identity may read: shop',
      isError: true,
    });
  });

  it("keeps the words of an unexpected error to the record", async () => {
    const cause = new Error("password is hunter2");
    const tool = toolThat(() => Promise.reject(cause));
    const { runtime, records } = runtimeOf(tool);
    const result = await runForText(runtime, call(tool, {}));
    assertEquals(
      result.text,
      'internal: Cannot finish "test.echo". This is a defect of the server; its log holds the cause',
    );
    assertEquals(records[0]?.cause, cause);
  });

  it("refuses a principal that lacks the scope", async () => {
    const tool = toolThat(() => Promise.resolve({ said: "secret" }));
    const { runtime } = runtimeOf(tool);
    const result = await runForText(runtime, call(tool, {}, nobody));
    assertStringIncludes(result.text, "forbidden: Cannot call test.echo with this identity");
  });

  it("ends a handler at the deadline of the call", async () => {
    const tool = toolThat((signal) =>
      new Promise((_resolve, reject) =>
        signal.addEventListener("abort", () => reject(signal.reason))
      )
    );
    const { runtime } = runtimeOf(tool, { TELEMCP_CALL_TIMEOUT_SECONDS: "0.01" });
    const result = await runForText(runtime, call(tool, {}));
    assertStringIncludes(result.text, "timeout: Cannot finish test.echo within its deadline");
  });

  it("redacts secrets before rendering", async () => {
    const tool = toolThat(() => Promise.resolve({ said: "password=hunter2hunter2" }));
    const { runtime } = runtimeOf(tool);
    const { text } = await runForText(runtime, call(tool, {}));
    assertEquals(text.includes("hunter2"), false);
  });
});

describe("runForText, asked the same again", () => {
  function counting() {
    let calls = 0;
    const tool = toolThat(() => Promise.resolve({ said: `call ${++calls}` }));
    return { tool, runtime: runtimeOf(tool).runtime, calls: () => calls };
  }

  it("gives the answer of a moment ago within a scope", async () => {
    const { tool, runtime, calls } = counting();
    await runForText(runtime, call(tool, { namespace: "shop" }));
    await runForText(runtime, call(tool, { namespace: "shop" }, { ...reader, user: "other" }));
    assertEquals(calls(), 1);
  });

  it("runs again for other arguments and for another tenant", async () => {
    const { tool, runtime, calls } = counting();
    await runForText(runtime, call(tool, { namespace: "shop" }));
    await runForText(runtime, call(tool, { namespace: "dev" }));
    await runForText(runtime, call(tool, { namespace: "shop" }, { ...reader, tenant: "other" }));
    assertEquals(calls(), 3);
  });

  it("runs a live tool every time", async () => {
    const { tool, runtime, calls } = counting();
    const live = { ...tool, live: true } as const;
    await runForText(runtime, call(live, {}));
    await runForText(runtime, call(live, {}));
    assertEquals(calls(), 2);
  });

  it("still refuses a principal that lacks the scope", async () => {
    const { tool, runtime } = counting();
    await runForText(runtime, call(tool, {}));
    const { isError } = await runForText(runtime, call(tool, {}, nobody));
    assertEquals(isError, true);
  });
});

describe("contextOf", () => {
  it("gives a call one moment to the second, however long its parts take", () => {
    let nowMs = Date.parse("2026-11-01T10:30:00.700Z");
    const { runtime } = runtimeOf(toolThat(() => Promise.resolve({ said: "" })));
    const { signal } = new AbortController();
    const clocked = { ...runtime, now: () => new Date(nowMs) };
    const context = contextOf(clocked, { principal: reader }, { signal, report() {} });
    nowMs += 5_000;
    assertEquals(context.now().toISOString(), "2026-11-01T10:30:00.000Z");
    assertEquals(context.within(8).now(), context.now());
  });
});

describe("runForJson", () => {
  it("strips what the output does not declare", async () => {
    const undeclared = { said: "yes", token: "abc" };
    const tool = toolThat(() => Promise.resolve(undeclared));
    const { runtime } = runtimeOf(tool);
    assertEquals(await runForJson(runtime, call(tool, {})), { said: "yes" });
  });

  it("throws the error of the handler as it is", async () => {
    const tool = toolThat(() => Promise.reject(new ToolError("not_found", "Cannot find it")));
    const { runtime } = runtimeOf(tool);
    const error = await assertRejects(() => runForJson(runtime, call(tool, {})), ToolError);
    assertEquals(error.code, "not_found");
  });
});

describe("findTool", () => {
  const tool = toolThat(() => Promise.resolve({ said: "" }));

  it("finds a tool by its dotted and by its underscored name", () => {
    const { runtime } = runtimeOf(tool);
    assertEquals(findTool(runtime, reader, "test.echo"), tool);
    assertEquals(findTool(runtime, reader, "test_echo"), tool);
  });

  it("finds nothing that the principal may not use", () => {
    const { runtime } = runtimeOf(tool);
    assertEquals(findTool(runtime, nobody, "test.echo"), undefined);
    assertEquals(visibleTools(runtime, nobody), []);
  });
});

import { afterEach, beforeEach, describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { NOW, TESTER } from "../testing/fake_context.ts";
import { createLog, logRecorder } from "./log.ts";
import { withRemoteParent } from "./trace_context.ts";

function logged(level: "debug" | "info" | "error" = "info") {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { lines, log: createLog({ level, write, now: () => NOW }) };
}

describe("createLog()", () => {
  beforeEach(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterEach(() => context.disable());

  it("writes JSON lines from its level up, with the fields it knows and no other", () => {
    const { log, lines } = logged();
    log("debug", { event: "hidden" });
    const fields = { event: "call", tool: "k8s.get", secret: "hunter2" };
    log("warn", fields);
    const time = NOW.toISOString();
    assertEquals(lines, [{ time, level: "warn", event: "call", tool: "k8s.get" }]);
  });

  it("names the trace the line belongs to", async () => {
    const { log, lines } = logged();
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    await withRemoteParent(`00-${traceId}-b7ad6b7169203331-01`, async () => {
      await Promise.resolve();
      log("info", { event: "inside" });
    });
    log("info", { event: "outside" });
    assertEquals(lines.map(({ event, traceId }) => [event, traceId]), [
      ["inside", traceId],
      ["outside", undefined],
    ]);
  });

  it("writes an error with its causes, each cut", () => {
    const { log, lines } = logged();
    const error = new Error("outer", { cause: new TypeError("x".repeat(2_000)) });
    log("error", { event: "http", error });
    const [outer, inner] = Array.isArray(lines[0]?.["error"]) ? lines[0]["error"] : [];
    assertEquals([outer, String(inner).length], ["Error: outer", 500]);
  });
});

describe("logRecorder()", () => {
  const principal = TESTER;

  it("logs a call at the level of its status", () => {
    const { log, lines } = logged();
    const recorder = logRecorder(log);
    const call = { tool: "k8s.get", principal, durationSeconds: 0.01234 };
    recorder.callEnded({ ...call, status: "ok", tokens: 7 });
    recorder.callEnded({ ...call, status: "internal", cause: new Error("boom") });
    assertEquals(
      lines.map(({ level, status, durationMs, tokens, error }) => (
        { level, status, durationMs, tokens, error }
      )),
      [
        { level: "info", status: "ok", durationMs: 12.3, tokens: 7, error: undefined },
        {
          level: "error",
          status: "internal",
          durationMs: 12.3,
          tokens: undefined,
          error: ["Error: boom"],
        },
      ],
    );
  });

  it("logs upstream requests only at debug", () => {
    const record = { backend: "loki", status: "ok", durationSeconds: 1, cache: "hit" } as const;
    const { log, lines } = logged("debug");
    logRecorder(log).backendCall(record);
    assertEquals(lines.map(({ event, cache }) => [event, cache]), [["backend", "hit"]]);
    const quiet = logged("info");
    logRecorder(quiet.log).backendCall(record);
    assertEquals(quiet.lines, []);
  });
});

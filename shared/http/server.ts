import type { Config } from "../config.ts";
import type { Recorder, Runtime } from "../context.ts";
import { ActiveCalls } from "./active_calls.ts";
import { createHttpApp } from "./app.ts";
import { listen, type Listening } from "./listen.ts";
import { createLog, type Log, logRecorder, writeToStderr } from "./log.ts";
import type { McpEndpoint } from "./mcp_endpoint.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { recorders } from "./recorders.ts";

/** What watches the calls of one process: its log, its metrics, and which calls are in progress. */
export interface Observation {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly calls: ActiveCalls;
  /** Tells all of them. */
  readonly recorder: Recorder;
}

/** Makes the observers of one process; they come before the runtime, which reports to them. */
export function observe({ logLevel }: Pick<Config, "logLevel">): Observation {
  const log = createLog({ level: logLevel, write: writeToStderr });
  const metrics = createMetrics();
  const calls = new ActiveCalls();
  return { log, metrics, calls, recorder: recorders(calls, metrics.recorder, logRecorder(log)) };
}

/** Serves MCP and the JSON routes over HTTP until it is stopped. @throws {Refusal} when the address cannot be had */
export function serveHttp(
  runtime: Runtime,
  { mcp, log, metrics, calls }: Observation & { readonly mcp: McpEndpoint },
): Listening {
  let draining = false;
  const app = createHttpApp({
    runtime,
    mcp,
    metrics,
    report: (error) => log("error", { event: "http", error }),
    draining: () => draining,
  });
  const { host, port, drainSeconds } = runtime.config;
  const server = listen(app, {
    hostname: host,
    port,
    drainSeconds,
    calls,
    endStreams: () => mcp.close(),
  });
  log("info", { event: "listening", address: server.url });
  return {
    url: server.url,
    async stop() {
      draining = true;
      log("info", { event: "draining" });
      await server.stop();
      await runtime.close();
      log("info", { event: "stopped" });
    },
  };
}

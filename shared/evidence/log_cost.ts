import { formatBytes } from "../analysis/quantity.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";
import type { LogqlExpr, LogQuery } from "../query/logql_ast.ts";
import { isTooBroad } from "../query/logql_broad.ts";
import { printLogql, printStreamSelector } from "../query/logql_print.ts";
import { isMetricQuery, logQueriesOf, logRangesOf, mapLogQueries } from "../query/logql_walk.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { formatAge } from "../render/time.ts";
import { readSource } from "./read_source.ts";

/** Most bytes that one LogQL query may make Loki read. */
export const LOG_LIMIT_BYTES = 2 * 1024 ** 3;
/** Most streams it may open. */
export const STREAM_LIMIT = 10_000;

export interface LogsQuery {
  readonly expr: LogqlExpr;
  readonly window: TimeWindow;
  readonly call: GivenCall;
}

/**
 * Refuses a query whose selector leaves everything in, or that would read more than 2 GiB or 10,000 streams.
 *
 * Loki's index does not count chunks that are not flushed yet: zero means unknown. The newest lines of whole streams
 * are found without reading the rest, so that only filters and metric queries are held to the bytes.
 *
 * @throws {ToolError} `limit_exceeded` with the estimate and a narrower call
 */
export async function assertLogsAffordable(
  { loki }: Pick<ToolContext, "loki">,
  query: LogsQuery,
): Promise<void> {
  const { expr } = query;
  if (logQueriesOf(expr).some(({ matchers }) => isTooBroad(matchers))) {
    throw await tooBroad({ loki }, query);
  }
  const selectors = [...new Set(logQueriesOf(expr).map(printStreamSelector))];
  const window = windowRead(query);
  const readings = await Promise.all(
    selectors.map((selector) => readSource("loki", () => loki.stats({ selector, ...window }))),
  );
  const stats = readings.map(({ value }) => value ?? { streams: 0, bytes: 0 });
  const streams = Math.max(0, ...stats.map(({ streams }) => streams));
  if (streams > STREAM_LIMIT) throw tooManyStreams(streams);
  const bytes = stats.reduce((sum, { bytes }) => sum + bytes, 0);
  if (readsWhole(expr) && bytes > LOG_LIMIT_BYTES) throw tooManyBytes(query, bytes);
}

function readsWhole(expr: LogqlExpr): boolean {
  return isMetricQuery(expr) || expr.stages.length > 0;
}

// The first step of a metric query looks back over its range.
function windowRead({ expr, window: { start, end } }: LogsQuery): TimeWindow {
  const back = logRangesOf(expr).map(({ rangeMs, offsetMs }) => rangeMs + offsetMs);
  return { start: new Date(start.getTime() - Math.max(0, ...back)), end };
}

async function tooBroad(
  { loki }: Pick<ToolContext, "loki">,
  { expr, window, call }: LogsQuery,
): Promise<ToolError> {
  const { value = [] } = await readSource("loki", () => loki.labelValues("namespace", window));
  const [namespace = "shop"] = [...value].sort();
  const named = (query: LogQuery): LogQuery => ({
    ...query,
    matchers: [{ label: "namespace", op: "=", value: namespace }],
  });
  const narrower = printLogql(
    mapLogQueries(expr, (query) => isTooBroad(query.matchers) ? named(query) : query),
  );
  return new ToolError("limit_exceeded", "Cannot read every stream, the selector names none", {
    hint: correctedCall(call, { logql: narrower }),
  });
}

function tooManyStreams(streams: number): ToolError {
  const message = `Cannot open ${streams} streams, the limit is ${STREAM_LIMIT}`;
  return new ToolError("limit_exceeded", message, {
    hint: 'Add matchers to the selector, such as namespace="shop" or app="cart"',
  });
}

const SHORTEST_SECONDS = 60;

function tooManyBytes({ window, call }: LogsQuery, bytes: number): ToolError {
  const seconds = (window.end.getTime() - window.start.getTime()) / 1_000;
  const affordable = Math.max(SHORTEST_SECONDS, Math.floor(seconds * (LOG_LIMIT_BYTES / bytes)));
  const message = `Cannot run a query that would read about ${formatBytes(bytes)}, the limit is ${
    formatBytes(LOG_LIMIT_BYTES)
  }`;
  return new ToolError("limit_exceeded", message, {
    hint: `${shorter({ window, call }, affordable)}, or add matchers such as app="cart"`,
  });
}

function shorter({ window, call }: Pick<LogsQuery, "window" | "call">, seconds: number): string {
  if (call.arguments["until"] === undefined) {
    return correctedCall(call, { since: formatAge(seconds) });
  }
  const start = new Date(window.end.getTime() - seconds * 1_000);
  return correctedCall(call, { since: start.toISOString().replace(/\.\d+Z$/, "Z") });
}

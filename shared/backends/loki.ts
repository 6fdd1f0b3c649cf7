import type { LogPattern, LogStream } from "../analysis/log_stream.ts";
import type { Labels, Series } from "../analysis/series.ts";
import { ToolError } from "../errors.ts";
import { type BackendHealth, type Finding, probe } from "./health.ts";
import { logqlResultOf, namesOf, patternsOf, statsOf } from "./loki_answer.ts";
import { pathSegment } from "./path_segment.ts";
import type { TimeRange } from "./prometheus.ts";
import { dataOf } from "./prometheus_answer.ts";
import { queryRefusal } from "./query_refusal.ts";
import type { UpstreamCall } from "./upstream.ts";
import { statusOf } from "./upstream_failure.ts";
import { inUrlOrForm, type Parameters, type UpstreamRequest } from "./upstream_request.ts";

export type LogqlResult =
  | {
    readonly resultType: "streams";
    readonly streams: readonly LogStream[];
    readonly warnings: readonly string[];
  }
  | {
    readonly resultType: "vector" | "matrix" | "scalar";
    readonly series: readonly Series[];
    readonly warnings: readonly string[];
  };

export interface IndexStats {
  readonly streams: number;
  readonly chunks: number;
  readonly entries: number;
  readonly bytes: number;
}

/** Reads one Loki-compatible API, narrowed to a principal. All throw {ToolError}. */
export interface LokiReader {
  instant(query: { logql: string; time?: Date; limit?: number }): Promise<LogqlResult>;
  range(
    query: {
      logql: string;
      limit?: number;
      direction?: "backward" | "forward";
      stepSeconds?: number;
    } & TimeRange,
  ): Promise<LogqlResult>;
  labelNames(query?: Partial<TimeRange>): Promise<readonly string[]>;
  labelValues(
    label: string,
    query?: { selector?: string } & Partial<TimeRange>,
  ): Promise<readonly string[]>;
  series(query: { match: readonly string[] } & Partial<TimeRange>): Promise<readonly Labels[]>;
  /** What the selector would read, by the index; chunks not yet flushed are not counted. */
  stats(query: { selector: string } & TimeRange): Promise<IndexStats>;
  /** Loki's own patterns; `undefined` where the endpoint does not exist. */
  patterns(query: { selector: string } & TimeRange): Promise<readonly LogPattern[] | undefined>;
  health(): Promise<BackendHealth>;
}

const PURPOSE = "query Loki";

/** Reads a Loki-compatible HTTP API. */
export function createLoki(call: UpstreamCall): LokiReader {
  const get = <T>(path: string, decode: (body: unknown) => T, query: Parameters) =>
    call.json({ ...readRequest(path), query }, decode);
  const ask = <T>(path: string, decode: (body: unknown) => T, parameters: Parameters) =>
    call.json({ ...readRequest(path), ...inUrlOrForm(parameters) }, decode);

  return {
    instant: ({ logql, time, limit }) =>
      ask("query", logqlResultOf, { query: logql, time: unixNanoseconds(time), limit }),
    range: ({ logql, limit, direction, stepSeconds, ...range }) =>
      ask("query_range", logqlResultOf, {
        query: logql,
        limit,
        direction,
        step: stepSeconds,
        ...bounds(range),
      }),
    labelNames: (range = {}) => get("labels", namesOf, bounds(range)),
    labelValues: async (label, { selector, ...range } = {}) =>
      await get(`label/${pathSegment(label)}/values`, namesOf, {
        query: selector,
        ...bounds(range),
      }),
    series: ({ match, ...range }) =>
      ask("series", dataOf<readonly Labels[]>, { "match[]": match, ...bounds(range) }),
    stats: ({ selector, ...range }) =>
      get("index/stats", statsOf, { query: selector, ...bounds(range) }),
    patterns: async ({ selector, ...range }) => {
      const parameters = { query: selector, ...bounds(range) };
      try {
        return await get("patterns", patternsOf, parameters);
      } catch (error) {
        if (error instanceof ToolError && isMissingEndpoint(error)) return undefined;
        throw error;
      }
    },
    health: () => probe(call.name, () => askState(call)),
  };
}

async function askState(call: UpstreamCall): Promise<Finding> {
  const once = { uncached: true, isolated: true };
  const [{ version }, degraded] = await Promise.all([
    call.json(
      { ...readRequest("status/buildinfo"), ...once },
      (body) => body as { version: string },
    ),
    askReadiness(call),
    // Only what reads data wants the tenant and the credentials.
    call.json({ ...readRequest("labels"), ...once }, namesOf),
  ]);
  // Some builds have none.
  return { version: version || undefined, degraded };
}

async function askReadiness(call: UpstreamCall): Promise<string | undefined> {
  try {
    await call.text({ purpose: PURPOSE, path: "/ready", uncached: true, isolated: true });
  } catch (error) {
    // A gateway in front of Loki may keep the endpoint to itself.
    if (!(error instanceof ToolError)) throw error;
    if (statusOf(error) === 503) return "It says that it is not ready";
  }
  return undefined;
}

function readRequest(path: string): UpstreamRequest {
  return { purpose: PURPOSE, path: `/loki/api/v1/${path}`, explain: queryRefusal(PURPOSE) };
}

function isMissingEndpoint(error: ToolError): boolean {
  const status = statusOf(error);
  return status === 404 || status === 501;
}

function bounds({ start, end }: Partial<TimeRange>): Parameters {
  return { start: unixNanoseconds(start), end: unixNanoseconds(end) };
}

function unixNanoseconds(time: Date | undefined): string | undefined {
  return time === undefined ? undefined : `${time.getTime()}000000`;
}

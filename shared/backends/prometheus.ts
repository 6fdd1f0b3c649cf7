import type { Labels, Series } from "../analysis/series.ts";
import { ToolError } from "../errors.ts";
import { type BackendHealth, type Finding, probe } from "./health.ts";
import { pathSegment } from "./path_segment.ts";
import {
  alertsOf,
  dataOf,
  metadataOf,
  promqlResultOf,
  rulesOf,
  targetsOf,
  tsdbStatusOf,
} from "./prometheus_answer.ts";
import { queryRefusal } from "./query_refusal.ts";
import type { UpstreamCall } from "./upstream.ts";
import { inUrlOrForm, type Parameters, type UpstreamRequest } from "./upstream_request.ts";

export interface PromqlResult {
  readonly resultType: "vector" | "matrix" | "scalar" | "string";
  readonly series: readonly Series[];
  /** Only for `string` results. */
  readonly text?: string;
  /** Prometheus' own words, passed on as data. */
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

export interface TimeRange {
  readonly start: Date;
  readonly end: Date;
}

export interface MetricMetadata {
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export interface PrometheusAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
  readonly value: number;
}

export interface PrometheusTarget {
  readonly job: string;
  readonly labels: Labels;
  readonly health: "up" | "down" | "unknown";
  readonly lastScrape: string;
  /** Prometheus' own words, data. */
  readonly lastError: string;
}

export interface PrometheusRule {
  readonly group: string;
  readonly name: string;
  readonly type: "alerting" | "recording";
  readonly query: string;
  readonly health: string;
  readonly labels: Labels;
}

export interface TsdbStatus {
  readonly headSeries: number;
  readonly seriesCountByMetricName: readonly { readonly name: string; readonly value: number }[];
}

/** Reads one Prometheus-compatible API, narrowed to a principal. All throw {ToolError}. */
export interface PrometheusReader {
  instant(query: { expr: string; time?: Date; limit?: number }): Promise<PromqlResult>;
  range(
    query: { expr: string; stepSeconds: number; limit?: number } & TimeRange,
  ): Promise<PromqlResult>;
  /** Label sets that match any of the selectors. */
  series(
    query: { match: readonly string[]; limit?: number } & Partial<TimeRange>,
  ): Promise<readonly Labels[]>;
  labelNames(
    query?: { match?: readonly string[]; limit?: number } & Partial<TimeRange>,
  ): Promise<readonly string[]>;
  labelValues(
    label: string,
    query?: { match?: readonly string[]; limit?: number } & Partial<TimeRange>,
  ): Promise<readonly string[]>;
  /** Type, help and unit by metric name. */
  metadata(metric?: string): Promise<ReadonlyMap<string, MetricMetadata>>;
  rules(): Promise<readonly PrometheusRule[]>;
  alerts(): Promise<readonly PrometheusAlert[]>;
  targets(): Promise<readonly PrometheusTarget[]>;
  tsdbStatus(): Promise<TsdbStatus>;
  health(): Promise<BackendHealth>;
}

const PURPOSE = "query Prometheus";

// The server gives up a little earlier than we do, so that it can say so and stop the work.
const TIMEOUT_SHARE = 0.95;

/** Reads a Prometheus-compatible HTTP API v1. */
export function createPrometheus(call: UpstreamCall): PrometheusReader {
  const timeout = `${Math.ceil(call.timeoutSeconds * 1_000 * TIMEOUT_SHARE)}ms`;
  const get = <T>(path: string, decode: (body: unknown) => T, query: Parameters = {}) =>
    call.json({ ...readRequest(path), query }, decode);
  const ask = <T>(path: string, decode: (body: unknown) => T, parameters: Parameters) =>
    call.json({ ...readRequest(path), ...inUrlOrForm(parameters) }, decode);

  return {
    instant: ({ expr, time, limit }) =>
      ask("query", promqlResultOf, { query: expr, time: unixSeconds(time), limit, timeout }),
    range: ({ expr, start, end, stepSeconds, limit }) =>
      ask("query_range", promqlResultOf, {
        query: expr,
        start: unixSeconds(start),
        end: unixSeconds(end),
        step: stepSeconds,
        limit,
        timeout,
      }),
    series: ({ match, limit, ...range }) =>
      ask("series", dataOf<readonly Labels[]>, { "match[]": match, limit, ...bounds(range) }),
    labelNames: ({ match, limit, ...range } = {}) =>
      ask("labels", dataOf<readonly string[]>, { "match[]": match, limit, ...bounds(range) }),
    labelValues: async (label, { match, limit, ...range } = {}) =>
      await get(`label/${pathSegment(label)}/values`, dataOf<readonly string[]>, {
        "match[]": match,
        limit,
        ...bounds(range),
      }),
    metadata: (metric) => get("metadata", metadataOf, { metric }),
    rules: () => get("rules", rulesOf),
    alerts: () => get("alerts", alertsOf),
    targets: () => get("targets", targetsOf, { state: "active" }),
    tsdbStatus: () => get("status/tsdb", tsdbStatusOf),
    health: () => probe(call.name, () => askVersion(call)),
  };
}

async function askVersion(call: UpstreamCall): Promise<Finding> {
  const once = { uncached: true, isolated: true };
  try {
    const request = { ...readRequest("status/buildinfo"), ...once };
    return await call.json(request, (body) => dataOf<{ version: string }>(body));
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== "not_found") throw error;
  }
  // Some compatible servers have no build information.
  await call.json({ ...readRequest("query"), query: { query: "1" }, ...once }, promqlResultOf);
  return {};
}

function readRequest(path: string): UpstreamRequest {
  return { purpose: PURPOSE, path: `/api/v1/${path}`, explain: queryRefusal(PURPOSE) };
}

function bounds({ start, end }: Partial<TimeRange>): Parameters {
  return { start: unixSeconds(start), end: unixSeconds(end) };
}

function unixSeconds(time: Date | undefined): number | undefined {
  return time === undefined ? undefined : time.getTime() / 1_000;
}

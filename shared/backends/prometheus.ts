import type { Labels, Series } from "../analysis/series.ts";
import type { BackendHealth } from "./health.ts";

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

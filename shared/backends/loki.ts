import type { BackendHealth } from "./health.ts";
import type { LogPattern, LogStream } from "../analysis/log_stream.ts";
import type { Labels, Series } from "../analysis/series.ts";
import type { TimeRange } from "./prometheus.ts";

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

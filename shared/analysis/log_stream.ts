import type { Labels } from "./series.ts";

export interface LogEntry {
  /** Unix time in milliseconds; Loki's nanoseconds are cut. */
  readonly timeMs: number;
  readonly line: string;
}

export interface LogStream {
  readonly labels: Labels;
  readonly entries: readonly LogEntry[];
}

export interface LogPattern {
  readonly pattern: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

import type { Labels, Matcher } from "../query/matchers.ts";

export interface LogEntry {
  /** Unix time in milliseconds. */
  readonly t: number;
  readonly line: string;
}

/** Where the evaluator reads: matching streams with their lines in `[fromMs, toMs)`, oldest first. */
export interface StreamSource {
  select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): Iterable<{ readonly labels: Labels; readonly entries: readonly LogEntry[] }>;
}

/** A line on its way through a pipeline. */
export interface Row {
  readonly timeMs: number;
  /** Labels of the stream, which a parser never overwrites. */
  readonly stream: Labels;
  readonly line: string;
  readonly labels: Labels;
  /** Labels that a parser has set; the first one to set a label wins. */
  readonly parsed: ReadonlySet<string>;
}

/** Name of the label that says which stage failed on a line. */
export const ERROR_LABEL = "__error__";

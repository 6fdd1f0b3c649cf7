import type { Labels, Matcher } from "../query/matchers.ts";

/** One series at one time. */
export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

/** Samples of one series inside a range, and the range's bounds. */
export interface RangeWindow {
  readonly labels: Labels;
  readonly times: readonly number[];
  readonly values: readonly number[];
  /** Samples are later than this and not later than `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
}

export type Value =
  | { readonly type: "scalar"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "vector"; readonly samples: readonly Sample[] }
  | { readonly type: "matrix"; readonly windows: readonly RangeWindow[] };

/** A stored series; `t` is ascending milliseconds. */
export interface StoredSeries {
  readonly labels: Labels;
  readonly samples: { readonly t: readonly number[]; readonly v: readonly number[] };
  /** Times at which the series was marked as gone, ascending. */
  readonly staleAt?: readonly number[];
}

/** Where the evaluator reads: series whose labels match, with their samples from `fromMs` to `toMs`. */
export interface SeriesSource {
  select(matchers: readonly Matcher[], fromMs: number, toMs: number): Iterable<StoredSeries>;
}

/** A query that Prometheus would refuse too, or that this evaluator cannot do; shaped like Prometheus's own error. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";

  constructor(readonly type: "bad_data" | "execution", message: string) {
    super(message);
  }
}

export type Labels = Readonly<Record<string, string>>;

/** A sample: Unix time in seconds and value; NaN and infinities are kept. */
export type Sample = readonly [timeSeconds: number, value: number];

/** A native histogram as Prometheus' JSON gives it. */
export interface NativeHistogram {
  readonly count: number;
  readonly sum: number;
  readonly buckets:
    readonly (readonly [boundaries: number, left: number, right: number, count: number])[];
}

export interface Series {
  readonly labels: Labels;
  /** In order of time; one for an instant query. */
  readonly samples: readonly Sample[];
  /** Native histograms at their times, when the series has any. */
  readonly histograms?: readonly (readonly [timeSeconds: number, histogram: NativeHistogram])[];
}

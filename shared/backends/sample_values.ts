import type { NativeHistogram, Sample } from "../analysis/series.ts";

/** A sample as the JSON of Prometheus and Loki has it: Unix seconds and the value as text. */
export type WireSample = readonly [timeSeconds: number, value: string];

export interface WireHistogram {
  readonly count: string;
  readonly sum: string;
  readonly buckets?: readonly (readonly [number, string, string, string])[];
}

/** Reads a number as Prometheus prints it: `1.5`, `1e+06`, `NaN`, `+Inf`, `-Inf`. */
export function sampleValue(text: string): number {
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return Number(text);
}

export function sampleOf([timeSeconds, value]: WireSample): Sample {
  return [timeSeconds, sampleValue(value)];
}

export function histogramOf({ count, sum, buckets = [] }: WireHistogram): NativeHistogram {
  return {
    count: sampleValue(count),
    sum: sampleValue(sum),
    buckets: buckets.map(([boundaries, left, right, inBucket]) => [
      boundaries,
      sampleValue(left),
      sampleValue(right),
      sampleValue(inBucket),
    ]),
  };
}

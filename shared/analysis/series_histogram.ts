import type { Labels, NativeHistogram, Series } from "./series.ts";

/** A native histogram in the figures people read; quantiles are estimates from its buckets. */
export interface HistogramSummary {
  readonly labels: Labels;
  readonly atSeconds: number;
  readonly count: number;
  readonly sum: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Summarises the newest native histogram of a series; `undefined` when it has none. */
export function summarizeHistogram(
  { labels, histograms = [] }: Series,
): HistogramSummary | undefined {
  const [atSeconds, histogram] = histograms.at(-1) ?? [];
  if (atSeconds === undefined || histogram === undefined) return undefined;
  const { count, sum } = histogram;
  return {
    labels,
    atSeconds,
    count,
    sum,
    mean: count === 0 ? NaN : sum / count,
    p50: histogramQuantile(histogram, 0.5),
    p95: histogramQuantile(histogram, 0.95),
    p99: histogramQuantile(histogram, 0.99),
  };
}

/** Estimates a quantile by interpolating linearly inside the bucket where it falls; NaN without observations. */
export function histogramQuantile({ buckets }: NativeHistogram, quantile: number): number {
  const total = buckets.reduce((sum, [, , , count]) => sum + count, 0);
  if (total === 0) return NaN;
  const wanted = quantile * total;
  let below = 0;
  for (const [, left, right, count] of buckets) {
    if (count > 0 && below + count >= wanted) {
      return left + (right - left) * Math.max(0, (wanted - below) / count);
    }
    below += count;
  }
  return buckets.at(-1)?.[2] ?? NaN;
}

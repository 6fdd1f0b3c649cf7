import { dropLabels, labelKey } from "./label_sets.ts";
import type { Sample } from "./promql_values.ts";
import type { Labels } from "../query/matchers.ts";

interface Bucket {
  readonly upperBound: number;
  count: number;
}

/** Counts that differ by less than this part are taken for equal: sums of rates are never exact. */
const SMALL_DIFFERENCE = 1e-12;

/** Estimates a quantile of each classic histogram in a vector of buckets. */
export function histogramQuantile(quantile: number, samples: readonly Sample[]): Sample[] {
  const histograms = new Map<string, { labels: Labels; buckets: Bucket[] }>();
  for (const { labels, value } of samples) {
    const upperBound = parseBound(labels["le"]);
    if (upperBound === undefined) continue;
    const rest = dropLabels(labels, ["le", "__name__"]);
    const key = labelKey(rest);
    const histogram = histograms.get(key) ?? { labels: rest, buckets: [] };
    histogram.buckets.push({ upperBound, count: value });
    histograms.set(key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }) => ({
    labels,
    value: bucketQuantile(quantile, buckets),
  }));
}

function parseBound(le: string | undefined): number | undefined {
  if (le === undefined) return undefined;
  if (/^\+?Inf$/i.test(le)) return Infinity;
  const bound = Number(le);
  return le.trim() === "" || Number.isNaN(bound) ? undefined : bound;
}

function bucketQuantile(quantile: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const buckets = monotonic(merged([...unsorted].sort((a, b) => a.upperBound - b.upperBound)));
  const last = buckets.at(-1);
  const total = last?.count ?? 0;
  if (last?.upperBound !== Infinity || buckets.length < 2 || total === 0 || Number.isNaN(total)) {
    return NaN;
  }
  const rank = quantile * total;
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank);
  const index = found < 0 ? buckets.length - 1 : found;
  const bucket = buckets[index] ?? last;
  const below = buckets[index - 1];
  if (index === buckets.length - 1) return below?.upperBound ?? NaN;
  if (index === 0 && bucket.upperBound <= 0) return bucket.upperBound;
  const start = below?.upperBound ?? 0;
  const passed = below?.count ?? 0;
  return start + (bucket.upperBound - start) * ((rank - passed) / (bucket.count - passed));
}

/** Adds up buckets of one bound, spelt differently (`1` and `1.0`). */
function merged(sorted: readonly Bucket[]): Bucket[] {
  const buckets: Bucket[] = [];
  for (const { upperBound, count } of sorted) {
    const last = buckets.at(-1);
    if (last?.upperBound === upperBound) last.count += count;
    else buckets.push({ upperBound, count });
  }
  return buckets;
}

/** Lifts counts that fall below the one before, which scrapes at different moments cause. */
function monotonic(buckets: Bucket[]): Bucket[] {
  let highest = buckets[0]?.count ?? 0;
  for (const bucket of buckets) {
    if (bucket.count < highest || nearlyEqual(bucket.count, highest)) bucket.count = highest;
    else highest = bucket.count;
  }
  return buckets;
}

function nearlyEqual(a: number, b: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Math.abs(a - b) / (Math.abs(a) + Math.abs(b)) < SMALL_DIFFERENCE;
}

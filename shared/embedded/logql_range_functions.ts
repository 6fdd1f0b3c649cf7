import type { RangeOp } from "../query/logql_ast.ts";
import { maxOf, meanOf, minOf, quantileOf, sumOf, varianceOf } from "./float_math.ts";

/** Values of one series inside a range, and its length. */
export interface LogWindow {
  readonly times: readonly number[];
  readonly values: readonly number[];
  readonly rangeMs: number;
  /** The φ of `quantile_over_time`. */
  readonly param: number;
}

/** Aggregations over a range by name; each window has at least one value. */
export const LOG_RANGE_FUNCTIONS: Readonly<Record<RangeOp, (window: LogWindow) => number>> = {
  rate: ({ values, rangeMs }) => sumOf(values) / (rangeMs / 1_000),
  rate_counter: rateCounter,
  count_over_time: ({ values }) => values.length,
  bytes_rate: ({ values, rangeMs }) => sumOf(values) / (rangeMs / 1_000),
  bytes_over_time: ({ values }) => sumOf(values),
  absent_over_time: () => 1,
  sum_over_time: ({ values }) => sumOf(values),
  avg_over_time: ({ values }) => meanOf(values),
  min_over_time: ({ values }) => minOf(values),
  max_over_time: ({ values }) => maxOf(values),
  stddev_over_time: ({ values }) => Math.sqrt(varianceOf(values)),
  stdvar_over_time: ({ values }) => varianceOf(values),
  quantile_over_time: ({ values, param }) => quantileOf(param, values),
  first_over_time: ({ values }) => values[0] ?? NaN,
  last_over_time: ({ values }) => values.at(-1) ?? NaN,
};

/** The rise per second with resets. Loki extends it by its range in units of the samples' nanoseconds: almost not. */
function rateCounter({ times, values, rangeMs }: LogWindow): number {
  if (values.length < 2) return 0;
  const [first = 0] = values;
  let change = (values.at(-1) ?? 0) - first;
  for (const [i, value] of values.entries()) {
    const before = values[i - 1] ?? 0;
    if (value < before) change += before;
  }
  const sampled = ((times.at(-1) ?? 0) - (times[0] ?? 0)) * 1_000;
  const average = sampled / (values.length - 1);
  const toZero = change > 0 && first >= 0 ? sampled * (first / change) : Infinity;
  const before = Math.min(rangeMs / 1_000, toZero);
  const extension = before < average * 1.1 ? before : average / 2;
  return change * ((sampled + extension) / sampled) / (rangeMs / 1_000);
}

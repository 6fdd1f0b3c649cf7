import { maxOf, meanOf, minOf, quantileOf, sumOf, varianceOf } from "./float_math.ts";
import type { RangeWindow } from "./promql_values.ts";

/** Time of the evaluation and the scalar arguments in order. */
export interface RangeArguments {
  readonly timeMs: number;
  readonly scalars: readonly number[];
}

/** Reduces a range that has at least one sample; undefined leaves the series out. */
export type RangeFunction = (window: RangeWindow, args: RangeArguments) => number | undefined;

/** Functions of a range vector by name. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (window) => extrapolated(window, { counter: true, perSecond: true }),
  increase: (window) => extrapolated(window, { counter: true, perSecond: false }),
  delta: (window) => extrapolated(window, { counter: false, perSecond: false }),
  irate: (window) => lastChange(window, { counter: true, perSecond: true }),
  idelta: (window) => lastChange(window, { counter: false, perSecond: false }),
  deriv: (window) =>
    window.values.length < 2 ? undefined : regression(window, window.times[0] ?? 0).slope,
  predict_linear: predictLinear,
  avg_over_time: ({ values }) => meanOf(values),
  sum_over_time: ({ values }) => sumOf(values),
  min_over_time: ({ values }) => minOf(values),
  max_over_time: ({ values }) => maxOf(values),
  count_over_time: ({ values }) => values.length,
  last_over_time: ({ values }) => values.at(-1),
  first_over_time: ({ values }) => values[0],
  present_over_time: () => 1,
  stddev_over_time: ({ values }) => Math.sqrt(varianceOf(values)),
  stdvar_over_time: ({ values }) => varianceOf(values),
  quantile_over_time: ({ values }, { scalars }) => quantileOf(scalars[0] ?? NaN, values),
  mad_over_time: ({ values }) => {
    const median = quantileOf(0.5, values);
    return quantileOf(0.5, values.map((value) => Math.abs(value - median)));
  },
  changes: ({ values }) =>
    countPairs(values, (before, after) => before !== after && !bothNaN(before, after)),
  resets: ({ values }) => countPairs(values, (before, after) => after < before),
  ts_of_first_over_time: ({ times }) => seconds(times[0]),
  ts_of_last_over_time: ({ times }) => seconds(times.at(-1)),
  ts_of_max_over_time: (window) => seconds(timeOfBest(window, (value, best) => value >= best)),
  ts_of_min_over_time: (window) => seconds(timeOfBest(window, (value, best) => value <= best)),
};

/** Range functions whose result keeps the metric name. */
export const KEEPS_NAME: ReadonlySet<string> = new Set(["last_over_time", "first_over_time"]);

interface Change {
  /** A fall is a reset to zero, and the value never was negative. */
  readonly counter: boolean;
  readonly perSecond: boolean;
}

/** The change over the whole range: what the samples show, extended to the bounds they come close to. */
function extrapolated(
  { times, values, startMs, endMs }: RangeWindow,
  { counter, perSecond }: Change,
): number | undefined {
  const [firstTime] = times;
  const lastTime = times.at(-1);
  const [first] = values;
  const last = values.at(-1);
  if (values.length < 2 || firstTime === undefined || lastTime === undefined) return undefined;
  if (first === undefined || last === undefined) return undefined;
  let change = last - first;
  if (counter) {
    for (const [i, value] of values.entries()) {
      const before = values[i - 1];
      if (before !== undefined && value < before) change += before;
    }
  }
  const sampled = (lastTime - firstTime) / 1_000;
  const average = sampled / (values.length - 1);
  const near = average * 1.1;
  const gapBefore = (firstTime - startMs) / 1_000;
  const gapAfter = (endMs - lastTime) / 1_000;
  let before = gapBefore >= near ? average / 2 : gapBefore;
  const after = gapAfter >= near ? average / 2 : gapAfter;
  if (counter && change > 0 && first >= 0) before = Math.min(before, sampled * (first / change));
  const factor = sampled === 0 ? 1 : (sampled + before + after) / sampled;
  return change * (perSecond ? factor / ((endMs - startMs) / 1_000) : factor);
}

/** The change between the last two samples. */
function lastChange(
  { times, values }: RangeWindow,
  { counter, perSecond }: Change,
): number | undefined {
  const [before, after] = values.slice(-2);
  const [from, to] = times.slice(-2);
  if (
    before === undefined || after === undefined || from === undefined || to === undefined ||
    from === to
  ) {
    return undefined;
  }
  const change = counter && after < before ? after : after - before;
  return perSecond ? change / ((to - from) / 1_000) : change;
}

function predictLinear(
  window: RangeWindow,
  { timeMs, scalars }: RangeArguments,
): number | undefined {
  if (window.values.length < 2) return undefined;
  const { slope, intercept } = regression(window, timeMs);
  return slope * (scalars[0] ?? NaN) + intercept;
}

/** Least squares over seconds from `originMs`. */
function regression(
  { times, values }: RangeWindow,
  originMs: number,
): { slope: number; intercept: number } {
  const [initial = NaN] = values;
  if (values.every((value) => value === initial)) {
    return Number.isFinite(initial)
      ? { slope: 0, intercept: initial }
      : { slope: NaN, intercept: NaN };
  }
  const count = values.length;
  const x = times.map((time) => (time - originMs) / 1_000);
  const sumX = sumOf(x);
  const sumY = sumOf(values);
  const covariance = sumOf(x.map((xi, i) => xi * (values[i] ?? NaN))) - sumX * sumY / count;
  const variance = sumOf(x.map((xi) => xi * xi)) - sumX * sumX / count;
  const slope = covariance / variance;
  return { slope, intercept: sumY / count - slope * sumX / count };
}

function countPairs(
  values: readonly number[],
  counts: (before: number, after: number) => boolean,
): number {
  let count = 0;
  for (const [i, after] of values.entries()) {
    const before = values[i - 1];
    if (i > 0 && before !== undefined && counts(before, after)) count++;
  }
  return count;
}

function bothNaN(a: number, b: number): boolean {
  return Number.isNaN(a) && Number.isNaN(b);
}

function timeOfBest(
  { times, values }: RangeWindow,
  better: (value: number, best: number) => boolean,
): number | undefined {
  let best = 0;
  for (const [i, value] of values.entries()) {
    const current = values[best] ?? NaN;
    if (better(value, current) || Number.isNaN(current)) best = i;
  }
  return times[best];
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1_000;
}

import type { Labels, Sample, Series } from "./series.ts";

/** Most samples a summary keeps to show the course of a series. */
export const MAX_COURSE_POINTS = 10;

// Times are printed with milliseconds; sums of steps may differ from them in the last binary digit.
const ROUNDING_SECONDS = 0.001;

/** One series in a few numbers; min, max and mean leave NaN and infinities out. */
export interface SeriesSummary {
  readonly labels: Labels;
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** How many samples the numbers stand on. */
  readonly points: number;
  readonly firstSeconds: number;
  readonly lastSeconds: number;
  /** The values at the times asked for, `null` where the series has none. */
  readonly course: readonly (number | null)[];
}

/** Summarises one series with samples; `undefined` when it has none. */
export function summarizeSeries(
  { labels, samples }: Series,
  courseTimes: readonly number[] = [],
): SeriesSummary | undefined {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return {
    labels,
    first: first[1],
    last: last[1],
    ...statistics(samples),
    points: samples.length,
    firstSeconds: first[0],
    lastSeconds: last[0],
    course: courseOf(samples, courseTimes),
  };
}

function statistics(samples: readonly Sample[]): Pick<SeriesSummary, "min" | "max" | "mean"> {
  let [min, max, sum, finite] = [Infinity, -Infinity, 0, 0];
  for (const [, value] of samples) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    finite++;
  }
  return finite === 0 ? { min: NaN, max: NaN, mean: NaN } : { min, max, mean: sum / finite };
}

/**
 * Chooses the moments at which every series of one answer is shown: at most ten steps of the query, evenly apart,
 * the last one included.
 */
export function courseTimesOf(
  window: {
    readonly startSeconds: number;
    readonly endSeconds: number;
    readonly stepSeconds: number;
  },
): readonly number[] {
  const { startSeconds, endSeconds, stepSeconds } = window;
  const lastStep = Math.floor((endSeconds - startSeconds) / stepSeconds);
  const stride = Math.max(1, Math.ceil((lastStep + 1) / MAX_COURSE_POINTS));
  const times: number[] = [];
  for (let step = lastStep; step >= 0; step -= stride) {
    times.unshift(startSeconds + step * stepSeconds);
  }
  return times;
}

// Some servers align steps by themselves: a value counts for a moment when it is less than a stride older.
function courseOf(samples: readonly Sample[], times: readonly number[]): (number | null)[] {
  const [earlier, later] = times;
  const stride = earlier === undefined || later === undefined ? 0 : later - earlier;
  let at = 0;
  return times.map((time) => {
    while (at < samples.length && (samples[at]?.[0] ?? 0) <= time + ROUNDING_SECONDS) at++;
    const [seconds, value] = samples[at - 1] ?? [-Infinity, 0];
    return time - seconds <= Math.max(stride - ROUNDING_SECONDS, ROUNDING_SECONDS) ? value : null;
  });
}

import type { Sample } from "./series.ts";

/** How far the window of interest lies from its baseline, by medians: one odd point moves neither. */
export interface RobustScore {
  readonly windowMedian: number;
  readonly baselineMedian: number;
  /** The spread that was divided by: the baseline's MAD, or the floor where that is larger. */
  readonly spread: number;
  /** Shift in robust standard deviations; the sign is its direction. */
  readonly score: number;
  /** Shift as a share of the baseline's median; infinite where that is 0 and the shift is not. */
  readonly relativeChange: number;
}

export interface RobustScoreOptions {
  /** Smallest spread that is believed, in the series' unit. @default 1e-9 */
  readonly epsilon?: number;
}

/** Score above which a shift counts, as usual for MAD scores. */
export const SHIFT_SCORE = 3.5;

// Makes a MAD comparable to a standard deviation of a normal distribution.
const NORMAL_CONSISTENCY = 0.6745;
// A perfectly flat baseline has no spread; one percent of its level stands in.
const LEVEL_FLOOR = 0.01;

/** Scores a window against a baseline; `undefined` when either has no finite value. */
export function robustScore(
  { window, baseline }: {
    readonly window: readonly number[];
    readonly baseline: readonly number[];
  },
  { epsilon = 1e-9 }: RobustScoreOptions = {},
): RobustScore | undefined {
  const windowMedian = median(window);
  const baselineMedian = median(baseline);
  if (windowMedian === undefined || baselineMedian === undefined) return undefined;
  const deviation = median(baseline.map((value) => Math.abs(value - baselineMedian))) ?? 0;
  const spread = Math.max(deviation, LEVEL_FLOOR * Math.abs(baselineMedian), epsilon);
  const shift = windowMedian - baselineMedian;
  return {
    windowMedian,
    baselineMedian,
    spread,
    score: (NORMAL_CONSISTENCY * shift) / spread,
    relativeChange: shift === 0 ? 0 : shift / Math.abs(baselineMedian),
  };
}

export interface ShiftFloors {
  /** Smallest shift that matters, in the series' unit. */
  readonly absolute: number;
  /** Smallest shift that matters, as a share of the baseline. */
  readonly relative: number;
}

/** Tells whether a shift is unusual, and large enough for anybody to care. */
export function isShift(score: RobustScore, floors: ShiftFloors): boolean {
  return Math.abs(score.score) > SHIFT_SCORE &&
    Math.abs(score.relativeChange) >= floors.relative &&
    Math.abs(score.windowMedian - score.baselineMedian) >= floors.absolute;
}

/** Finds when the last unbroken run beyond the shift score began; `undefined` when the series ends within it. */
export function onsetSeconds(samples: readonly Sample[], score: RobustScore): number | undefined {
  const limit = (SHIFT_SCORE * score.spread) / NORMAL_CONSISTENCY;
  const direction = Math.sign(score.score);
  let onset: number | undefined;
  for (const [seconds, value] of samples) {
    const beyond = (value - score.baselineMedian) * direction > limit;
    onset = beyond ? onset ?? seconds : undefined;
  }
  return onset;
}

/** Gives the middle of the finite values, the mean of the two middle ones where there are two. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)];
  const lower = sorted[Math.ceil(middle) - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

import {
  isShift,
  median,
  type RobustScore,
  robustScore,
  type ShiftFloors,
} from "../robust_score.ts";
import type { Sample } from "../series.ts";

/** A stretch of a series that lies beyond its baseline. */
export interface Shift {
  readonly before: number;
  /** Level in that stretch: the newest one while it lasts. */
  readonly now: number;
  readonly score: number;
  /** The last sound sample before it. */
  readonly onsetSeconds: number;
  /** The first sound sample after it; absent while it lasts. */
  readonly untilSeconds?: number;
}

export interface ShiftScan {
  /** Where the window begins; samples before it are the baseline. */
  readonly windowStartSeconds: number;
  /** Points that share a measurement, such as the range of a rate; one odd moment moves so many. */
  readonly overlap: number;
  readonly floors: ShiftFloors;
  /** Samples whose median is the newest level. @default 1 */
  readonly latest?: number;
}

/** A window has many runs: the one that counts must stand out more than a single median. */
const RUN_SCORE = 4;
/** Fewer samples are no baseline. */
const LEAST_BASELINE = 8;
// The score's own scale, as in robust_score.ts: 3.5 / 0.6745 deviations.
const LIMIT_DEVIATIONS = 3.5 / 0.6745;
/** Sound samples within a stretch that do not end it. */
const MOST_GAP = 2;

/**
 * Finds the strongest shift of a window against its baseline, one that came late or is over already included.
 *
 * The median of each run of samples is scored, and a run is longer than what one odd moment moves, so that noise with
 * heavy tails does not fire.
 */
export function findShift(samples: readonly Sample[], scan: ShiftScan): Shift | undefined {
  const { windowStartSeconds, overlap, floors } = scan;
  const first = samples.findIndex(([seconds]) => seconds >= windowStartSeconds);
  if (first < LEAST_BASELINE) return undefined;
  const values = samples.map(([, value]) => value);
  const baseline = values.slice(0, first);
  const runLength = Math.min(2 * overlap + 1, values.length - first);
  const epsilon = floors.absolute / LIMIT_DEVIATIONS;
  const level = robustScore({ window: baseline, baseline }, { epsilon });
  if (level === undefined) return undefined;
  const found = strongestRun(values, { first, runLength, level, floors });
  return found && shiftAround(samples, found, scan);
}

interface FoundRun {
  readonly at: number;
  readonly score: RobustScore;
}

function strongestRun(
  values: readonly number[],
  { first, runLength, level, floors }: {
    readonly first: number;
    readonly runLength: number;
    readonly level: RobustScore;
    readonly floors: ShiftFloors;
  },
): FoundRun | undefined {
  let best: FoundRun | undefined;
  for (let at = first; at + runLength <= values.length; at++) {
    const windowMedian = median(values.slice(at, at + runLength));
    if (windowMedian === undefined) continue;
    const score = shifted(level, windowMedian);
    if (!isShift(score, floors) || Math.abs(score.score) < RUN_SCORE) continue;
    if (best === undefined || Math.abs(score.score) > Math.abs(best.score.score)) {
      best = { at: at + Math.floor(runLength / 2), score };
    }
  }
  return best;
}

function shifted(level: RobustScore, windowMedian: number): RobustScore {
  const shift = windowMedian - level.baselineMedian;
  return {
    ...level,
    windowMedian,
    score: (0.6745 * shift) / level.spread,
    relativeChange: shift === 0 ? 0 : shift / Math.abs(level.baselineMedian),
  };
}

function shiftAround(
  samples: readonly Sample[],
  { at, score }: FoundRun,
  { latest = 1 }: ShiftScan,
): Shift {
  const shift = score.windowMedian - score.baselineMedian;
  const limit = LIMIT_DEVIATIONS * score.spread;
  const isBeyond = (index: number) =>
    ((samples[index]?.[1] ?? NaN) - score.baselineMedian) * Math.sign(shift) > limit;
  const from = endOfStretch(at, -1, { isBeyond, length: samples.length });
  const to = endOfStretch(at, 1, { isBeyond, length: samples.length });
  const values = samples.slice(from, to + 1).map(([, value]) => value);
  const isOver = to < samples.length - 1 - MOST_GAP;
  return {
    before: score.baselineMedian,
    now: median(isOver ? values : values.slice(-latest)) ?? score.windowMedian,
    score: score.score,
    onsetSeconds: samples[Math.max(0, from - 1)]?.[0] ?? 0,
    ...(isOver && { untilSeconds: samples[to + 1]?.[0] ?? 0 }),
  };
}

function endOfStretch(
  at: number,
  direction: 1 | -1,
  { isBeyond, length }: { isBeyond(index: number): boolean; readonly length: number },
): number {
  let end = at;
  let gap = 0;
  for (let index = at; index >= 0 && index < length; index += direction) {
    gap = isBeyond(index) ? 0 : gap + 1;
    if (gap === 0) end = index;
    if (gap > MOST_GAP) break;
  }
  return end;
}

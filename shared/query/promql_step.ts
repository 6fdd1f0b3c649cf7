const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** Steps that people expect on a graph, in seconds. */
const NICE_STEP_SECONDS = [
  15,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
];

export interface StepOptions {
  readonly startMs: number;
  readonly endMs: number;
  /** Most points per series. */
  readonly maxPoints: number;
}

/** Chooses the shortest usual step, never below 15 s, at which a range query gives at most `maxPoints` points. */
export function chooseStepSeconds({ startMs, endMs, maxPoints }: StepOptions): number {
  const shortest = (endMs - startMs) / 1_000 / Math.max(1, maxPoints - 1);
  return niceStepSeconds(shortest);
}

/** Rounds a step up to a usual one; beyond a day to whole days. */
export function niceStepSeconds(seconds: number): number {
  return NICE_STEP_SECONDS.find((step) => step >= seconds) ?? Math.ceil(seconds / DAY) * DAY;
}

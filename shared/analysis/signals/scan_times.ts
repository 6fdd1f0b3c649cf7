import type { TimeWindow } from "../time_window.ts";

/** Which samples a scan reads: a baseline, and the window after it. */
export interface ScanTimes {
  readonly start: Date;
  readonly end: Date;
  /** Where the baseline ends. */
  readonly windowStartSeconds: number;
  readonly stepSeconds: number;
  /** Range of rates: four scrapes of a minute, or two steps. */
  readonly rangeSeconds: number;
}

const HOUR = 3_600;
const LONGEST_BASELINE = 6 * HOUR;
const MOST_POINTS = 180;
const SHORTEST_STEP = 60;
const SHORTEST_RANGE = 240;

/** Chooses what a scan of a window reads: at most about 200 points a series, up to six hours before the window. */
export function scanTimes({ start, end }: TimeWindow): ScanTimes {
  const endSeconds = Math.floor(end.getTime() / 1_000);
  const windowSeconds = Math.ceil((end.getTime() - start.getTime()) / 1_000);
  const baseline = Math.min(Math.max(windowSeconds, HOUR), LONGEST_BASELINE);
  const wanted = (baseline + windowSeconds) / MOST_POINTS;
  const stepSeconds = Math.max(SHORTEST_STEP, Math.ceil(wanted / SHORTEST_STEP) * SHORTEST_STEP);
  const points = Math.ceil((baseline + windowSeconds) / stepSeconds);
  return {
    start: new Date((endSeconds - points * stepSeconds) * 1_000),
    end: new Date(endSeconds * 1_000),
    windowStartSeconds: endSeconds - windowSeconds,
    stepSeconds,
    rangeSeconds: Math.max(SHORTEST_RANGE, 2 * stepSeconds),
  };
}

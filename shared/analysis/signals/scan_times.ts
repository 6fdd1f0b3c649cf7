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
const SHORTEST_RANGE = 240;

/** How closely a scan looks: at most so many points of a series, and no two closer than a step. */
const DETAILS = {
  fine: { mostPoints: 180, shortestStep: 60 },
  coarse: { mostPoints: 48, shortestStep: 300 },
} as const;
export type ScanDetail = keyof typeof DETAILS;

/** Chooses what a scan of a window reads: the window, and as much before it, an hour to six. */
export function scanTimes({ start, end }: TimeWindow, detail: ScanDetail = "fine"): ScanTimes {
  const { mostPoints, shortestStep } = DETAILS[detail];
  const endSeconds = Math.floor(end.getTime() / 1_000);
  const windowSeconds = Math.ceil((end.getTime() - start.getTime()) / 1_000);
  const baseline = Math.min(Math.max(windowSeconds, HOUR), LONGEST_BASELINE);
  const wanted = (baseline + windowSeconds) / mostPoints;
  const stepSeconds = Math.max(shortestStep, Math.ceil(wanted / shortestStep) * shortestStep);
  const points = Math.ceil((baseline + windowSeconds) / stepSeconds);
  return {
    start: new Date((endSeconds - points * stepSeconds) * 1_000),
    end: new Date(endSeconds * 1_000),
    windowStartSeconds: endSeconds - windowSeconds,
    stepSeconds,
    rangeSeconds: Math.max(SHORTEST_RANGE, 2 * stepSeconds),
  };
}

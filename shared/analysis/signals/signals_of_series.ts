import type { SignalFigure, SignalRow } from "./signal_row.ts";
import { type Course, coursesOf, thingOf } from "./course.ts";
import { median } from "../robust_score.ts";
import type { Sample, Series } from "../series.ts";
import type { ScanTimes } from "./scan_times.ts";
import { findShift, type Shift } from "./shift_scan.ts";
import type { Signal } from "./signal.ts";
import { steadyGrowth } from "./steady_growth.ts";

/** Finds what shifted or stands beyond its threshold in the answer of one query. */
export function signalsOf(
  series: readonly Series[],
  figures: readonly SignalFigure[],
  times: ScanTimes,
): readonly Signal[] {
  const courses = coursesOf(series, figures, times);
  const totals = new Map(
    courses.filter(({ isTotal }) => isTotal).map((course) => [thingOf(course), course.samples]),
  );
  return courses.flatMap((course) => {
    const signal = signalOf(course, times);
    if (signal === undefined) return [];
    const total = course.isTotal ? undefined : totals.get(thingOf(course));
    return [total === undefined ? signal : { ...signal, ...shareOf(signal, total) }];
  });
}

function signalOf({ row, expr, entity, labels, samples }: Course, times: ScanTimes) {
  const overlap = Math.ceil(times.rangeSeconds / times.stepSeconds);
  const { windowStartSeconds } = times;
  const latest = row.absent === 0 ? LATEST : 1;
  const shift = findShift(samples, { windowStartSeconds, overlap, floors: row.floors, latest });
  const growth = row.id === "memory_of_limit"
    ? steadyGrowth(samples, { endSeconds: times.end.getTime() / 1_000 })
    : undefined;
  const now = shift?.now ?? lastOf(samples, times);
  const exceeds = row.threshold !== undefined && now !== undefined && now >= row.threshold;
  if (now === undefined || (shift === undefined && growth === undefined && !exceeds)) {
    return undefined;
  }
  const signal: Signal = {
    signal: row.id,
    entity,
    labels,
    unit: row.unit,
    now,
    score: shift?.score ?? 0,
    ...shiftFields(shift),
    isBad: exceeds || growth !== undefined || hurts(shift, row),
    expr,
    ...(growth && { growth: growthFields(growth) }),
  };
  return signal;
}

function shiftFields(shift: Shift | undefined) {
  if (shift === undefined) return {};
  const { before, onsetSeconds, untilSeconds } = shift;
  return {
    before,
    since: timeOf(onsetSeconds),
    ...(untilSeconds !== undefined && { until: timeOf(untilSeconds) }),
  };
}

function growthFields(
  { perHour, sinceSeconds, untilSeconds, top }: NonNullable<ReturnType<typeof steadyGrowth>>,
): NonNullable<Signal["growth"]> {
  return {
    perHour,
    top,
    since: timeOf(sinceSeconds),
    ...(untilSeconds !== undefined && { until: timeOf(untilSeconds) }),
  };
}

function hurts(shift: Shift | undefined, { bad }: SignalRow): boolean {
  if (shift === undefined || bad === "none") return false;
  return bad === "high" ? shift.now > shift.before : shift.now < shift.before;
}

/** A counter steps: its newest rates are taken together. */
const LATEST = 3;
/** A series that ended so many steps ago has no level now. */
const STALE_STEPS = 5;

function lastOf(samples: readonly Sample[], { end, stepSeconds }: ScanTimes): number | undefined {
  const oldest = end.getTime() / 1_000 - STALE_STEPS * stepSeconds;
  return median(
    samples.filter(([seconds]) => seconds >= oldest).slice(-LATEST).map(([, value]) => value),
  );
}

/** The part of all requests that a failure is, while it lasts. */
function shareOf({ now, since, until }: Signal, total: readonly Sample[]) {
  const from = since === undefined ? -Infinity : Date.parse(since) / 1_000;
  const to = until === undefined ? Infinity : Date.parse(until) / 1_000;
  const values = total.filter(([seconds]) => seconds > from && seconds <= to)
    .map(([, value]) => value);
  const all = median(until === undefined ? values.slice(-LATEST) : values);
  return all === undefined || all === 0 ? {} : { share: Math.min(1, now / all) };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

import { isFailure, type SignalFigure, type SignalRow } from "./signal_row.ts";
import { entityText } from "../entity.ts";
import { labelsText } from "../series_labels.ts";
import type { Sample, Series } from "../series.ts";
import type { ScanTimes } from "./scan_times.ts";
import { type SignalSource, signalSource } from "./signal_entity.ts";

/** One figure of one thing over time. */
export interface Course extends SignalSource {
  readonly row: SignalRow;
  readonly expr: string;
  readonly samples: readonly Sample[];
  /** Whether it sums up all answers, the failed ones included. */
  readonly isTotal: boolean;
}

/** Names the thing that a course is about, whatever the code of the answers. */
export function thingOf({ entity, labels: { code: _, ...labels } }: SignalSource): string {
  return `${entityText(entity)} ${labelsText(labels)}`;
}

/** Sorts the series of a query by figure and thing; requests by code become all requests, and the failed ones by code. */
export function coursesOf(
  series: readonly Series[],
  figures: readonly SignalFigure[],
  times: ScanTimes,
): readonly Course[] {
  const byFigure = new Map(figures.map((figure) => [figure.row.id, figure]));
  const courses: Course[] = [];
  const totals = new Map<string, Course[]>();
  for (const { labels: all, samples } of series) {
    const figure = byFigure.get(all["figure"] ?? "");
    const source = figure && signalSource(figure.row.subject, all);
    if (figure === undefined || source === undefined) continue;
    const { row, expr } = figure;
    const filled = row.absent === 0 ? withZeros(samples, times) : samples;
    const course = { row, expr, ...source, samples: filled, isTotal: false };
    if (row.failures === undefined) {
      courses.push(course);
      continue;
    }
    const key = `${row.id} ${thingOf(course)}`;
    totals.set(key, [...totals.get(key) ?? [], course]);
    if (isFailure(source.labels["code"] ?? "")) courses.push(failedPart(course, row.failures));
  }
  return [...[...totals.values()].map(totalOf), ...courses];
}

function failedPart(course: Course, failures: NonNullable<SignalRow["failures"]>): Course {
  return { ...course, row: { ...course.row, ...failures, bad: "high" } };
}

function totalOf(parts: readonly Course[]): Course {
  const [first] = parts as readonly [Course, ...Course[]];
  const { code: _, ...labels } = first.labels;
  const sums = new Map<number, number>();
  for (const { samples } of parts) {
    for (const [seconds, value] of samples) sums.set(seconds, (sums.get(seconds) ?? 0) + value);
  }
  return { ...first, labels, samples: [...sums].sort(([a], [b]) => a - b), isTotal: true };
}

/** A counter that nobody reported counted nothing: zeros stand where a series has no samples. */
function withZeros(
  samples: readonly Sample[],
  { start, end, stepSeconds }: ScanTimes,
): readonly Sample[] {
  const known = new Map(samples);
  const filled: Sample[] = [];
  const last = end.getTime() / 1_000;
  for (let seconds = start.getTime() / 1_000; seconds <= last; seconds += stepSeconds) {
    filled.push([seconds, known.get(seconds) ?? 0]);
  }
  return filled;
}

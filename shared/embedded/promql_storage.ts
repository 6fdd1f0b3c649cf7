import { compileMatchers, type Matcher } from "../query/matchers.ts";
import type { PromqlExpr, TimeShift, VectorSelector } from "../query/promql_ast.ts";
import { operandsOf } from "../query/promql_walk.ts";
import type { RangeWindow, Sample, SeriesSource, StoredSeries } from "./promql_values.ts";

export interface QueryTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly lookbackMs: number;
}

/** Gives the time at which a selector or subquery is read for an evaluation at `timeMs`. */
export function shiftedTime(
  { offsetMs, at }: TimeShift,
  { timeMs, startMs, endMs }: { timeMs: number } & QueryTimes,
): number {
  const base = at === undefined
    ? timeMs
    : at === "start"
    ? startMs
    : at === "end"
    ? endMs
    : at.timeMs;
  return base - offsetMs;
}

/** The series of each selector of a query, read once for all its steps. */
export class LoadedSeries {
  readonly #series = new Map<VectorSelector, readonly StoredSeries[]>();

  constructor(expr: PromqlExpr, readonly source: SeriesSource, readonly times: QueryTimes) {
    this.#load(expr, { fromMs: times.startMs, toMs: times.endMs });
  }

  /** Gives the newest sample of each series within the look-back, series marked as gone left out. */
  instant(selector: VectorSelector, timeMs: number): (Sample & { timeMs: number })[] {
    const now = shiftedTime(selector, { timeMs, ...this.times });
    const found: (Sample & { timeMs: number })[] = [];
    for (const { labels, samples: { t, v }, staleAt = [] } of this.#series.get(selector) ?? []) {
      const index = lastAtOrBefore(t, now);
      const sampleTime = t[index];
      const value = v[index];
      if (
        sampleTime === undefined || value === undefined || sampleTime <= now - this.times.lookbackMs
      ) continue;
      const gone = staleAt[lastAtOrBefore(staleAt, now)];
      if (gone === undefined || gone < sampleTime) {
        found.push({ labels, value, timeMs: sampleTime });
      }
    }
    return found;
  }

  /** Gives the samples of each series later than the start of a range and not later than its end. */
  range(
    selector: VectorSelector,
    { rangeMs, timeMs }: { rangeMs: number; timeMs: number },
  ): RangeWindow[] {
    const endMs = shiftedTime(selector, { timeMs, ...this.times });
    const startMs = endMs - rangeMs;
    const windows: RangeWindow[] = [];
    for (const { labels, samples: { t, v } } of this.#series.get(selector) ?? []) {
      const [first, end] = [lastAtOrBefore(t, startMs) + 1, lastAtOrBefore(t, endMs) + 1];
      if (first < end) {
        windows.push({
          labels,
          times: t.slice(first, end),
          values: v.slice(first, end),
          startMs,
          endMs,
        });
      }
    }
    return windows;
  }

  #load(expr: PromqlExpr, needed: { fromMs: number; toMs: number }): void {
    if (expr.kind === "VectorSelector") {
      this.#read(expr, { ...needed, reachMs: this.times.lookbackMs });
    } else if (expr.kind === "MatrixSelector") {
      this.#read(expr.vector, { ...needed, reachMs: expr.rangeMs });
    } else if (expr.kind === "Subquery") {
      const fromMs = shiftedTime(expr, { timeMs: needed.fromMs, ...this.times }) - expr.rangeMs;
      const toMs = shiftedTime(expr, { timeMs: needed.toMs, ...this.times });
      this.#load(expr.expr, { fromMs, toMs });
    } else for (const operand of operandsOf(expr)) this.#load(operand, needed);
  }

  #read(
    selector: VectorSelector,
    { fromMs, toMs, reachMs }: { fromMs: number; toMs: number; reachMs: number },
  ): void {
    const matchers: Matcher[] = [...selector.matchers];
    if (selector.name !== undefined) {
      matchers.unshift({ label: "__name__", op: "=", value: selector.name });
    }
    const matches = compileMatchers(matchers);
    const first = shiftedTime(selector, { timeMs: fromMs, ...this.times }) - reachMs;
    const last = shiftedTime(selector, { timeMs: toMs, ...this.times });
    const found = [...this.source.select(matchers, first, last)].filter(({ labels }) =>
      matches(labels)
    );
    this.#series.set(selector, found);
  }
}

/** Index of the last time that is not later; -1 when all are. */
function lastAtOrBefore(times: readonly number[], timeMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

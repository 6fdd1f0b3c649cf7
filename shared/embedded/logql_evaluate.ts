import type { LogQuery, MetricExpr } from "../query/logql_ast.ts";
import type { Labels } from "../query/matchers.ts";
import { formatFloat } from "./float_math.ts";
import { labelKey } from "./label_sets.ts";
import { LogqlEvaluator, type LogqlValue, selectRows } from "./logql_evaluator.ts";
import type { Row, StreamSource } from "./logql_values.ts";
import type { Point, QueryResult } from "./promql_evaluate.ts";
import { EvaluationError, type Sample } from "./promql_values.ts";

/** Lines of one label set: nanoseconds since the epoch and the line. */
export interface LogStream {
  readonly stream: Labels;
  readonly values: readonly (readonly [nanoseconds: string, line: string])[];
}

export interface LogOptions {
  /** First moment that is read. */
  readonly startMs: number;
  /** First moment that is not. */
  readonly endMs: number;
  readonly limit: number;
  readonly direction: "forward" | "backward";
  readonly source: StreamSource;
}

/** Answers a log query as Loki's `streams`: the newest lines (or, forward, the oldest) over all streams. @throws {EvaluationError} */
export function evaluateLogs(query: LogQuery, options: LogOptions): readonly LogStream[] {
  const streams = new Map<string, { stream: Labels; values: (readonly [string, string])[] }>();
  for (const { timeMs, line, labels } of firstRows(query, options)) {
    const key = labelKey(labels);
    const found = streams.get(key) ?? { stream: labels, values: [] };
    found.values.push([nanoseconds(timeMs), line]);
    streams.set(key, found);
  }
  return [...streams.values()];
}

/** Reads slice by slice from the end that is asked for, each twice as long, until there are enough lines. */
function firstRows(query: LogQuery, options: LogOptions): readonly Row[] {
  const { limit, direction, source } = options;
  const sign = direction === "forward" ? 1 : -1;
  let rows: Row[] = [];
  for (const slice of slicesOf(options)) {
    const more = [...selectRows(query, { source, ...slice })];
    rows = rows.concat(more.sort((a, b) => sign * (a.timeMs - b.timeMs)));
    if (rows.length >= limit) break;
  }
  return rows.slice(0, limit);
}

/** Part of the window that is read first. */
const FIRST_SLICE = 1 / 32;

function* slicesOf({ startMs, endMs, direction }: LogOptions) {
  const windowMs = endMs - startMs;
  let readMs = 0;
  for (let lengthMs = windowMs * FIRST_SLICE; readMs < windowMs; lengthMs *= 2) {
    const untilMs = Math.min(windowMs, Math.ceil(readMs + lengthMs));
    yield direction === "forward"
      ? { fromMs: startMs + readMs, toMs: startMs + untilMs }
      : { fromMs: endMs - untilMs, toMs: endMs - readMs };
    readMs = untilMs;
  }
}

/** Whole milliseconds and their fraction apart, because a float has not enough digits for both. */
function nanoseconds(timeMs: number): string {
  const whole = Math.floor(timeMs);
  return `${whole}${String(Math.round((timeMs - whole) * 1e6)).padStart(6, "0")}`;
}

/** Evaluates a metric query at one time. @throws {EvaluationError} */
export function evaluateLogMetric(
  expr: MetricExpr,
  { timeMs, source }: { timeMs: number; source: StreamSource },
): QueryResult {
  const value = new LogqlEvaluator({ source, startMs: timeMs, endMs: timeMs }).evaluate(
    expr,
    timeMs,
  );
  const point = (result: number): Point => [timeMs / 1_000, formatFloat(result)];
  if (value.type === "scalar") return { resultType: "scalar", result: point(value.value) };
  return {
    resultType: "vector",
    result: value.samples.map(({ labels, value }) => ({ metric: labels, value: point(value) })),
  };
}

export interface LogRangeOptions {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly source: StreamSource;
}

/**
 * Evaluates a metric query at each step of a time range, widened to whole multiples of the step as Loki does.
 *
 * @throws {EvaluationError}
 */
export function evaluateLogMetricRange(expr: MetricExpr, options: LogRangeOptions): QueryResult {
  const { stepMs, source } = options;
  if (!(stepMs > 0)) {
    throw new EvaluationError(
      "bad_data",
      "zero or negative query resolution step widths are not accepted",
    );
  }
  if (options.endMs < options.startMs) {
    throw new EvaluationError(
      "bad_data",
      "end timestamp must not be before or equal to start time",
    );
  }
  const startMs = Math.floor(options.startMs / stepMs) * stepMs;
  const endMs = Math.ceil(options.endMs / stepMs) * stepMs;
  const evaluator = new LogqlEvaluator({ source, startMs, endMs });
  const series = new Map<string, { metric: Labels; values: Point[] }>();
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) {
    for (const { labels, value } of samplesOf(evaluator.evaluate(expr, timeMs))) {
      const key = labelKey(labels);
      const found = series.get(key) ?? { metric: labels, values: [] };
      found.values.push([timeMs / 1_000, formatFloat(value)]);
      series.set(key, found);
    }
  }
  return { resultType: "matrix", result: [...series.values()] };
}

function samplesOf(value: LogqlValue): readonly Sample[] {
  return value.type === "vector" ? value.samples : [{ labels: {}, value: value.value }];
}

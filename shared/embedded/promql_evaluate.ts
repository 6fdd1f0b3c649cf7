import type { Labels } from "../query/matchers.ts";
import type { PromqlExpr } from "../query/promql_ast.ts";
import { valueTypeOf } from "../query/promql_value_types.ts";
import { formatFloat } from "./float_math.ts";
import { labelKey } from "./label_sets.ts";
import { PromqlEvaluator } from "./promql_evaluator.ts";
import { EvaluationError, type Sample, type SeriesSource, type Value } from "./promql_values.ts";

/** Seconds since the epoch and the value as text, as Prometheus writes them. */
export type Point = readonly [seconds: number, value: string];

/** The `data` of an answer of Prometheus's query API. */
export type QueryResult =
  | { readonly resultType: "scalar"; readonly result: Point }
  | { readonly resultType: "string"; readonly result: Point }
  | {
    readonly resultType: "vector";
    readonly result: readonly { readonly metric: Labels; readonly value: Point }[];
  }
  | {
    readonly resultType: "matrix";
    readonly result: readonly { readonly metric: Labels; readonly values: readonly Point[] }[];
  };

export interface InstantOptions {
  readonly timeMs: number;
  readonly source: SeriesSource;
  /** @default 5 minutes */
  readonly lookbackMs?: number;
}

export interface RangeOptions {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly source: SeriesSource;
  /** @default 5 minutes */
  readonly lookbackMs?: number;
}

const LOOKBACK_MS = 300_000;
const MAX_POINTS = 11_000;

/** Evaluates a checked expression at one time. @throws {EvaluationError} */
export function evaluateInstant(
  expr: PromqlExpr,
  { timeMs, source, lookbackMs = LOOKBACK_MS }: InstantOptions,
): QueryResult {
  const evaluator = new PromqlEvaluator(expr, {
    source,
    lookbackMs,
    startMs: timeMs,
    endMs: timeMs,
  });
  return instantResult(evaluator.evaluate(expr, timeMs), timeMs);
}

function instantResult(value: Value, timeMs: number): QueryResult {
  const point = (result: number): Point => [timeMs / 1_000, formatFloat(result)];
  switch (value.type) {
    case "scalar":
      return { resultType: "scalar", result: point(value.value) };
    case "string":
      return { resultType: "string", result: [timeMs / 1_000, value.value] };
    case "vector":
      return {
        resultType: "vector",
        result: value.samples.map(({ labels, value }) => ({ metric: labels, value: point(value) })),
      };
    case "matrix":
      return {
        resultType: "matrix",
        result: value.windows.map(({ labels, times, values }) => ({
          metric: labels,
          values: times.map((time, i) => [time / 1_000, formatFloat(values[i] ?? NaN)] as const),
        })),
      };
  }
}

/** Evaluates a checked expression at each step of a time range. @throws {EvaluationError} */
export function evaluateRange(expr: PromqlExpr, options: RangeOptions): QueryResult {
  const { startMs, endMs, stepMs, source, lookbackMs = LOOKBACK_MS } = options;
  requireRange(expr, options);
  const evaluator = new PromqlEvaluator(expr, { source, lookbackMs, startMs, endMs });
  const series = new Map<string, { metric: Labels; values: Point[] }>();
  for (let timeMs = startMs; timeMs <= endMs; timeMs += stepMs) {
    for (const { labels, value } of samplesOf(evaluator.evaluate(expr, timeMs))) {
      const key = labelKey(labels);
      const found = series.get(key) ?? { metric: labels, values: [] };
      found.values.push([timeMs / 1_000, formatFloat(value)]);
      series.set(key, found);
    }
  }
  const keys = [...series.keys()].sort();
  return { resultType: "matrix", result: keys.flatMap((key) => series.get(key) ?? []) };
}

function requireRange(expr: PromqlExpr, { startMs, endMs, stepMs }: RangeOptions): void {
  if (endMs < startMs) {
    throw new EvaluationError("bad_data", "end timestamp must not be before start time");
  }
  if (!(stepMs > 0)) {
    throw new EvaluationError(
      "bad_data",
      "zero or negative query resolution step widths are not accepted",
    );
  }
  if ((endMs - startMs) / stepMs > MAX_POINTS) {
    throw new EvaluationError(
      "bad_data",
      "exceeded maximum resolution of 11,000 points per timeseries",
    );
  }
  const type = valueTypeOf(expr);
  if (type === "scalar" || type === "vector") return;
  const name = type === "matrix" ? "range vector" : "string";
  throw new EvaluationError(
    "bad_data",
    `invalid expression type "${name}" for range query, must be Scalar or instant Vector`,
  );
}

function samplesOf(value: Value): readonly Sample[] {
  if (value.type === "vector") return value.samples;
  return value.type === "scalar" ? [{ labels: {}, value: value.value }] : [];
}

import type {
  LogqlBinary,
  LogQuery,
  MetricExpr,
  Predicate,
  RangeAggregation,
  RangeOp,
  VectorAggregation,
} from "../query/logql_ast.ts";
import { compileMatchers, type Labels } from "../query/matchers.ts";
import { ascending, descending } from "./float_math.ts";
import { dropLabels, keepLabels, labelKey } from "./label_sets.ts";
import { compilePipeline, compileUnwrap, rowOf } from "./logql_pipeline.ts";
import { LOG_RANGE_FUNCTIONS } from "./logql_range_functions.ts";
import { ERROR_LABEL, type Row, type StreamSource } from "./logql_values.ts";
import { aggregate } from "./promql_aggregations.ts";
import { labelReplace } from "./promql_label_functions.ts";
import { operateOnScalars, operateOnVectors, operateWithScalar } from "./promql_operations.ts";
import { EvaluationError, type Sample } from "./promql_values.ts";

/** Runs a log query over `[fromMs, toMs)` and gives the rows that pass, stream by stream. */
export function* selectRows(
  query: LogQuery,
  { source, fromMs, toMs }: { source: StreamSource; fromMs: number; toMs: number },
): Generator<Row> {
  const process = compilePipeline(query);
  const matches = compileMatchers(query.matchers);
  for (const { labels, entries } of source.select(query.matchers, fromMs, toMs)) {
    if (!matches(labels)) continue;
    for (const entry of entries) {
      const row = entry.t >= fromMs && entry.t < toMs ? process(rowOf(labels, entry)) : undefined;
      if (row !== undefined) yield row;
    }
  }
}

interface Series {
  readonly labels: Labels;
  readonly times: number[];
  readonly values: number[];
}

export type LogqlValue = { readonly type: "scalar"; readonly value: number } | {
  readonly type: "vector";
  readonly samples: readonly Sample[];
};

export interface LogqlTimes {
  readonly startMs: number;
  readonly endMs: number;
  readonly source: StreamSource;
}

/** Evaluates a metric query at single times; lines are read once. */
export class LogqlEvaluator {
  readonly #series = new Map<RangeAggregation, readonly Series[]>();
  readonly #pushedDown = new Map<VectorAggregation, RangeAggregation>();

  constructor(readonly times: LogqlTimes) {}

  /** @throws {EvaluationError} */
  evaluate(expr: MetricExpr, timeMs: number): LogqlValue {
    switch (expr.kind) {
      case "Number":
        return { type: "scalar", value: expr.value };
      case "Vector":
        return vector([{ labels: {}, value: expr.value }]);
      case "Paren":
        return this.evaluate(expr.expr, timeMs);
      case "RangeAggregation":
        return vector(this.#range(expr, timeMs));
      case "VectorAggregation":
        return vector(aggregateVector(expr, this.#samples(this.#grouped(expr), timeMs)));
      case "LabelReplace": {
        const strings = [expr.target, expr.replacement, expr.source, expr.regexp];
        return vector(labelReplace(this.#samples(expr.expr, timeMs), strings));
      }
      case "Binary":
        return operate(expr, this.evaluate(expr.left, timeMs), this.evaluate(expr.right, timeMs));
    }
  }

  /** Loki groups below a sum already; only so a label that is unwrapped can be grouped by. */
  #grouped(aggregation: VectorAggregation): MetricExpr {
    const { op, grouping, expr } = aggregation;
    if (op !== "sum" || expr.kind !== "RangeAggregation" || expr.grouping !== undefined) {
      return expr;
    }
    if (grouping?.mode !== "by" || !ADDING_OPS.has(expr.op)) return expr;
    const known = this.#pushedDown.get(aggregation) ?? { ...expr, grouping };
    this.#pushedDown.set(aggregation, known);
    return known;
  }

  #samples(expr: MetricExpr, timeMs: number): readonly Sample[] {
    const value = this.evaluate(expr, timeMs);
    return value.type === "vector" ? value.samples : [];
  }

  #range(expr: RangeAggregation, timeMs: number): Sample[] {
    const { rangeMs, offsetMs, query } = expr.range;
    const endMs = timeMs - offsetMs;
    const samples: Sample[] = [];
    for (const { labels, times, values } of this.#loaded(expr)) {
      const inside = times.flatMap((time, i) => time > endMs - rangeMs && time <= endMs ? [i] : []);
      if (inside.length === 0) continue;
      const window = {
        times: inside.map((i) => times[i] ?? 0),
        values: inside.map((i) => values[i] ?? 0),
        rangeMs,
        param: expr.param ?? NaN,
      };
      samples.push({ labels, value: LOG_RANGE_FUNCTIONS[expr.op](window) });
    }
    if (expr.op !== "absent_over_time") return samples;
    const pinned = query.matchers.filter(({ op }) => op === "=").map((
      { label, value },
    ) => [label, value]);
    return samples.length > 0 ? [] : [{ labels: Object.fromEntries(pinned), value: 1 }];
  }

  #loaded(expr: RangeAggregation): readonly Series[] {
    const known = this.#series.get(expr);
    if (known !== undefined) return known;
    const { query, unwrap, rangeMs, offsetMs } = expr.range;
    const fromMs = this.times.startMs - offsetMs - rangeMs;
    const toMs = this.times.endMs - offsetMs + 1;
    const valueOf = unwrap === undefined ? countOf(expr) : compileUnwrap(unwrap);
    const series = new Map<string, Series>();
    for (const row of selectRows(query, { source: this.times.source, fromMs, toMs })) {
      const extracted = valueOf(row);
      if (extracted === undefined) continue;
      const labels = groupedLabels(expr, extracted.row.labels);
      const key = labelKey(labels);
      const found = series.get(key) ?? { labels, times: [], values: [] };
      found.times.push(row.timeMs);
      found.values.push(extracted.value);
      series.set(key, found);
    }
    const loaded = [...series.values()].map(inOrderOfTime);
    this.#series.set(expr, loaded);
    return loaded;
  }
}

/** Aggregations over a range whose results of several series add up to that of them together. */
const ADDING_OPS: ReadonlySet<RangeOp> = new Set([
  "rate",
  "count_over_time",
  "bytes_rate",
  "bytes_over_time",
  "sum_over_time",
]);
const UTF8 = new TextEncoder();

function countOf({ op }: RangeAggregation): (row: Row) => { row: Row; value: number } {
  const bytes = op === "bytes_rate" || op === "bytes_over_time";
  return (row) => ({ row, value: bytes ? UTF8.encode(row.line).length : 1 });
}

function groupedLabels(expr: RangeAggregation, labels: Labels): Labels {
  const { grouping, range: { unwrap } } = expr;
  const error = labels[ERROR_LABEL];
  if (error !== undefined && !asksForErrors(expr)) {
    const message = `pipeline error: ${error}; drop such lines with | __error__=""`;
    throw new EvaluationError("bad_data", message);
  }
  if (grouping?.mode === "by") return keepLabels(labels, grouping.labels);
  const unwrapped = unwrap === undefined ? [] : [unwrap.label];
  return dropLabels(labels, [...grouping?.labels ?? [], ...unwrapped]);
}

/** Tells whether a query filters or groups by errors, and so expects lines that have one. */
function asksForErrors({ grouping, range: { query, unwrap } }: RangeAggregation): boolean {
  const filters = [...query.stages, ...unwrap?.filters ?? []];
  const filtered = filters.some((stage) =>
    stage.kind === "LabelFilter" && mentions(stage.predicate, ERROR_LABEL)
  );
  return filtered || grouping?.labels.includes(ERROR_LABEL) === true;
}

function mentions(predicate: Predicate, label: string): boolean {
  if ("label" in predicate) return predicate.label === label;
  return mentions(predicate.left, label) || mentions(predicate.right, label);
}

function inOrderOfTime({ labels, times, values }: Series): Series {
  const order = times.map((_, i) => i).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
  return {
    labels,
    times: order.map((i) => times[i] ?? 0),
    values: order.map((i) => values[i] ?? 0),
  };
}

function aggregateVector(
  { op, param, grouping }: VectorAggregation,
  samples: readonly Sample[],
): Sample[] {
  if (op === "sort") return [...samples].sort((a, b) => ascending(a.value, b.value));
  if (op === "sort_desc") return [...samples].sort((a, b) => descending(a.value, b.value));
  const exact = op === "approx_topk" ? "topk" : op;
  return aggregate({ op: exact, ...(grouping === undefined ? {} : { grouping }) }, samples, param);
}

function operate(binary: LogqlBinary, left: LogqlValue, right: LogqlValue): LogqlValue {
  const divisor = binary.op === "/" ? withoutZero(right) : right;
  if (left.type === "scalar" && divisor.type === "scalar") {
    return { type: "scalar", value: operateOnScalars(binary.op, left.value, divisor.value) };
  }
  if (left.type === "vector" && divisor.type === "vector") {
    return vector(operateOnVectors(binary, left.samples, divisor.samples));
  }
  if (left.type === "vector" && divisor.type === "scalar") {
    return vector(
      operateWithScalar(binary, {
        samples: left.samples,
        scalar: divisor.value,
        scalarLeft: false,
      }),
    );
  }
  if (left.type === "scalar" && divisor.type === "vector") {
    return vector(
      operateWithScalar(binary, { samples: divisor.samples, scalar: left.value, scalarLeft: true }),
    );
  }
  return left;
}

/** Loki divides by zero to NaN, whatever the sign. */
function withoutZero(value: LogqlValue): LogqlValue {
  const nanForZero = (number: number): number => number === 0 ? NaN : number;
  if (value.type === "scalar") return { type: "scalar", value: nanForZero(value.value) };
  return vector(value.samples.map(({ labels, value }) => ({ labels, value: nanForZero(value) })));
}

function vector(samples: readonly Sample[]): LogqlValue {
  return { type: "vector", samples };
}

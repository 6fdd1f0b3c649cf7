import type { Call, PromqlExpr, Subquery } from "../query/promql_ast.ts";
import { withoutParens } from "../query/promql_walk.ts";
import { dropName, labelKey } from "./label_sets.ts";
import { aggregate } from "./promql_aggregations.ts";
import { CALLS } from "./promql_calls.ts";
import { operateOnScalars, operateOnVectors, operateWithScalar } from "./promql_operations.ts";
import { KEEPS_NAME, RANGE_FUNCTIONS } from "./promql_range_functions.ts";
import { LoadedSeries, type QueryTimes, shiftedTime } from "./promql_storage.ts";
import {
  EvaluationError,
  type RangeWindow,
  type Sample,
  type SeriesSource,
  type Value,
} from "./promql_values.ts";

/** Step of a subquery that names none. */
const DEFAULT_SUBQUERY_STEP_MS = 60_000;

export interface EvaluatorOptions extends QueryTimes {
  readonly source: SeriesSource;
}

/** Evaluates a checked PromQL tree at single times; series are read once, steps of subqueries are computed once. */
export class PromqlEvaluator {
  readonly #loaded: LoadedSeries;
  readonly #steps = new Map<Subquery, Map<number, readonly Sample[]>>();

  constructor(expr: PromqlExpr, readonly options: EvaluatorOptions) {
    const { source, ...times } = options;
    this.#loaded = new LoadedSeries(expr, source, times);
  }

  /** @throws {EvaluationError} */
  evaluate(expr: PromqlExpr, timeMs: number): Value {
    switch (expr.kind) {
      case "NumberLiteral":
        return { type: "scalar", value: expr.value };
      case "StringLiteral":
        return { type: "string", value: expr.value };
      case "Paren":
        return this.evaluate(expr.expr, timeMs);
      case "VectorSelector":
        if (expr.bounds !== undefined) throw unsupported(`modifier "${expr.bounds}"`);
        return vector(
          this.#loaded.instant(expr, timeMs).map(({ labels, value }) => ({ labels, value })),
        );
      case "MatrixSelector":
        if (expr.vector.bounds !== undefined) throw unsupported(`modifier "${expr.vector.bounds}"`);
        return {
          type: "matrix",
          windows: this.#loaded.range(expr.vector, { rangeMs: expr.rangeMs, timeMs }),
        };
      case "Subquery":
        return { type: "matrix", windows: this.#subquery(expr, timeMs) };
      case "Unary":
        return this.#negate(this.evaluate(expr.expr, timeMs), expr.op);
      case "Binary":
        return this.#operate(expr, timeMs);
      case "Aggregate": {
        const param = expr.param === undefined ? undefined : this.evaluate(expr.param, timeMs);
        const literal = param?.type === "scalar" || param?.type === "string"
          ? param.value
          : undefined;
        return vector(aggregate(expr, this.samples(expr.expr, timeMs), literal));
      }
      case "Call":
        return this.#call(expr, timeMs);
    }
  }

  /** Evaluates an expression that is an instant vector. */
  samples(expr: PromqlExpr, timeMs: number): readonly Sample[] {
    const value = this.evaluate(expr, timeMs);
    return value.type === "vector" ? value.samples : [];
  }

  /** Evaluates an expression that is a number. */
  scalar(expr: PromqlExpr, timeMs: number): number {
    const value = this.evaluate(expr, timeMs);
    return value.type === "scalar" ? value.value : NaN;
  }

  #negate(value: Value, op: "+" | "-"): Value {
    if (op === "+") return value;
    if (value.type === "scalar") return { type: "scalar", value: -value.value };
    if (value.type !== "vector") return value;
    return distinct(
      value.samples.map(({ labels, value }) => ({ labels: dropName(labels), value: -value })),
    );
  }

  #operate(expr: Extract<PromqlExpr, { kind: "Binary" }>, timeMs: number): Value {
    const left = this.evaluate(expr.left, timeMs);
    const right = this.evaluate(expr.right, timeMs);
    if (left.type === "scalar" && right.type === "scalar") {
      return { type: "scalar", value: operateOnScalars(expr.op, left.value, right.value) };
    }
    if (left.type === "vector" && right.type === "vector") {
      return distinct(operateOnVectors(expr, left.samples, right.samples));
    }
    if (left.type === "vector" && right.type === "scalar") {
      return distinct(
        operateWithScalar(expr, { samples: left.samples, scalar: right.value, scalarLeft: false }),
      );
    }
    if (left.type === "scalar" && right.type === "vector") {
      return distinct(
        operateWithScalar(expr, { samples: right.samples, scalar: left.value, scalarLeft: true }),
      );
    }
    throw unsupported("operation on these types");
  }

  #call(call: Call, timeMs: number): Value {
    const rangeFunction = RANGE_FUNCTIONS[call.name];
    if (rangeFunction !== undefined) {
      const scalars: number[] = [];
      let windows: readonly RangeWindow[] = [];
      for (const arg of call.args) {
        const value = this.evaluate(arg, timeMs);
        if (value.type === "matrix") windows = value.windows;
        else if (value.type === "scalar") scalars.push(value.value);
      }
      return distinct(windows.flatMap((window) => {
        const value = rangeFunction(window, { timeMs, scalars });
        if (value === undefined) return [];
        return [{
          labels: KEEPS_NAME.has(call.name) ? window.labels : dropName(window.labels),
          value,
        }];
      }));
    }
    if (call.name === "timestamp") return this.#timestamp(call, timeMs);
    const apply = CALLS[call.name];
    if (apply === undefined) throw unsupported(`function "${call.name}"`);
    const value = apply(call, {
      timeMs,
      samples: (index) => this.#argument(call, index, (arg) => this.samples(arg, timeMs)) ?? [],
      scalar: (index) => this.#argument(call, index, (arg) => this.scalar(arg, timeMs)),
      string: (index) =>
        this.#argument(call, index, (arg) => stringOf(this.evaluate(arg, timeMs))) ?? "",
      windows: (index) =>
        this.#argument(call, index, (arg) => windowsOf(this.evaluate(arg, timeMs))) ?? [],
    });
    return value.type === "vector" ? distinct(value.samples) : value;
  }

  #argument<Result>(
    call: Call,
    index: number,
    read: (arg: PromqlExpr) => Result,
  ): Result | undefined {
    const arg = call.args[index];
    return arg === undefined ? undefined : read(arg);
  }

  /** Directly behind `timestamp` a selector gives the times of its samples, anything else that of the evaluation. */
  #timestamp(call: Call, timeMs: number): Value {
    const arg = call.args[0];
    const selector = arg === undefined ? undefined : withoutParens(arg);
    if (selector?.kind === "VectorSelector") {
      const samples = this.#loaded.instant(selector, timeMs);
      return distinct(
        samples.map(({ labels, timeMs }) => ({ labels: dropName(labels), value: timeMs / 1_000 })),
      );
    }
    const samples = arg === undefined ? [] : this.samples(arg, timeMs);
    return distinct(
      samples.map(({ labels }) => ({ labels: dropName(labels), value: timeMs / 1_000 })),
    );
  }

  #subquery(expr: Subquery, timeMs: number): RangeWindow[] {
    const { source: _source, ...times } = this.options;
    const endMs = shiftedTime(expr, { timeMs, ...times });
    const startMs = endMs - expr.rangeMs;
    const stepMs = expr.stepMs ?? DEFAULT_SUBQUERY_STEP_MS;
    const series = new Map<
      string,
      { labels: RangeWindow["labels"]; times: number[]; values: number[] }
    >();
    for (let at = (Math.floor(startMs / stepMs) + 1) * stepMs; at <= endMs; at += stepMs) {
      for (const { labels, value } of this.#stepOf(expr, at)) {
        const key = labelKey(labels);
        const found = series.get(key) ?? { labels, times: [], values: [] };
        found.times.push(at);
        found.values.push(value);
        series.set(key, found);
      }
    }
    return [...series.values()].map((found) => ({ ...found, startMs, endMs }));
  }

  #stepOf(expr: Subquery, timeMs: number): readonly Sample[] {
    const steps = this.#steps.get(expr) ?? new Map<number, readonly Sample[]>();
    this.#steps.set(expr, steps);
    const known = steps.get(timeMs);
    if (known !== undefined) return known;
    const samples = this.samples(expr.expr, timeMs);
    steps.set(timeMs, samples);
    return samples;
  }
}

function vector(samples: readonly Sample[]): Value {
  return { type: "vector", samples };
}

/** @throws {EvaluationError} when two samples have the same labels, as after dropping the metric name */
function distinct(samples: readonly Sample[]): Value {
  if (
    samples.length > 1 &&
    new Set(samples.map(({ labels }) => labelKey(labels))).size < samples.length
  ) {
    throw new EvaluationError("execution", "vector cannot contain metrics with the same labelset");
  }
  return vector(samples);
}

function unsupported(what: string): EvaluationError {
  return new EvaluationError("execution", `${what} is not supported here`);
}

function stringOf(value: Value): string {
  return value.type === "string" ? value.value : "";
}

function windowsOf(value: Value): readonly RangeWindow[] {
  return value.type === "matrix" ? value.windows : [];
}

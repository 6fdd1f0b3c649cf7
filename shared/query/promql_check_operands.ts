import {
  type Aggregate,
  AGGREGATE_PARAM,
  type Binary,
  BINARY_OPS,
  type Call,
  type PromqlExpr,
  type ValueType,
} from "./promql_ast.ts";
import { PROMQL_FUNCTIONS, type PromqlFunction } from "./promql_functions.ts";
import { TYPE_NAMES, valueTypeOf } from "./promql_value_types.ts";
import { withoutParens } from "./promql_walk.ts";
import { QueryMistake } from "./syntax_problem.ts";

/** Range proposed where one is missing: four scrapes at the usual 60 s, ten at 30 s. */
const USUAL_RANGE = "[5m]";
const COUNTER_NAME = /_(?:total|count|sum|bucket)$/;

/** Checks the number and types of a function's arguments. @throws {QueryMistake} */
export function checkCall(call: Call, source: string): void {
  const signature = PROMQL_FUNCTIONS[call.name];
  if (signature === undefined) {
    throw new QueryMistake(`There is no function "${call.name}"`, call.from);
  }
  checkCount(call, { signature, source });
  call.args.forEach((arg, i) => {
    const expected = signature.args[Math.min(i, signature.args.length - 1)] ?? "vector";
    const actual = valueTypeOf(arg);
    if (actual === expected) return;
    throw new QueryMistake(
      `"${call.name}" needs ${TYPE_NAMES[expected]} here, and this is ${TYPE_NAMES[actual]}`,
      arg.from,
      swapped(call, { signature, source }) ?? converted(arg, { expected, actual, source }),
    );
  });
  const labels = call.args[1];
  if (call.name === "info" && labels !== undefined && labels.kind !== "VectorSelector") {
    throw new QueryMistake(`"info" takes label matchers such as {data="x"} here`, labels.from);
  }
}

interface SignatureContext {
  readonly signature: PromqlFunction;
  readonly source: string;
}

function checkCount(call: Call, { signature, source }: SignatureContext): void {
  const { args, min = args.length, max = args.length } = signature;
  const given = call.args.length;
  if (given >= min && given <= max) return;
  const wanted = min === max ? `${min}` : max === Infinity ? `at least ${min}` : `${min} to ${max}`;
  const noun = wanted === "1" ? "argument" : "arguments";
  const [only] = call.args;
  const quantile = args[0] === "scalar" && args.length === 2 && given === 1 && only !== undefined;
  throw new QueryMistake(
    `"${call.name}" takes ${wanted} ${noun}, and ${given} ${given === 1 ? "is" : "are"} given`,
    call.from,
    quantile ? `${source.slice(0, only.from)}0.95, ${source.slice(only.from)}` : undefined,
  );
}

/** Two arguments in the wrong order, put right. */
function swapped(call: Call, { signature, source }: SignatureContext): string | undefined {
  const [first, second] = call.args;
  if (first === undefined || second === undefined || call.args.length !== 2) return undefined;
  const [wantedFirst, wantedSecond] = signature.args;
  if (valueTypeOf(first) !== wantedSecond || valueTypeOf(second) !== wantedFirst) return undefined;
  return swapTexts(source, { first, second });
}

function swapTexts(
  source: string,
  { first, second }: { first: PromqlExpr; second: PromqlExpr },
): string {
  return source.slice(0, first.from) + source.slice(second.from, second.to) +
    source.slice(first.to, second.from) + source.slice(first.from, first.to) +
    source.slice(second.to);
}

interface Conversion {
  readonly expected: ValueType;
  readonly actual: ValueType;
  readonly source: string;
}

/** The expression changed so that its argument has the expected type, where one way is the usual one. */
function converted(arg: PromqlExpr, { expected, actual, source }: Conversion): string | undefined {
  const text = source.slice(arg.from, arg.to);
  const replaced = (replacement: string) =>
    source.slice(0, arg.from) + replacement + source.slice(arg.to);
  if (expected === "matrix" && actual === "vector") {
    if (arg.kind !== "VectorSelector") return replaced(`${text}[5m:]`);
    const { to } = arg.selector;
    return source.slice(0, to) + USUAL_RANGE + source.slice(to);
  }
  if (expected === "vector" && actual === "matrix") return withoutRange(arg, source);
  if (expected === "vector" && actual === "scalar") return replaced(`vector(${text})`);
  if (expected === "scalar" && actual === "vector") return replaced(`scalar(${text})`);
  return undefined;
}

/** The query with the range of this argument consumed: by `rate` for a counter, else dropped. */
export function withoutRange(arg: PromqlExpr, source: string): string | undefined {
  const matrix = withoutParens(arg);
  if (matrix.kind !== "MatrixSelector") return undefined;
  const { vector } = matrix;
  if (COUNTER_NAME.test(vector.name ?? "")) {
    return `${source.slice(0, matrix.from)}rate(${source.slice(matrix.from, matrix.to)})${
      source.slice(matrix.to)
    }`;
  }
  const close = source.indexOf("]", vector.selector.to);
  return source.slice(0, vector.selector.to) + source.slice(close + 1);
}

/** Checks operand and parameter of an aggregation. @throws {QueryMistake} */
export function checkAggregate({ op, expr, param, from }: Aggregate, source: string): void {
  const wanted = AGGREGATE_PARAM[op];
  if (wanted !== undefined && param === undefined) {
    const usual = {
      topk: "5",
      bottomk: "5",
      limitk: "5",
      limit_ratio: "0.1",
      quantile: "0.95",
      count_values: '"value"',
    };
    const example = usual[op as keyof typeof usual];
    const repaired = valueTypeOf(expr) === "vector"
      ? `${source.slice(0, expr.from)}${example}, ${source.slice(expr.from)}`
      : undefined;
    throw new QueryMistake(
      `"${op}" needs a parameter before its expression, ${op}(${example}, …)`,
      from,
      repaired,
    );
  }
  if (wanted === undefined && param !== undefined) {
    throw new QueryMistake(`"${op}" takes one expression and no parameter`, param.from);
  }
  if (param !== undefined && valueTypeOf(param) !== wanted) {
    const reversed = valueTypeOf(expr) === wanted && valueTypeOf(param) === "vector";
    const repaired = reversed ? swapTexts(source, { first: param, second: expr }) : undefined;
    const names = `${TYPE_NAMES[wanted ?? "scalar"]} here, and this is ${
      TYPE_NAMES[valueTypeOf(param)]
    }`;
    throw new QueryMistake(`"${op}" needs ${names}`, param.from, repaired);
  }
  const actual = valueTypeOf(expr);
  if (actual === "vector") return;
  throw new QueryMistake(
    `"${op}" aggregates an instant vector, and this is ${TYPE_NAMES[actual]}`,
    expr.from,
    converted(expr, { expected: "vector", actual, source }),
  );
}

/** Checks operands, `bool` and matching of a binary operation. @throws {QueryMistake} */
export function checkBinary(binary: Binary, source: string): void {
  const { op, left, right, matching } = binary;
  const types = [valueTypeOf(left), valueTypeOf(right)];
  for (const [i, operand] of [left, right].entries()) {
    const type = types[i] ?? "vector";
    if (type === "scalar" || type === "vector") continue;
    throw new QueryMistake(
      `"${op}" needs numbers or instant vectors, and this is ${TYPE_NAMES[type]}`,
      operand.from,
      converted(operand, { expected: "vector", actual: type, source }),
    );
  }
  const bothVectors = types.every((type) => type === "vector");
  checkBool(binary, { source, scalars: types.every((type) => type === "scalar") });
  if (BINARY_OPS[op].class === "set") checkSetOperator(binary, bothVectors);
  if (matching !== undefined && !bothVectors) {
    throw new QueryMistake(`"${matching.mode}" needs an instant vector on both sides`, right.from);
  }
  const doubled = matching?.mode === "on"
    ? matching.group?.include.find((label) => matching.labels.includes(label))
    : undefined;
  if (doubled !== undefined) {
    throw new QueryMistake(
      `The label "${doubled}" stands in "on" and in "group_${matching?.group?.side}"`,
      right.from,
    );
  }
}

function checkBool(
  { op, left, right, bool }: Binary,
  { source, scalars }: { source: string; scalars: boolean },
): void {
  const comparison = BINARY_OPS[op].class === "comparison";
  const between = source.slice(left.to, right.from);
  if (bool && !comparison) {
    const repaired = source.slice(0, left.to) + between.replace(/\s*\bbool\b/i, "") +
      source.slice(right.from);
    throw new QueryMistake(
      `"bool" goes with comparisons only, not with "${op}"`,
      left.to,
      repaired,
    );
  }
  if (!comparison || bool || !scalars) return;
  const repaired = source.slice(0, left.to) + between.replace(op, `${op} bool`) +
    source.slice(right.from);
  throw new QueryMistake(`A comparison of two numbers needs "bool"`, left.from, repaired);
}

function checkSetOperator({ op, left, right, matching }: Binary, bothVectors: boolean): void {
  if (!bothVectors) {
    const scalar = valueTypeOf(left) === "scalar" ? left : right;
    throw new QueryMistake(
      `"${op}" needs an instant vector on both sides, and this is a number`,
      scalar.from,
    );
  }
  if (matching?.group !== undefined) {
    throw new QueryMistake(`"group_${matching.group.side}" does not go with "${op}"`, right.from);
  }
}

import { matchesEmpty } from "./matchers.ts";
import type { PromqlExpr, SelectorMatcher, Subquery, Unary, VectorSelector } from "./promql_ast.ts";
import { checkAggregate, checkBinary, checkCall, withoutRange } from "./promql_check_operands.ts";
import { TYPE_NAMES, valueTypeOf } from "./promql_value_types.ts";
import { operandsOf } from "./promql_walk.ts";
import { regexpMistake } from "./regexp_repair.ts";
import { QueryMistake } from "./syntax_problem.ts";

/**
 * Checks types, argument counts, selectors and regular expressions as Prometheus does before it evaluates.
 *
 * @throws {QueryMistake} for the innermost mistake that is read first
 */
export function checkPromql(expr: PromqlExpr, source: string): void {
  for (const operand of operandsOf(expr)) checkPromql(operand, source);
  if (expr.kind === "VectorSelector") checkSelector(expr, source);
  else if (expr.kind === "Subquery") checkSubquery(expr, source);
  else if (expr.kind === "Call") checkCall(expr, source);
  else if (expr.kind === "Aggregate") checkAggregate(expr, source);
  else if (expr.kind === "Binary") checkBinary(expr, source);
  else if (expr.kind === "Unary") checkUnary(expr);
}

function checkSelector({ name, matchers, from }: VectorSelector, source: string): void {
  const named = matchers.find(({ label }) => label === "__name__");
  if (name !== undefined && named !== undefined) {
    throw new QueryMistake(`The metric name is given twice: "${name}" and "${named.value}"`, from);
  }
  for (const matcher of matchers) checkRegexp(matcher, source);
  if (name === undefined && matchers.every(matchesEmpty)) {
    throw new QueryMistake(
      "A selector needs a metric name or one matcher that refuses the empty value",
      from,
    );
  }
}

function checkRegexp({ label, op, value, valueAt }: SelectorMatcher, source: string): void {
  if (op === "=" || op === "!=") return;
  const mistake = regexpMistake(`of "${label}"`, { pattern: value, at: valueAt, source });
  if (mistake !== undefined) throw mistake;
}

function checkSubquery({ expr }: Subquery, source: string): void {
  const type = valueTypeOf(expr);
  if (type === "vector") return;
  const repaired = type === "matrix" ? withoutRange(expr, source) : undefined;
  throw new QueryMistake(
    `A subquery needs an instant vector, and this is ${TYPE_NAMES[type]}`,
    expr.from,
    repaired,
  );
}

function checkUnary({ op, expr }: Unary): void {
  const type = valueTypeOf(expr);
  if (type === "scalar" || type === "vector") return;
  throw new QueryMistake(
    `"${op}" needs a number or an instant vector, and this is ${TYPE_NAMES[type]}`,
    expr.from,
  );
}

import {
  type LogqlBinary,
  type LogqlExpr,
  type LogQuery,
  type MetricExpr,
  type Predicate,
  RANGE_OPS,
  type RangeAggregation,
  type Stage,
  VECTOR_OPS,
  type VectorAggregation,
} from "./logql_ast.ts";
import { metricOperandsOf } from "./logql_walk.ts";
import { matchesEmpty } from "./matchers.ts";
import { BINARY_OPS, type Span } from "./promql_ast.ts";
import { regexpMistake } from "./regexp_repair.ts";
import { QueryMistake } from "./syntax_problem.ts";

/**
 * Checks what Loki checks before it reads: selectors, regular expressions, patterns, and what each aggregation needs.
 *
 * @throws {QueryMistake} for the innermost mistake that is read first
 */
export function checkLogql(expr: LogqlExpr, source: string): void {
  for (const operand of metricOperandsOf(expr)) checkLogql(operand, source);
  if (expr.kind === "LogQuery") checkLogQuery(expr, source);
  else if (expr.kind === "RangeAggregation") checkRangeAggregation(expr, source);
  else if (expr.kind === "VectorAggregation") checkVectorAggregation(expr, source);
  else if (expr.kind === "Binary") checkBinary(expr);
  else if (expr.kind === "LabelReplace") {
    checkRegexp("of label_replace", { pattern: expr.regexp, at: expr.regexpAt, source });
  }
}

function checkRegexp(
  whose: string,
  place: { pattern: string; at: Span | undefined; source: string },
): void {
  const mistake = regexpMistake(whose, place);
  if (mistake !== undefined) throw mistake;
}

function checkLogQuery({ matchers, selector, stages }: LogQuery, source: string): void {
  for (const { label, op, value, valueAt } of matchers) {
    if (op === "=~" || op === "!~") {
      checkRegexp(`of "${label}"`, { pattern: value, at: valueAt, source });
    }
  }
  if (matchers.every(matchesEmpty)) {
    throw new QueryMistake(
      "A stream selector needs one matcher that refuses the empty value",
      selector.from,
    );
  }
  for (const stage of stages) checkStage(stage, source);
}

function checkStage(stage: Stage, source: string): void {
  if (stage.kind === "LineFilter" && (stage.op === "|~" || stage.op === "!~")) {
    for (const { value, ip, valueAt } of stage.values) {
      if (!ip) checkRegexp(`behind ${stage.op}`, { pattern: value, at: valueAt, source });
    }
  }
  if (stage.kind === "LabelFilter") checkPredicate(stage.predicate, source);
  if (stage.kind === "Regexp") {
    checkRegexp("of the parser", { pattern: stage.pattern, at: stage.patternAt, source });
    if (!/\(\?P?<\w+>/.test(stage.pattern)) {
      throw new QueryMistake(
        "The regexp parser needs a named group such as (?P<status>\\d+)",
        stage.from,
      );
    }
  }
  if (stage.kind === "Pattern") checkPattern(stage.pattern, stage.from);
}

function checkPredicate(predicate: Predicate, source: string): void {
  if (predicate.kind === "And" || predicate.kind === "Or") {
    checkPredicate(predicate.left, source);
    checkPredicate(predicate.right, source);
  } else if (predicate.kind === "String" && (predicate.op === "=~" || predicate.op === "!~")) {
    checkRegexp(`of "${predicate.label}"`, {
      pattern: predicate.value,
      at: predicate.valueAt,
      source,
    });
  }
}

function checkPattern(pattern: string, from: number): void {
  const names = [...pattern.matchAll(/<([a-zA-Z_]\w*)>/g)].map(([, name]) => name);
  const captures = names.filter((name) => name !== "_");
  if (captures.length === 0) {
    throw new QueryMistake("The pattern parser needs a capture such as <status>", from);
  }
  if (/<[a-zA-Z_]\w*><[a-zA-Z_]\w*>/.test(pattern)) {
    throw new QueryMistake("Two captures of a pattern need text between them", from);
  }
  const doubled = captures.find((name, i) => captures.indexOf(name) !== i);
  if (doubled !== undefined) {
    throw new QueryMistake(`The pattern captures "${doubled}" twice`, from);
  }
}

function checkRangeAggregation(
  { op, param, range, grouping, from }: RangeAggregation,
  source: string,
): void {
  checkLogQuery(range.query, source);
  for (const { predicate } of range.unwrap?.filters ?? []) checkPredicate(predicate, source);
  const rule = RANGE_OPS[op];
  if (rule.unwrap === "required" && range.unwrap === undefined) {
    throw new QueryMistake(
      `"${op}" needs a number to work on, such as | unwrap duration(latency)`,
      range.query.to,
    );
  }
  if (rule.unwrap === "refused" && range.unwrap !== undefined) {
    throw new QueryMistake(`"${op}" counts lines and takes no unwrap`, range.query.to);
  }
  if (op === "quantile_over_time" && param === undefined) {
    const repaired = `${source.slice(0, range.from)}0.95, ${source.slice(range.from)}`;
    throw new QueryMistake(
      `"${op}" needs a quantile before its range, ${op}(0.95, …)`,
      from,
      repaired,
    );
  }
  if (op !== "quantile_over_time" && param !== undefined) {
    throw new QueryMistake(`"${op}" takes no parameter`, from);
  }
  if (grouping !== undefined && !rule.grouping) {
    throw ungrouped(op, { span: { from, to: range.to }, source });
  }
}

/** The grouping moved to a sum around the aggregation that does not take one. */
function ungrouped(
  op: string,
  { span: { from, to }, source }: { span: Span; source: string },
): QueryMistake {
  const close = source.indexOf(")", to);
  const found = /^\s*((?:by|without)\s*\([^()]*\))/i.exec(source.slice(close + 1));
  const repaired = found === null
    ? undefined
    : `${source.slice(0, from)}sum ${found[1]} (${source.slice(from, close + 1)})${
      source.slice(close + 1 + found[0].length)
    }`;
  return new QueryMistake(
    `"${op}" takes no grouping; an aggregation around it does`,
    close + 1,
    repaired,
  );
}

function checkVectorAggregation(
  { op, param, expr, grouping, from }: VectorAggregation,
  source: string,
): void {
  const rule = VECTOR_OPS[op];
  if (rule.param && param === undefined) {
    const repaired = `${source.slice(0, expr.from)}5, ${source.slice(expr.from)}`;
    throw new QueryMistake(
      `"${op}" needs a number before its expression, ${op}(5, …)`,
      from,
      repaired,
    );
  }
  if (!rule.param && param !== undefined) {
    throw new QueryMistake(`"${op}" takes no parameter`, from);
  }
  if (rule.param && !(Number.isInteger(param) && (param ?? 0) > 0)) {
    throw new QueryMistake(`"${op}" needs a whole number above zero`, from);
  }
  if (!rule.grouping && grouping !== undefined) {
    throw new QueryMistake(`"${op}" takes no grouping`, from);
  }
}

function checkBinary({ op, left, right, matching }: LogqlBinary): void {
  const literal = [left, right].find(isLiteral);
  if (BINARY_OPS[op].class === "set" && literal !== undefined) {
    throw new QueryMistake(
      `"${op}" needs metric queries on both sides, and this is a number`,
      literal.from,
    );
  }
  if (BINARY_OPS[op].class === "set" && matching?.group !== undefined) {
    throw new QueryMistake(`"group_${matching.group.side}" does not go with "${op}"`, right.from);
  }
}

function isLiteral(expr: MetricExpr): boolean {
  return expr.kind === "Number" || (expr.kind === "Paren" && isLiteral(expr.expr));
}

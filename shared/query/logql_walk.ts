import type { LogqlExpr, LogQuery, LogRange, MetricExpr } from "./logql_ast.ts";

/** Gives the direct operands of a metric expression in reading order. */
export function metricOperandsOf(expr: LogqlExpr): readonly MetricExpr[] {
  if (expr.kind === "Binary") return [expr.left, expr.right];
  if (expr.kind === "VectorAggregation" || expr.kind === "LabelReplace" || expr.kind === "Paren") {
    return [expr.expr];
  }
  return [];
}

/** Visits an expression and everything below it, outermost first. */
export function* walkLogql(expr: LogqlExpr): Generator<LogqlExpr> {
  yield expr;
  for (const operand of metricOperandsOf(expr)) yield* walkLogql(operand);
}

/** Tells whether a query gives numbers rather than lines. */
export function isMetricQuery(expr: LogqlExpr): expr is MetricExpr {
  return expr.kind !== "LogQuery";
}

/** Lists every log query in a query: itself, or those inside its range aggregations. */
export function logQueriesOf(expr: LogqlExpr): LogQuery[] {
  if (expr.kind === "LogQuery") return [expr];
  return logRangesOf(expr).map(({ query }) => query);
}

/** Lists the ranges of lines that a metric query reads. */
export function logRangesOf(expr: LogqlExpr): LogRange[] {
  return [...walkLogql(expr)].flatMap((node) =>
    node.kind === "RangeAggregation" ? [node.range] : []
  );
}

/** Gives the same query with every log query in it replaced by what `change` makes of it. */
export function mapLogQueries<Expr extends LogqlExpr>(
  expr: Expr,
  change: (query: LogQuery) => LogQuery,
): Expr;
export function mapLogQueries(expr: LogqlExpr, change: (query: LogQuery) => LogQuery): LogqlExpr {
  switch (expr.kind) {
    case "LogQuery":
      return change(expr);
    case "RangeAggregation":
      return { ...expr, range: { ...expr.range, query: change(expr.range.query) } };
    case "Binary":
      return {
        ...expr,
        left: mapLogQueries(expr.left, change),
        right: mapLogQueries(expr.right, change),
      };
    case "VectorAggregation":
    case "LabelReplace":
    case "Paren":
      return { ...expr, expr: mapLogQueries(expr.expr, change) };
    default:
      return expr;
  }
}

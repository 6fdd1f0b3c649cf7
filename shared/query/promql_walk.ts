import type { PromqlExpr, VectorSelector } from "./promql_ast.ts";

/** Gives the direct operands of an expression in reading order; a matrix selector has its vector selector. */
export function operandsOf(expr: PromqlExpr): readonly PromqlExpr[] {
  switch (expr.kind) {
    case "MatrixSelector":
      return [expr.vector];
    case "Call":
      return expr.args;
    case "Aggregate":
      return expr.param === undefined ? [expr.expr] : [expr.param, expr.expr];
    case "Binary":
      return [expr.left, expr.right];
    case "Subquery":
    case "Unary":
    case "Paren":
      return [expr.expr];
    default:
      return [];
  }
}

/** Visits an expression and everything below it, outermost first. */
export function* walkPromql(expr: PromqlExpr): Generator<PromqlExpr> {
  yield expr;
  for (const operand of operandsOf(expr)) yield* walkPromql(operand);
}

/** Gives the same expression with every selector, wherever it stands, replaced by what `change` makes of it. */
export function mapSelectors(
  expr: PromqlExpr,
  change: (selector: VectorSelector) => VectorSelector,
): PromqlExpr {
  const map = (operand: PromqlExpr): PromqlExpr => mapSelectors(operand, change);
  switch (expr.kind) {
    case "VectorSelector":
      return change(expr);
    case "MatrixSelector":
      return { ...expr, vector: change(expr.vector) };
    case "Call":
      return { ...expr, args: expr.args.map(map) };
    case "Aggregate":
      return {
        ...expr,
        expr: map(expr.expr),
        ...(expr.param === undefined ? {} : { param: map(expr.param) }),
      };
    case "Binary":
      return { ...expr, left: map(expr.left), right: map(expr.right) };
    case "Subquery":
    case "Unary":
    case "Paren":
      return { ...expr, expr: map(expr.expr) };
    default:
      return expr;
  }
}

/** Takes the parentheses off an expression. */
export function withoutParens(expr: PromqlExpr): PromqlExpr {
  return expr.kind === "Paren" ? withoutParens(expr.expr) : expr;
}

import type { PromqlExpr, ValueType } from "./promql_ast.ts";
import { PROMQL_FUNCTIONS } from "./promql_functions.ts";

/** What the types are called in sentences. */
export const TYPE_NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "a number",
  vector: "an instant vector",
  matrix: "a range vector such as x[5m]",
  string: "a string",
};

/** Gives the type of what a checked expression evaluates to. */
export function valueTypeOf(expr: PromqlExpr): ValueType {
  switch (expr.kind) {
    case "NumberLiteral":
      return "scalar";
    case "StringLiteral":
      return "string";
    case "MatrixSelector":
    case "Subquery":
      return "matrix";
    case "Call":
      return PROMQL_FUNCTIONS[expr.name]?.returns ?? "vector";
    case "Binary":
      return valueTypeOf(expr.left) === "scalar" && valueTypeOf(expr.right) === "scalar"
        ? "scalar"
        : "vector";
    case "Unary":
    case "Paren":
      return valueTypeOf(expr.expr);
    default:
      return "vector";
  }
}

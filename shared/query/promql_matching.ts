import type { SyntaxNode } from "@lezer/common";
import type { Fill, VectorMatching } from "./promql_ast.ts";
import { labelsOf } from "./promql_names.ts";
import { numberOf } from "./promql_numbers.ts";

/** Reads `on` or `ignoring` with its grouping. @throws {QueryMistake} */
export function matchingOf(node: SyntaxNode | null, source: string): VectorMatching | undefined {
  if (node === null) return undefined;
  const [labels = null, include = null] = node.getChildren("GroupingLabels");
  const side = node.getChild("GroupLeft") !== null
    ? "left"
    : node.getChild("GroupRight") !== null
    ? "right"
    : undefined;
  return {
    mode: node.getChild("On") === null ? "ignoring" : "on",
    labels: labelsOf(labels, source),
    ...(side === undefined ? {} : { group: { side, include: labelsOf(include, source) } }),
  };
}

/** Reads the values for series without a partner. @throws {QueryMistake} */
export function fillOf(node: SyntaxNode | null, source: string): Fill | undefined {
  if (node === null) return undefined;
  const valueIn = (name: string): number | undefined => {
    const literal = node.getChild(name)?.getChild("NumberDurationLiteral");
    return literal === null || literal === undefined ? undefined : numberOf(literal, source);
  };
  const both = valueIn("FillClause");
  const left = both ?? valueIn("FillLeftClause");
  const right = both ?? valueIn("FillRightClause");
  return { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
}

import type { SyntaxNode } from "@lezer/common";
import { unquote } from "./string_literals.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";

/** Reads a string node. @throws {QueryMistake} */
export function stringOf(node: SyntaxNode, source: string): string {
  const value = unquote(textOf(node, source));
  if (value !== undefined) return value;
  throw new QueryMistake("A string is not closed or has an unknown escape", node.from);
}

/** Reads a label name, bare or quoted. @throws {QueryMistake} */
export function labelOf(node: SyntaxNode, source: string): string {
  return node.name === "QuotedLabelName" ? stringOf(node, source) : textOf(node, source);
}

/** Reads the labels of `by (…)`, `on (…)` and the like. @throws {QueryMistake} */
export function labelsOf(node: SyntaxNode | null, source: string): string[] {
  return node === null ? [] : childrenOf(node).map((child) => labelOf(child, source));
}

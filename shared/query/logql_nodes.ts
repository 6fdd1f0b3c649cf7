import type { SyntaxNode } from "@lezer/common";
import { parseDurationMs, parseGoDurationMs } from "./durations.ts";
import type { MatchOp } from "./matchers.ts";
import type { SelectorMatcher, Span } from "./promql_ast.ts";
import { unquote } from "./string_literals.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";
import { QueryMistake } from "./syntax_problem.ts";

/** Gives where a node stands. */
export function spanOf({ from, to }: Span): Span {
  return { from, to };
}

/** Reads a string node. @throws {QueryMistake} */
export function stringOf(node: SyntaxNode, source: string): string {
  const value = unquote(textOf(node, source));
  if (value === undefined) {
    throw new QueryMistake("A string is not closed or has an unknown escape", node.from);
  }
  return value;
}

/** Gives the first child of a name. @throws {QueryMistake} */
export function childOf(node: SyntaxNode, name: string): SyntaxNode {
  const child = node.getChild(name);
  if (child === null) throw new QueryMistake("This part of the query is not complete", node.from);
  return child;
}

/** Reads a matcher, `label="value"`. @throws {QueryMistake} */
export function matcherOf(node: SyntaxNode, source: string): SelectorMatcher {
  const [label, op, value] = childrenOf(node);
  if (label === undefined || op === undefined || value === undefined) {
    throw new QueryMistake("A label matcher is not complete", node.from);
  }
  return {
    label: textOf(label, source),
    op: textOf(op, source) as MatchOp,
    value: stringOf(value, source),
    valueAt: spanOf(value),
  };
}

/** Gives all nodes of a name below a node in reading order; lists are nested in this grammar. */
export function descendantsOf(node: SyntaxNode, name: string): SyntaxNode[] {
  return childrenOf(node).flatMap((child) =>
    child.name === name ? [child] : descendantsOf(child, name)
  );
}

/** Reads a duration of a label filter, `1.5h` or `1d`, in milliseconds. @throws {QueryMistake} */
export function durationOf(node: SyntaxNode, source: string): number {
  const text = textOf(node, source);
  const milliseconds = parseGoDurationMs(text) ?? parseDurationMs(text);
  if (milliseconds === undefined) throw new QueryMistake(`"${text}" is not a duration`, node.from);
  return milliseconds;
}

/** Reads a number with its sign. @throws {QueryMistake} */
export function numberOf(node: SyntaxNode, source: string): number {
  const value = Number(textOf(node, source).replace(/^([+-])\s+/, "$1"));
  if (Number.isNaN(value)) throw new QueryMistake("This is not a number", node.from);
  return value;
}

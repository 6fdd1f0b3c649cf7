import type { SyntaxNode } from "@lezer/common";
import { QueryMistake } from "./syntax_problem.ts";

/** Gives the direct children of a node, comments left out. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") children.push(child);
  }
  return children;
}

/** Gives the text of a node. */
export function textOf({ from, to }: SyntaxNode, source: string): string {
  return source.slice(from, to);
}

/** Finds the first place that the grammar does not allow; undefined when the text is well-formed. */
export function firstError(root: SyntaxNode, source: string): QueryMistake | undefined {
  const cursor = root.cursor();
  do {
    if (cursor.type.isError) return unexpected(cursor.from, source);
  } while (cursor.next());
  return undefined;
}

function unexpected(from: number, source: string): QueryMistake {
  const offset = from + (/^\s*/.exec(source.slice(from))?.[0].length ?? 0);
  const word = /^(?:[\w:.]+|\S)/.exec(source.slice(offset))?.[0];
  if (source.trim() === "") return new QueryMistake("The query is empty", 0);
  if (word === undefined) {
    return new QueryMistake("The query ends too early", source.trimEnd().length);
  }
  return new QueryMistake(
    /["'`]/.test(word) ? "A string does not fit here" : `"${word}" does not fit here`,
    offset,
  );
}

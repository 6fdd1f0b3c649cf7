import type { SyntaxNode } from "@lezer/common";
import { parseByteSize } from "./byte_sizes.ts";
import type { ComparisonOp, Predicate } from "./logql_ast.ts";
import { descendantsOf, durationOf, matcherOf, numberOf, stringOf } from "./logql_nodes.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";

type Term = Predicate | "and" | "or" | ",";

/**
 * Reads the condition of a label filter.
 *
 * The operands are taken from the tree, their order of evaluation is not: in Loki a comma reaches to the end of the
 * condition, so `a or b, c` means `a or (b and c)` and `a, b or c` means `a and (b or c)`.
 *
 * @throws {QueryMistake}
 */
export function predicateOf(node: SyntaxNode, source: string): Predicate {
  const terms = termsOf(node, source);
  let position = 0;

  function operand(): Predicate {
    const term = terms[position++];
    if (term === undefined || typeof term === "string") {
      throw new QueryMistake("A condition of the label filter is missing", node.from);
    }
    if (terms[position] !== ",") return term;
    position++;
    return { kind: "And", left: term, right: disjunction() };
  }

  function conjunction(): Predicate {
    let left = operand();
    while (terms[position] === "and") {
      position++;
      left = { kind: "And", left, right: operand() };
    }
    return left;
  }

  function disjunction(): Predicate {
    let left = conjunction();
    while (terms[position] === "or") {
      position++;
      left = { kind: "Or", left, right: conjunction() };
    }
    return left;
  }

  return disjunction();
}

function termsOf(node: SyntaxNode, source: string): Term[] {
  const children = childrenOf(node);
  const [only] = children;
  if (children.length === 1 && only !== undefined) {
    return [only.name === "LabelFilter" ? predicateOf(only, source) : comparisonOf(only, source)];
  }
  const terms: Term[] = [];
  for (const child of children) {
    if (child.name === "And") terms.push("and");
    else if (child.name === "Or") terms.push("or");
    else {
      if (terms.length > 0 && typeof terms.at(-1) !== "string") terms.push(",");
      terms.push(
        ...(isParenthesised(child, source) ? [predicateOf(child, source)] : termsOf(child, source)),
      );
    }
  }
  return terms;
}

function isParenthesised(node: SyntaxNode, source: string): boolean {
  const [child, ...rest] = childrenOf(node);
  return source[node.from] === "(" && rest.length === 0 && child?.name === "LabelFilter";
}

type ReadComparison = (node: SyntaxNode, source: string) => Predicate;

const COMPARISONS: Readonly<Record<string, ReadComparison>> = {
  Matcher: (node, source) => ({ kind: "String", ...matcherOf(node, source) }),
  IpLabelFilter: ipComparison,
  NumberFilter: (node, source) => ({
    kind: "Number",
    ...sides(node, source),
    value: numberOf(valueNode(node), source),
  }),
  UnitFilter: (node, source) => comparisonOf(childrenOf(node)[0] ?? node, source),
  DurationFilter: (node, source) => ({
    kind: "Duration",
    ...sides(node, source),
    value: durationOf(valueNode(node), source),
  }),
  BytesFilter: (node, source) => ({
    kind: "Bytes",
    ...sides(node, source),
    value: bytesOf(valueNode(node), source),
  }),
};

function comparisonOf(node: SyntaxNode, source: string): Predicate {
  const read = COMPARISONS[node.name];
  if (read === undefined) throw new QueryMistake("This condition is not supported", node.from);
  return read(node, source);
}

function sides(node: SyntaxNode, source: string): { label: string; op: ComparisonOp } {
  const [label, operator] = childrenOf(node);
  const op = operator === undefined ? "==" : textOf(operator, source);
  return {
    label: label === undefined ? "" : textOf(label, source),
    op: op === "=" ? "==" : op as ComparisonOp,
  };
}

function valueNode(node: SyntaxNode): SyntaxNode {
  return node.lastChild ?? node;
}

function bytesOf(node: SyntaxNode, source: string): number {
  const bytes = parseByteSize(textOf(node, source));
  if (bytes === undefined) {
    throw new QueryMistake(`"${textOf(node, source)}" is not a size in bytes`, node.from);
  }
  return bytes;
}

function ipComparison(node: SyntaxNode, source: string): Predicate {
  const [label, op] = childrenOf(node);
  const [value] = descendantsOf(node, "String");
  if (label === undefined || op === undefined || value === undefined) {
    throw new QueryMistake("A comparison with ip() is not complete", node.from);
  }
  return {
    kind: "Ip",
    label: textOf(label, source),
    op: textOf(op, source) === "=" ? "=" : "!=",
    value: stringOf(value, source),
  };
}

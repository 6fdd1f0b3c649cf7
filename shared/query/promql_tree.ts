import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { MatchOp } from "./matchers.ts";
import {
  type Aggregate,
  type AggregateOp,
  type Binary,
  type BinaryOp,
  type Grouping,
  type PromqlExpr,
  type SelectorMatcher,
  type Span,
  type VectorSelector,
} from "./promql_ast.ts";
import { fillOf, matchingOf } from "./promql_matching.ts";
import { labelOf, labelsOf, stringOf } from "./promql_names.ts";
import { numberOf } from "./promql_numbers.ts";
import { applyPostfix, isPostfix } from "./promql_postfix.ts";
import { childrenOf, firstError, textOf } from "./syntax_tree.ts";
import { QueryMistake } from "./syntax_problem.ts";

/**
 * Builds the typed tree of a PromQL expression; types are not yet checked.
 *
 * @throws {QueryMistake}
 */
export function buildPromqlTree(source: string): PromqlExpr {
  const root = parser.parse(source).topNode;
  const error = firstError(root, source);
  if (error !== undefined) throw error;
  const node = childrenOf(root).find(({ name }) => name !== "LineComment");
  if (node === undefined) throw new QueryMistake("The query is empty", 0);
  return build(node, source);
}

type Builder = (node: SyntaxNode, source: string) => PromqlExpr;

const BUILDERS: Readonly<Record<string, Builder>> = {
  NumberDurationLiteral: (node, source) => ({
    kind: "NumberLiteral",
    value: numberOf(node, source),
    ...span(node),
  }),
  StringLiteral: (node, source) => ({
    kind: "StringLiteral",
    value: stringOf(node, source),
    ...span(node),
  }),
  VectorSelector: buildVectorSelector,
  FunctionCall: buildCall,
  AggregateExpr: buildAggregate,
  BinaryExpr: buildBinary,
  UnaryExpr: buildUnary,
  ParenExpr: (node, source) => ({ kind: "Paren", expr: build(first(node), source), ...span(node) }),
};

function build(node: SyntaxNode, source: string): PromqlExpr {
  if (isPostfix(node)) return applyPostfix(build(first(node), source), { node, source });
  const builder = BUILDERS[node.name];
  if (builder === undefined) {
    throw new QueryMistake("This form of expression is not supported", node.from);
  }
  return builder(node, source);
}

function buildVectorSelector(node: SyntaxNode, source: string): VectorSelector {
  const names: string[] = [];
  const matchers: SelectorMatcher[] = [];
  const identifier = node.getChild("Identifier");
  if (identifier !== null) names.push(textOf(identifier, source));
  const braces = node.getChild("LabelMatchers");
  for (const child of braces === null ? [] : childrenOf(braces)) {
    if (child.name === "QuotedLabelName") names.push(labelOf(child, source));
    else matchers.push(matcherOf(child, source));
  }
  if (names.length > 1) {
    throw new QueryMistake(`The metric name is given twice: "${names.join('" and "')}"`, node.from);
  }
  const [name] = names;
  return {
    kind: "VectorSelector",
    ...(name === undefined ? {} : { name }),
    matchers,
    offsetMs: 0,
    selector: span(node),
    ...span(node),
  };
}

function matcherOf(node: SyntaxNode, source: string): SelectorMatcher {
  const [label, op, value] = childrenOf(node);
  if (label === undefined || op === undefined || value === undefined) {
    throw new QueryMistake("A label matcher is not complete", node.from);
  }
  return {
    label: labelOf(label, source),
    op: textOf(op, source) as MatchOp,
    value: stringOf(value, source),
    valueAt: span(value),
  };
}

function buildCall(node: SyntaxNode, source: string): PromqlExpr {
  return {
    kind: "Call",
    name: textOf(first(node), source),
    args: argumentsOf(node, source),
    ...span(node),
  };
}

function argumentsOf(node: SyntaxNode, source: string): PromqlExpr[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : childrenOf(body).map((child) => build(child, source));
}

function buildAggregate(node: SyntaxNode, source: string): Aggregate {
  const op = textOf(first(node), source).toLowerCase() as AggregateOp;
  const args = argumentsOf(node, source);
  const expr = args.at(-1);
  const param = args.length === 2 ? args[0] : undefined;
  const modifier = node.getChild("AggregateModifier");
  if (expr === undefined || args.length > 2) {
    throw new QueryMistake(
      `"${op}" takes one expression${args.length > 2 ? " and at most one parameter" : ""}`,
      node.from,
    );
  }
  return {
    kind: "Aggregate",
    op,
    expr,
    ...(param === undefined ? {} : { param }),
    ...(modifier === null ? {} : { grouping: groupingOf(modifier, source) }),
    ...span(node),
  };
}

function groupingOf(node: SyntaxNode, source: string): Grouping {
  return {
    mode: node.getChild("By") === null ? "without" : "by",
    labels: labelsOf(node.getChild("GroupingLabels"), source),
  };
}

function buildBinary(node: SyntaxNode, source: string): PromqlExpr {
  const [left, opNode] = childrenOf(node);
  const right = node.lastChild;
  if (left === undefined || opNode === undefined || right === null) {
    throw new QueryMistake("An operand is missing", node.to);
  }
  const op = textOf(opNode, source).toLowerCase() as BinaryOp;
  const matching = matchingOf(node.getChild("MatchingModifierClause"), source);
  const fill = fillOf(node.getChild("FillModifier"), source);
  const binary: Binary = {
    kind: "Binary",
    op,
    left: build(left, source),
    right: build(right, source),
    bool: node.getChild("BoolModifier") !== null,
    ...(matching === undefined ? {} : { matching }),
    ...(fill === undefined ? {} : { fill }),
    ...span(node),
  };
  return signBehindPower(binary, source);
}

/** Turns `(-1)^2`, as the grammar reads `-1^2`, into `-(1^2)`, as Prometheus does. */
function signBehindPower(binary: Binary, source: string): PromqlExpr {
  const { left, op } = binary;
  const sign = source[left.from];
  if (op !== "^" || left.kind !== "NumberLiteral" || (sign !== "-" && sign !== "+")) return binary;
  const from = left.from + (/^[+-]\s*/.exec(source.slice(left.from))?.[0].length ?? 1);
  const value = sign === "-" ? -left.value : left.value;
  return {
    kind: "Unary",
    op: sign,
    expr: { ...binary, left: { ...left, value, from }, from },
    ...span(binary),
  };
}

function buildUnary(node: SyntaxNode, source: string): PromqlExpr {
  const [sign, operand] = childrenOf(node);
  if (sign === undefined || operand === undefined) {
    throw new QueryMistake("An operand is missing", node.to);
  }
  const op = textOf(sign, source) === "-" ? "-" : "+";
  const expr = build(operand, source);
  if (expr.kind !== "NumberLiteral") return { kind: "Unary", op, expr, ...span(node) };
  return { ...expr, value: op === "-" ? -expr.value : expr.value, ...span(node) };
}

function first(node: SyntaxNode): SyntaxNode {
  const child = node.firstChild;
  if (child === null) throw new QueryMistake("An expression is missing", node.from);
  return child;
}

function span({ from, to }: Span): Span {
  return { from, to };
}

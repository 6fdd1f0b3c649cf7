import type { SyntaxNode } from "@lezer/common";
import type { LogqlBinaryOp, MetricExpr } from "./logql_ast.ts";
import { descendantsOf } from "./logql_nodes.ts";
import { BINARY_OPS, type VectorMatching } from "./promql_ast.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";

interface Operator {
  readonly op: LogqlBinaryOp;
  readonly bool: boolean;
  readonly matching?: VectorMatching;
}

interface Chain {
  readonly operands: readonly SyntaxNode[];
  readonly operators: readonly Operator[];
}

export interface OperationContext {
  readonly source: string;
  /** Reads an operand. @throws {QueryMistake} */
  readonly read: (operand: SyntaxNode) => MetricExpr;
}

/**
 * Reads a chain of binary operations.
 *
 * Operands and operators are taken from the tree, their order of evaluation is not: the grammar gives the second
 * operator of a chain everything behind it.
 *
 * @throws {QueryMistake}
 */
export function operationOf(node: SyntaxNode, { source, read }: OperationContext): MetricExpr {
  const { operands, operators } = chainOf(node, source);
  let position = 0;

  function operand(): MetricExpr {
    const next = operands[position];
    if (next === undefined) throw new QueryMistake("An operand is missing", node.to);
    return read(next);
  }

  function climb(lowest: number): MetricExpr {
    let left = operand();
    for (;;) {
      const operator = operators[position];
      if (operator === undefined || BINARY_OPS[operator.op].precedence < lowest) return left;
      position++;
      const { precedence } = BINARY_OPS[operator.op];
      const right = climb(operator.op === "^" ? precedence : precedence + 1);
      left = { kind: "Binary", ...operator, left, right, from: left.from, to: right.to };
    }
  }

  return climb(0);
}

function chainOf(node: SyntaxNode, source: string): Chain {
  const [left, operator] = childrenOf(node);
  const right = node.lastChild;
  if (left === undefined || operator === undefined || right === null) {
    throw new QueryMistake("An operand is missing", node.to);
  }
  const modifier = node.getChild("BinOpModifier");
  const matching = modifier === null ? undefined : matchingOf(modifier, source);
  const here: Operator = {
    op: textOf(operator, source).toLowerCase() as LogqlBinaryOp,
    bool: modifier !== null && modifier.getChild("Bool") !== null,
    ...(matching === undefined ? {} : { matching }),
  };
  const before = linksOf(left, source);
  const after = linksOf(right, source);
  return {
    operands: [...before.operands, ...after.operands],
    operators: [...before.operators, here, ...after.operators],
  };
}

/** An operand that is itself an operation without parentheses continues the chain. */
function linksOf(operand: SyntaxNode, source: string): Chain {
  const metric = operand.name === "Expr" ? operand.firstChild : operand;
  const inner = metric?.name === "MetricExpr" ? metric.firstChild : null;
  return inner?.name === "BinOpExpr"
    ? chainOf(inner, source)
    : { operands: [operand], operators: [] };
}

function matchingOf(node: SyntaxNode, source: string): VectorMatching | undefined {
  const mode = node.getChild("OnOrIgnoringModifier");
  if (mode === null) return undefined;
  const include = labelsIn(node.getChild("GroupingLabels"), source);
  const side = node.getChild("GroupLeft") !== null
    ? "left"
    : node.getChild("GroupRight") !== null
    ? "right"
    : undefined;
  return {
    mode: mode.getChild("On") === null ? "ignoring" : "on",
    labels: labelsIn(mode.getChild("GroupingLabels"), source),
    ...(side === undefined ? {} : { group: { side, include } }),
  };
}

function labelsIn(node: SyntaxNode | null, source: string): string[] {
  return node === null
    ? []
    : descendantsOf(node, "LabelName").map((label) => textOf(label, source));
}

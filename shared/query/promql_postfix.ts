import type { SyntaxNode } from "@lezer/common";
import type {
  AtModifier,
  MatrixSelector,
  PromqlExpr,
  Subquery,
  TimeShift,
  VectorSelector,
} from "./promql_ast.ts";
import { durationOf, numberOf } from "./promql_numbers.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf } from "./syntax_tree.ts";

interface Postfix {
  readonly node: SyntaxNode;
  readonly source: string;
}

type ApplyPostfix = (operand: PromqlExpr, postfix: Postfix) => PromqlExpr;

const POSTFIXES: Readonly<Record<string, ApplyPostfix>> = {
  MatrixSelector: withRange,
  SubqueryExpr: withSubquery,
  OffsetExpr: withOffset,
  StepInvariantExpr: withAt,
  AnchoredExpr: (operand, postfix) => withBounds(operand, { ...postfix, bounds: "anchored" }),
  SmoothedExpr: (operand, postfix) => withBounds(operand, { ...postfix, bounds: "smoothed" }),
};

/** Tells whether a node of the grammar is an expression followed by a range, `offset`, `@` or the like. */
export function isPostfix({ name }: SyntaxNode): boolean {
  return Object.hasOwn(POSTFIXES, name);
}

/**
 * Applies a postfix to the expression before it.
 *
 * The grammar hangs it on a whole operation; it belongs to the last operand only.
 *
 * @throws {QueryMistake} when it does not go with that operand
 */
export function applyPostfix(expr: PromqlExpr, postfix: Postfix): PromqlExpr {
  if (expr.kind === "Binary") {
    const right = applyPostfix(expr.right, postfix);
    return { ...expr, right, to: right.to };
  }
  if (expr.kind === "Unary") {
    const inner = applyPostfix(expr.expr, postfix);
    return { ...expr, expr: inner, to: inner.to };
  }
  return POSTFIXES[postfix.node.name]?.(expr, postfix) ?? expr;
}

function withRange(operand: PromqlExpr, { node, source }: Postfix): MatrixSelector {
  const rangeMs = lengthOf(node.getChild("DurationExpr"), source);
  if (operand.kind !== "VectorSelector") throw misplacedRange(operand, { node, source });
  if (operand.to !== operand.selector.to) throw rangeAfterModifier(operand, { node, source });
  return { kind: "MatrixSelector", vector: operand, rangeMs, from: operand.from, to: node.to };
}

function withSubquery(operand: PromqlExpr, { node, source }: Postfix): Subquery {
  const [range = null, step] = node.getChildren("DurationExpr");
  return {
    kind: "Subquery",
    expr: operand,
    rangeMs: lengthOf(range, source),
    ...(step === undefined ? {} : { stepMs: lengthOf(step, source) }),
    offsetMs: 0,
    from: operand.from,
    to: node.to,
  };
}

function lengthOf(node: SyntaxNode | null, source: string): number {
  const lengthMs = durationOf(node ?? undefined, source);
  if (lengthMs > 0) return lengthMs;
  throw new QueryMistake("A range or step is longer than zero", node?.from ?? 0);
}

function misplacedRange(operand: PromqlExpr, { node, source }: Postfix): QueryMistake {
  const end = node.to - 1;
  return new QueryMistake(
    "A range stands behind a selector; behind any other expression it needs a colon, [5m:]",
    source.indexOf("[", operand.to),
    `${source.slice(0, end)}:${source.slice(end)}`,
  );
}

function rangeAfterModifier(operand: VectorSelector, { node, source }: Postfix): QueryMistake {
  const bracket = source.indexOf("[", operand.to);
  const { to } = operand.selector;
  const modifier = source.slice(to, bracket).trimEnd();
  return new QueryMistake(
    "The range stands before offset and @",
    bracket,
    source.slice(0, to) + source.slice(bracket, node.to) + modifier + source.slice(node.to),
  );
}

function withOffset(operand: PromqlExpr, { node, source }: Postfix): PromqlExpr {
  const duration = node.getChild("OffsetDurationExpr");
  const target = shiftOf(operand, node);
  if (target.offsetMs !== 0) {
    throw new QueryMistake("An offset is given twice", duration?.from ?? node.from);
  }
  return shifted(operand, {
    ...target,
    offsetMs: durationOf(duration ?? undefined, source),
    to: node.to,
  });
}

function withAt(operand: PromqlExpr, { node, source }: Postfix): PromqlExpr {
  const moment = childrenOf(node)[2];
  if (moment === undefined) throw new QueryMistake("@ needs a time", node.to);
  const target = shiftOf(operand, node);
  if (target.at !== undefined) throw new QueryMistake("An @ is given twice", moment.from);
  return shifted(operand, { ...target, at: momentOf(moment, source), to: node.to });
}

function momentOf(node: SyntaxNode, source: string): AtModifier {
  if (node.name === "AtModifierPreprocessors") {
    return node.getChild("AtStart") === null ? "end" : "start";
  }
  const timeMs = Math.round(numberOf(node, source) * 1_000);
  if (!Number.isFinite(timeMs)) throw new QueryMistake("@ needs a finite time", node.from);
  return { timeMs };
}

function shiftOf(operand: PromqlExpr, node: SyntaxNode): TimeShift {
  const target = operand.kind === "MatrixSelector" ? operand.vector : operand;
  if (target.kind === "VectorSelector" || target.kind === "Subquery") return target;
  throw new QueryMistake(
    "offset and @ stand behind a selector or a subquery",
    modifierOffset(node),
  );
}

function shifted(
  operand: PromqlExpr,
  { offsetMs, at, to }: TimeShift & { to: number },
): PromqlExpr {
  const shift = { offsetMs, ...(at === undefined ? {} : { at }) };
  if (operand.kind === "MatrixSelector") {
    return { ...operand, vector: { ...operand.vector, ...shift }, to };
  }
  if (operand.kind === "VectorSelector" || operand.kind === "Subquery") {
    return { ...operand, ...shift, to };
  }
  return operand;
}

function withBounds(
  operand: PromqlExpr,
  { node, bounds }: Postfix & { bounds: "anchored" | "smoothed" },
): PromqlExpr {
  const { to } = node;
  if (operand.kind === "VectorSelector") return { ...operand, bounds, to };
  if (operand.kind === "MatrixSelector") {
    return { ...operand, vector: { ...operand.vector, bounds }, to };
  }
  throw new QueryMistake(`"${bounds}" stands behind a selector`, modifierOffset(node));
}

function modifierOffset(node: SyntaxNode): number {
  return childrenOf(node)[1]?.from ?? node.from;
}

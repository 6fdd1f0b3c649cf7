import type { SyntaxNode } from "@lezer/common";
import { parseDurationMs } from "./durations.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";

/** Reads a number node. @throws {QueryMistake} */
export function numberOf(node: SyntaxNode, source: string): number {
  const value = parseNumber(textOf(node, source));
  if (value === undefined) throw new QueryMistake("This is not a number", node.from);
  return value;
}

/** Reads a PromQL number (decimal, hexadecimal, octal, `Inf`, `NaN`, or a duration in seconds). */
export function parseNumber(text: string): number | undefined {
  const body = text.replace(/^[+-]\s*/, "").replaceAll("_", "").toLowerCase();
  const sign = text.startsWith("-") ? -1 : 1;
  if (body === "inf") return sign * Infinity;
  if (body === "nan") return NaN;
  if (/^0[0-7]+$/.test(body)) return sign * parseInt(body, 8);
  if (/^(0x[0-9a-f]+|(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?)$/.test(body)) return sign * Number(body);
  const milliseconds = parseDurationMs(body);
  return milliseconds === undefined ? undefined : sign * milliseconds / 1_000;
}

/**
 * Computes a duration in milliseconds, arithmetic on constants included.
 *
 * @throws {QueryMistake} when it is none, or depends on the step or range of the query
 */
export function durationOf(node: SyntaxNode | undefined, source: string): number {
  if (node === undefined) throw new QueryMistake("A duration is missing", source.length);
  const children = childrenOf(node);
  const [left, op, right] = children;
  if (node.name === "NumberDurationLiteralInDurationContext") {
    return Math.round(numberOf(node, source) * 1_000);
  }
  if (left?.name === "UnaryOp") {
    return (textOf(left, source) === "-" ? -1 : 1) * durationOf(op, source);
  }
  if (children.length === 1) return durationOf(left, source);
  const combine = op === undefined ? undefined : DURATION_ARITHMETIC[op.name];
  if (children.length !== 3 || combine === undefined) {
    throw new QueryMistake(
      "A duration that depends on the step or range of the query is not supported",
      node.from,
    );
  }
  return 1_000 * combine(durationOf(left, source) / 1_000, durationOf(right, source) / 1_000);
}

const DURATION_ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  Add: (left, right) => left + right,
  Sub: (left, right) => left - right,
  Mul: (left, right) => left * right,
  Div: (left, right) => left / right,
  Mod: (left, right) => left % right,
  Pow: (left, right) => left ** right,
};

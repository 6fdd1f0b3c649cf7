import type { Matcher } from "./matchers.ts";

/** Where a node stands in the query: `expr.slice(from, to)` is its text. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A matcher as written; one added later has no place. */
export interface SelectorMatcher extends Matcher {
  /** Where the quoted value stands. */
  readonly valueAt?: Span;
}

export type ValueType = "scalar" | "vector" | "matrix" | "string";

/** The time of an `@` modifier: a fixed one, or the bounds of the range query. */
export type AtModifier = { readonly timeMs: number } | "start" | "end";

export interface NumberLiteral extends Span {
  readonly kind: "NumberLiteral";
  /** A duration such as `5m` is its number of seconds. */
  readonly value: number;
}

export interface StringLiteral extends Span {
  readonly kind: "StringLiteral";
  readonly value: string;
}

/** `offset` and `@` of a selector or subquery. */
export interface TimeShift {
  /** Positive looks back; 0 when absent. */
  readonly offsetMs: number;
  readonly at?: AtModifier;
}

export interface VectorSelector extends Span, TimeShift {
  readonly kind: "VectorSelector";
  /** The metric name before or in the braces; absent when only matchers (perhaps on `__name__`) select. */
  readonly name?: string;
  /** Without the one that `name` stands for. */
  readonly matchers: readonly SelectorMatcher[];
  /** Experimental modifier that changes how a range is bounded. */
  readonly bounds?: "anchored" | "smoothed";
  /** Where name and braces stand, without offset and `@`. */
  readonly selector: Span;
}

export interface MatrixSelector extends Span {
  readonly kind: "MatrixSelector";
  readonly vector: VectorSelector;
  readonly rangeMs: number;
}

export interface Subquery extends Span, TimeShift {
  readonly kind: "Subquery";
  readonly expr: PromqlExpr;
  readonly rangeMs: number;
  /** Absent means the server's default evaluation interval. */
  readonly stepMs?: number;
}

export interface Call extends Span {
  readonly kind: "Call";
  readonly name: string;
  readonly args: readonly PromqlExpr[];
}

export interface Grouping {
  readonly mode: "by" | "without";
  readonly labels: readonly string[];
}

export interface Aggregate extends Span {
  readonly kind: "Aggregate";
  readonly op: AggregateOp;
  readonly expr: PromqlExpr;
  /** The k of topk, the φ of quantile, the label of count_values. */
  readonly param?: PromqlExpr;
  readonly grouping?: Grouping;
}

/** How the series of two vectors find each other. */
export interface VectorMatching {
  readonly mode: "on" | "ignoring";
  readonly labels: readonly string[];
  /** The side that may have several series per match, and the labels it takes from the other. */
  readonly group?: { readonly side: "left" | "right"; readonly include: readonly string[] };
}

/** Experimental: values for series without a partner. */
export interface Fill {
  readonly left?: number;
  readonly right?: number;
}

export interface Binary extends Span {
  readonly kind: "Binary";
  readonly op: BinaryOp;
  readonly left: PromqlExpr;
  readonly right: PromqlExpr;
  readonly bool: boolean;
  readonly matching?: VectorMatching;
  readonly fill?: Fill;
}

export interface Unary extends Span {
  readonly kind: "Unary";
  readonly op: "+" | "-";
  readonly expr: PromqlExpr;
}

export interface Paren extends Span {
  readonly kind: "Paren";
  readonly expr: PromqlExpr;
}

export type PromqlExpr =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregate
  | Binary
  | Unary
  | Paren;

export const AGGREGATE_OPS = [
  "sum",
  "avg",
  "min",
  "max",
  "count",
  "group",
  "stddev",
  "stdvar",
  "topk",
  "bottomk",
  "limitk",
  "limit_ratio",
  "quantile",
  "count_values",
] as const;
export type AggregateOp = typeof AGGREGATE_OPS[number];

/** Type of the first argument of the aggregations that have one. */
export const AGGREGATE_PARAM: Readonly<Partial<Record<AggregateOp, "scalar" | "string">>> = {
  topk: "scalar",
  bottomk: "scalar",
  limitk: "scalar",
  limit_ratio: "scalar",
  quantile: "scalar",
  count_values: "string",
};

export type BinaryClass = "arithmetic" | "comparison" | "set" | "trim";

/** Binary operators with their precedence (higher binds tighter); only `^` associates to the right. */
export const BINARY_OPS = {
  "or": { precedence: 1, class: "set" },
  "and": { precedence: 2, class: "set" },
  "unless": { precedence: 2, class: "set" },
  "==": { precedence: 3, class: "comparison" },
  "!=": { precedence: 3, class: "comparison" },
  "<": { precedence: 3, class: "comparison" },
  ">": { precedence: 3, class: "comparison" },
  "<=": { precedence: 3, class: "comparison" },
  ">=": { precedence: 3, class: "comparison" },
  "</": { precedence: 3, class: "trim" },
  ">/": { precedence: 3, class: "trim" },
  "+": { precedence: 4, class: "arithmetic" },
  "-": { precedence: 4, class: "arithmetic" },
  "*": { precedence: 5, class: "arithmetic" },
  "/": { precedence: 5, class: "arithmetic" },
  "%": { precedence: 5, class: "arithmetic" },
  "atan2": { precedence: 5, class: "arithmetic" },
  "^": { precedence: 6, class: "arithmetic" },
} as const satisfies Record<string, { precedence: number; class: BinaryClass }>;
export type BinaryOp = keyof typeof BINARY_OPS;

import type { MatchOp } from "./matchers.ts";
import type { BinaryOp, Grouping, SelectorMatcher, Span, VectorMatching } from "./promql_ast.ts";

export type LineFilterOp = "|=" | "!=" | "|~" | "!~" | "|>" | "!>";

/** Keeps the lines that hold one of the values (or, negated, none of them). */
export interface LineFilter extends Span {
  readonly kind: "LineFilter";
  readonly op: LineFilterOp;
  readonly values: readonly LineFilterValue[];
}

export interface LineFilterValue {
  readonly value: string;
  /** The value is an address, range or network, as in `|= ip("10.0.0.0/8")`. */
  readonly ip: boolean;
  readonly valueAt?: Span;
}

/** A label that a parser fills from an expression of its own (`json status="response.code"`). */
export interface Extraction {
  readonly label: string;
  readonly expression: string;
}

export interface StructuredParser extends Span {
  readonly kind: "Json" | "Logfmt";
  /** Empty means every field. */
  readonly extractions: readonly Extraction[];
  readonly strict: boolean;
  readonly keepEmpty: boolean;
}

export interface PatternParser extends Span {
  readonly kind: "Pattern" | "Regexp";
  readonly pattern: string;
  readonly patternAt?: Span;
}

export interface PlainStage extends Span {
  readonly kind: "Unpack" | "Decolorize";
}

export type ComparisonOp = "==" | "!=" | ">" | ">=" | "<" | "<=";

/** A condition on labels, those that parsers added included. */
export type Predicate =
  | { readonly kind: "And" | "Or"; readonly left: Predicate; readonly right: Predicate }
  | {
    readonly kind: "String";
    readonly label: string;
    readonly op: MatchOp;
    readonly value: string;
    readonly valueAt?: Span;
  }
  /** `value` is a plain number, milliseconds or bytes. */
  | {
    readonly kind: "Number" | "Duration" | "Bytes";
    readonly label: string;
    readonly op: ComparisonOp;
    readonly value: number;
  }
  | {
    readonly kind: "Ip";
    readonly label: string;
    readonly op: "=" | "!=";
    readonly value: string;
  };

export interface LabelFilter extends Span {
  readonly kind: "LabelFilter";
  readonly predicate: Predicate;
}

export interface LineFormat extends Span {
  readonly kind: "LineFormat";
  readonly template: string;
}

/** A label set from another label, or from a template. */
export type LabelAssignment =
  | { readonly label: string; readonly source: string }
  | { readonly label: string; readonly template: string };

export interface LabelFormat extends Span {
  readonly kind: "LabelFormat";
  readonly assignments: readonly LabelAssignment[];
}

/** Labels taken away, or the only ones kept; with `op` only when the value fits. */
export interface LabelChoice extends Span {
  readonly kind: "Drop" | "Keep";
  readonly labels: readonly {
    readonly label: string;
    readonly op?: MatchOp;
    readonly value?: string;
  }[];
}

export type Stage =
  | LineFilter
  | StructuredParser
  | PatternParser
  | PlainStage
  | LabelFilter
  | LineFormat
  | LabelFormat
  | LabelChoice;

export interface LogQuery extends Span {
  readonly kind: "LogQuery";
  readonly matchers: readonly SelectorMatcher[];
  /** Where the braces stand. */
  readonly selector: Span;
  readonly stages: readonly Stage[];
}

export interface Unwrap {
  readonly label: string;
  readonly conversion?: "bytes" | "duration" | "duration_seconds";
  /** Label filters behind the unwrap. */
  readonly filters: readonly LabelFilter[];
}

export interface LogRange extends Span {
  readonly query: LogQuery;
  readonly unwrap?: Unwrap;
  readonly rangeMs: number;
  readonly offsetMs: number;
}

export interface RangeAggregation extends Span {
  readonly kind: "RangeAggregation";
  readonly op: RangeOp;
  /** The φ of `quantile_over_time`. */
  readonly param?: number;
  readonly range: LogRange;
  readonly grouping?: Grouping;
}

export interface VectorAggregation extends Span {
  readonly kind: "VectorAggregation";
  readonly op: VectorOp;
  /** The k of `topk` and its kin. */
  readonly param?: number;
  readonly expr: MetricExpr;
  readonly grouping?: Grouping;
}

export interface LogqlBinary extends Span {
  readonly kind: "Binary";
  readonly op: LogqlBinaryOp;
  readonly left: MetricExpr;
  readonly right: MetricExpr;
  readonly bool: boolean;
  readonly matching?: VectorMatching;
}

export interface LogqlNumber extends Span {
  readonly kind: "Number";
  readonly value: number;
}

export interface LogqlVector extends Span {
  readonly kind: "Vector";
  readonly value: number;
}

export interface LabelReplace extends Span {
  readonly kind: "LabelReplace";
  readonly expr: MetricExpr;
  readonly target: string;
  readonly replacement: string;
  readonly source: string;
  readonly regexp: string;
  readonly regexpAt?: Span;
}

export interface LogqlParen extends Span {
  readonly kind: "Paren";
  readonly expr: MetricExpr;
}

export type MetricExpr =
  | RangeAggregation
  | VectorAggregation
  | LogqlBinary
  | LogqlNumber
  | LogqlVector
  | LabelReplace
  | LogqlParen;

export type LogqlExpr = LogQuery | MetricExpr;

export type LogqlBinaryOp = Exclude<BinaryOp, "</" | ">/" | "atan2">;

/** What an aggregation over a range of lines needs and allows. */
export interface RangeOpRule {
  readonly unwrap: "required" | "allowed" | "refused";
  readonly grouping: boolean;
}

export const RANGE_OPS = {
  rate: { unwrap: "allowed", grouping: false },
  rate_counter: { unwrap: "required", grouping: false },
  count_over_time: { unwrap: "refused", grouping: false },
  bytes_rate: { unwrap: "refused", grouping: false },
  bytes_over_time: { unwrap: "refused", grouping: false },
  absent_over_time: { unwrap: "allowed", grouping: false },
  sum_over_time: { unwrap: "required", grouping: false },
  avg_over_time: { unwrap: "required", grouping: true },
  min_over_time: { unwrap: "required", grouping: true },
  max_over_time: { unwrap: "required", grouping: true },
  stddev_over_time: { unwrap: "required", grouping: true },
  stdvar_over_time: { unwrap: "required", grouping: true },
  quantile_over_time: { unwrap: "required", grouping: true },
  first_over_time: { unwrap: "required", grouping: true },
  last_over_time: { unwrap: "required", grouping: true },
} as const satisfies Record<string, RangeOpRule>;
export type RangeOp = keyof typeof RANGE_OPS;

export const VECTOR_OPS = {
  sum: { param: false, grouping: true },
  avg: { param: false, grouping: true },
  min: { param: false, grouping: true },
  max: { param: false, grouping: true },
  count: { param: false, grouping: true },
  stddev: { param: false, grouping: true },
  stdvar: { param: false, grouping: true },
  topk: { param: true, grouping: true },
  bottomk: { param: true, grouping: true },
  approx_topk: { param: true, grouping: false },
  sort: { param: false, grouping: false },
  sort_desc: { param: false, grouping: false },
} as const satisfies Record<string, { param: boolean; grouping: boolean }>;
export type VectorOp = keyof typeof VECTOR_OPS;

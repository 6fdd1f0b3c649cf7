import { parseByteSize } from "../query/byte_sizes.ts";
import { parseGoDurationMs } from "../query/durations.ts";
import type { ComparisonOp, Predicate } from "../query/logql_ast.ts";
import { compileMatcher } from "../query/matchers.ts";
import { compileIpPattern } from "./ip_ranges.ts";
import { failed } from "./logql_parsers.ts";
import { ERROR_LABEL, type Row } from "./logql_values.ts";
import { EvaluationError } from "./promql_values.ts";

/** Gives the row, perhaps marked with an error, and whether it passes. */
type FilterRow = (row: Row) => { readonly row: Row; readonly passes: boolean };

const COMPARE: Readonly<Record<ComparisonOp, (left: number, right: number) => boolean>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
};

const READ: Readonly<
  Record<"Number" | "Duration" | "Bytes", (text: string) => number | undefined>
> = {
  Number: readNumber,
  Duration: parseGoDurationMs,
  Bytes: parseByteSize,
};

/** Reads a number as Go does; undefined when it is none. */
export function readNumber(text: string): number | undefined {
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** Makes the test of a label filter. A line whose value cannot be read passes, marked with an error. */
export function compilePredicate(predicate: Predicate): FilterRow {
  switch (predicate.kind) {
    case "And":
    case "Or": {
      const [left, right] = [compilePredicate(predicate.left), compilePredicate(predicate.right)];
      return (row) => {
        const first = left(row);
        if (predicate.kind === "Or" && first.passes) return first;
        const second = right(first.row);
        return predicate.kind === "Or"
          ? second
          : { row: second.row, passes: first.passes && second.passes };
      };
    }
    case "String": {
      const test = compileMatcher(predicate);
      return (row) => ({ row, passes: test(row.labels[predicate.label] ?? "") });
    }
    case "Ip": {
      const matches = compileIpPattern(predicate.value);
      if (matches === undefined) throw new EvaluationError("bad_data", "invalid pattern in ip()");
      return (row) => {
        const value = row.labels[predicate.label];
        return { row, passes: value !== undefined && matches(value) === (predicate.op === "=") };
      };
    }
    default:
      return (row) => {
        const text = row.labels[predicate.label];
        if (text === undefined) return { row, passes: false };
        const value = READ[predicate.kind](text);
        if (value !== undefined) {
          return { row, passes: COMPARE[predicate.op](value, predicate.value) };
        }
        return {
          row: row.labels[ERROR_LABEL] === undefined ? failed(row, "LabelFilterErr") : row,
          passes: true,
        };
      };
  }
}

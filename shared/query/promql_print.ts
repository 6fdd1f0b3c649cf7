import { formatDurationMs } from "./durations.ts";
import { printLabelName, printMatcher } from "./matchers.ts";
import {
  type AtModifier,
  type Binary,
  BINARY_OPS,
  type PromqlExpr,
  type TimeShift,
  type VectorMatching,
  type VectorSelector,
} from "./promql_ast.ts";
import { quote } from "./string_literals.ts";

const UNARY_PRECEDENCE = 5.5;
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
/** Names that a server reads as something else when they stand alone. */
const RESERVED_METRIC = /^(?:inf|nan|bool|on|ignoring|group_left|group_right|offset)$/i;

/** Writes an expression on one line; what it writes parses to an equal tree, so it can be sent in place of the original. */
export function printPromql(expr: PromqlExpr): string {
  switch (expr.kind) {
    case "NumberLiteral":
      return printNumber(expr.value);
    case "StringLiteral":
      return quote(expr.value);
    case "VectorSelector":
      return printSelector(expr) + printShift(expr);
    case "MatrixSelector":
      return `${printSelector(expr.vector)}[${formatDurationMs(expr.rangeMs)}]${
        printShift(expr.vector)
      }`;
    case "Subquery": {
      const step = expr.stepMs === undefined ? "" : formatDurationMs(expr.stepMs);
      return `${operand(expr.expr, Infinity)}[${formatDurationMs(expr.rangeMs)}:${step}]${
        printShift(expr)
      }`;
    }
    case "Call":
      return `${expr.name}(${expr.args.map(printPromql).join(", ")})`;
    case "Aggregate": {
      const { op, grouping, param } = expr;
      const by = grouping === undefined ? "" : ` ${grouping.mode} ${printLabels(grouping.labels)} `;
      return `${op}${by}(${param === undefined ? "" : `${printPromql(param)}, `}${
        printPromql(expr.expr)
      })`;
    }
    case "Binary":
      return printBinary(expr);
    case "Unary":
      return expr.op + operand(expr.expr, UNARY_PRECEDENCE);
    case "Paren":
      return `(${printPromql(expr.expr)})`;
  }
}

/** Writes name and matchers of a selector, without range, offset and `@`. */
export function printSelector(
  { name, matchers }: Pick<VectorSelector, "name" | "matchers">,
): string {
  const plain = name !== undefined && PLAIN_METRIC.test(name) && !RESERVED_METRIC.test(name);
  const inBraces = matchers.map(printMatcher);
  if (name !== undefined && !plain) inBraces.unshift(quote(name));
  const braces = inBraces.length === 0 ? "" : `{${inBraces.join(", ")}}`;
  return plain ? name + braces : braces || "{}";
}

/** Writes a number so that it is read back to the same value. */
export function printNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "Inf";
  return Object.is(value, -0) ? "-0" : String(value);
}

function printShift({ offsetMs, at, bounds }: TimeShift & Pick<VectorSelector, "bounds">): string {
  const moment = at === undefined ? "" : ` @ ${printAt(at)}`;
  const offset = offsetMs === 0 ? "" : ` offset ${formatDurationMs(offsetMs)}`;
  return (bounds === undefined ? "" : ` ${bounds}`) + moment + offset;
}

function printAt(at: AtModifier): string {
  return typeof at === "string" ? `${at}()` : (at.timeMs / 1_000).toFixed(3);
}

function printBinary({ op, left, right, bool, matching, fill }: Binary): string {
  const { precedence } = BINARY_OPS[op];
  const toRight = op === "^";
  const middle = [
    op,
    bool ? "bool" : "",
    matching === undefined ? "" : printMatching(matching),
    fill?.left === undefined ? "" : `fill_left(${printNumber(fill.left)})`,
    fill?.right === undefined ? "" : `fill_right(${printNumber(fill.right)})`,
  ].filter((part) => part !== "").join(" ");
  const before = operand(left, toRight ? precedence + 0.1 : precedence);
  const after = operand(right, toRight ? UNARY_PRECEDENCE : precedence + 0.1);
  return `${before} ${middle} ${after}`;
}

function printMatching({ mode, labels, group }: VectorMatching): string {
  const text = `${mode} ${printLabels(labels)}`;
  return group === undefined ? text : `${text} group_${group.side} ${printLabels(group.include)}`;
}

function printLabels(labels: readonly string[]): string {
  return `(${labels.map(printLabelName).join(", ")})`;
}

/** Puts parentheses around an operand that binds less tightly than its place demands. */
function operand(expr: PromqlExpr, needed: number): string {
  const text = printPromql(expr);
  return precedenceOf(expr) < needed ? `(${text})` : text;
}

function precedenceOf(expr: PromqlExpr): number {
  if (expr.kind === "Binary") return BINARY_OPS[expr.op].precedence;
  if (expr.kind === "Unary") return UNARY_PRECEDENCE;
  const signed = expr.kind === "NumberLiteral" && (expr.value < 0 || Object.is(expr.value, -0));
  return signed ? UNARY_PRECEDENCE : Infinity;
}

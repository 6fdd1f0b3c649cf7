import { formatDurationMs } from "./durations.ts";
import type {
  LabelChoice,
  LogqlBinary,
  LogqlExpr,
  LogQuery,
  LogRange,
  MetricExpr,
  Predicate,
  Stage,
  Unwrap,
} from "./logql_ast.ts";
import { printMatcher } from "./matchers.ts";
import { BINARY_OPS, type Grouping, type VectorMatching } from "./promql_ast.ts";
import { printNumber } from "./promql_print.ts";
import { quote } from "./string_literals.ts";

/** Writes a query on one line; what it writes parses to an equal tree, so it can be sent in place of the original. */
export function printLogql(expr: LogqlExpr): string {
  return expr.kind === "LogQuery" ? printLogQuery(expr) : printMetric(expr);
}

/** Writes the stream selector of a log query with its braces. */
export function printStreamSelector({ matchers }: Pick<LogQuery, "matchers">): string {
  return `{${matchers.map(printMatcher).join(", ")}}`;
}

function printLogQuery(query: LogQuery): string {
  return [printStreamSelector(query), ...query.stages.map(printStage)].join(" ");
}

function printStage(stage: Stage): string {
  switch (stage.kind) {
    case "LineFilter": {
      const values = stage.values.map(({ value, ip }) => ip ? `ip(${quote(value)})` : quote(value));
      return `${stage.op} ${values.join(" or ")}`;
    }
    case "Json":
    case "Logfmt": {
      const flags = `${stage.strict ? " --strict" : ""}${stage.keepEmpty ? " --keep-empty" : ""}`;
      const extractions = stage.extractions.map(({ label, expression }) =>
        `${label}=${quote(expression)}`
      );
      return `| ${stage.kind.toLowerCase()}${flags}${
        extractions.length === 0 ? "" : ` ${extractions.join(", ")}`
      }`;
    }
    case "Pattern":
    case "Regexp":
      return `| ${stage.kind.toLowerCase()} ${quote(stage.pattern)}`;
    case "Unpack":
    case "Decolorize":
      return `| ${stage.kind.toLowerCase()}`;
    case "LabelFilter":
      return `| ${printPredicate(stage.predicate)}`;
    case "LineFormat":
      return `| line_format ${quote(stage.template)}`;
    case "LabelFormat": {
      const assignments = stage.assignments.map((item) =>
        `${item.label}=${"template" in item ? quote(item.template) : item.source}`
      );
      return `| label_format ${assignments.join(", ")}`;
    }
    case "Drop":
    case "Keep":
      return printLabelChoice(stage);
  }
}

function printLabelChoice({ kind, labels }: LabelChoice): string {
  const items = labels.map(({ label, op, value }) =>
    op === undefined ? label : label + op + quote(value ?? "")
  );
  return `| ${kind.toLowerCase()} ${items.join(", ")}`;
}

function printPredicate(predicate: Predicate): string {
  switch (predicate.kind) {
    case "And":
    case "Or":
      return `${printSide(predicate.left)} ${predicate.kind.toLowerCase()} ${
        printSide(predicate.right)
      }`;
    case "String":
      return printMatcher(predicate);
    case "Number":
      return `${predicate.label} ${predicate.op} ${printNumber(predicate.value)}`;
    case "Duration":
      return `${predicate.label} ${predicate.op} ${printGoDuration(predicate.value)}`;
    case "Bytes":
      return `${predicate.label} ${predicate.op} ${predicate.value}B`;
    case "Ip":
      return `${predicate.label}${predicate.op}ip(${quote(predicate.value)})`;
  }
}

function printSide(predicate: Predicate): string {
  const text = printPredicate(predicate);
  return predicate.kind === "And" || predicate.kind === "Or" ? `(${text})` : text;
}

function printGoDuration(milliseconds: number): string {
  return Number.isInteger(milliseconds)
    ? formatDurationMs(milliseconds)
    : `${milliseconds * 1e6}ns`;
}

function printMetric(expr: MetricExpr): string {
  switch (expr.kind) {
    case "Number":
      return printNumber(expr.value);
    case "Vector":
      return `vector(${printNumber(expr.value)})`;
    case "Paren":
      return `(${printMetric(expr.expr)})`;
    case "RangeAggregation":
      return `${expr.op}(${printParam(expr.param)}${printRange(expr.range)})${
        printGrouping(expr.grouping)
      }`;
    case "VectorAggregation":
      return `${expr.op}${printGrouping(expr.grouping)}(${printParam(expr.param)}${
        printMetric(expr.expr)
      })`;
    case "LabelReplace": {
      const strings = [expr.target, expr.replacement, expr.source, expr.regexp].map(quote);
      return `label_replace(${printMetric(expr.expr)}, ${strings.join(", ")})`;
    }
    case "Binary":
      return printBinary(expr);
  }
}

function printParam(param: number | undefined): string {
  return param === undefined ? "" : `${printNumber(param)}, `;
}

function printRange({ query, unwrap, rangeMs, offsetMs }: LogRange): string {
  const offset = offsetMs === 0 ? "" : ` offset ${formatDurationMs(offsetMs)}`;
  const tail = unwrap === undefined ? "" : ` ${printUnwrap(unwrap)}`;
  return `${printLogQuery(query)}${tail} [${formatDurationMs(rangeMs)}]${offset}`;
}

function printUnwrap({ label, conversion, filters }: Unwrap): string {
  const value = conversion === undefined ? label : `${conversion}(${label})`;
  return [`| unwrap ${value}`, ...filters.map(printStage)].join(" ");
}

function printGrouping(grouping: Grouping | undefined): string {
  return grouping === undefined ? "" : ` ${grouping.mode} (${grouping.labels.join(", ")})`;
}

function printBinary({ op, left, right, bool, matching }: LogqlBinary): string {
  const { precedence } = BINARY_OPS[op];
  const toRight = op === "^";
  const middle = [op, bool ? "bool" : "", matching === undefined ? "" : printMatching(matching)];
  const before = operand(left, toRight ? precedence + 0.1 : precedence);
  const after = operand(right, toRight ? precedence : precedence + 0.1);
  return `${before} ${middle.filter((part) => part !== "").join(" ")} ${after}`;
}

function operand(expr: MetricExpr, needed: number): string {
  const text = printMetric(expr);
  return expr.kind === "Binary" && BINARY_OPS[expr.op].precedence < needed ? `(${text})` : text;
}

function printMatching({ mode, labels, group }: VectorMatching): string {
  const text = `${mode} (${labels.join(", ")})`;
  return group === undefined ? text : `${text} group_${group.side} (${group.include.join(", ")})`;
}

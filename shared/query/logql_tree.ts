import type { SyntaxNode } from "@lezer/common";
import { parser } from "@grafana/lezer-logql";
import { parseDurationMs } from "./durations.ts";
import type {
  LabelFilter,
  LogqlExpr,
  LogQuery,
  LogRange,
  MetricExpr,
  RangeOp,
  Unwrap,
  VectorOp,
} from "./logql_ast.ts";
import { childOf, descendantsOf, matcherOf, numberOf, spanOf, stringOf } from "./logql_nodes.ts";
import { blankOffsets, offsetBehind } from "./logql_offsets.ts";
import { operationOf } from "./logql_operations.ts";
import { predicateOf } from "./logql_predicates.ts";
import { stagesOf } from "./logql_stages.ts";
import type { Grouping } from "./promql_ast.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, firstError, textOf } from "./syntax_tree.ts";

/**
 * Builds the typed tree of a LogQL query; what its parts demand of each other is not yet checked.
 *
 * @throws {QueryMistake}
 */
export function buildLogqlTree(source: string): LogqlExpr {
  const root = parser.parse(blankOffsets(source)).topNode;
  const error = firstError(root, source);
  if (error !== undefined) throw error;
  const node = childrenOf(root)[0];
  if (node === undefined) throw new QueryMistake("The query is empty", 0);
  return build(node, source);
}

function build(node: SyntaxNode, source: string): LogqlExpr {
  const inner = node.name === "Expr" ? childrenOf(node)[0] : node;
  if (inner?.name === "LogExpr") return buildLogQuery(inner, source);
  if (inner?.name === "MetricExpr") return buildMetric(inner, source);
  throw new QueryMistake("The query is neither a log query nor a metric query", node.from);
}

function buildLogQuery(node: SyntaxNode, source: string): LogQuery {
  const nested = node.getChild("LogExpr");
  if (nested !== null) return { ...buildLogQuery(nested, source), ...spanOf(node) };
  return { ...queryParts(node, source), ...spanOf(node) };
}

function queryParts(node: SyntaxNode, source: string): LogQuery {
  const selector = childOf(node, "Selector");
  const pipelines = node.getChildren("PipelineExpr");
  return {
    kind: "LogQuery",
    matchers: descendantsOf(selector, "Matcher").map((matcher) => matcherOf(matcher, source)),
    selector: spanOf(selector),
    stages: pipelines.flatMap((pipeline) => stagesOf(pipeline, source)),
    from: selector.from,
    to: pipelines.at(-1)?.to ?? selector.to,
  };
}

type ReadMetric = (node: SyntaxNode, source: string) => MetricExpr;

const METRICS: Readonly<Record<string, ReadMetric>> = {
  RangeAggregationExpr: buildRangeAggregation,
  VectorAggregationExpr: buildVectorAggregation,
  BinOpExpr: buildBinary,
  LiteralExpr: (node, source) => ({
    kind: "Number",
    value: numberOf(node, source),
    ...spanOf(node),
  }),
  VectorExpr: (node, source) => ({
    kind: "Vector",
    value: numberOf(childOf(node, "Number"), source),
    ...spanOf(node),
  }),
  LabelReplaceExpr: buildLabelReplace,
  MetricExpr: (node, source) => ({
    kind: "Paren",
    expr: buildMetric(node, source),
    ...spanOf(node),
  }),
};

function buildMetric(node: SyntaxNode, source: string): MetricExpr {
  const inner = childrenOf(node)[0];
  const read = inner === undefined ? undefined : METRICS[inner.name];
  if (inner === undefined || read === undefined) {
    throw new QueryMistake("This form of metric query is not supported", node.from);
  }
  return read(inner, source);
}

function buildRangeAggregation(node: SyntaxNode, source: string): MetricExpr {
  const param = node.getChild("Number");
  return {
    kind: "RangeAggregation",
    op: textOf(childOf(node, "RangeOp"), source).toLowerCase() as RangeOp,
    ...(param === null ? {} : { param: numberOf(param, source) }),
    range: buildRange(childOf(node, "LogRangeExpr"), source),
    ...groupingOf(node, source),
    ...spanOf(node),
  };
}

function buildRange(node: SyntaxNode, source: string): LogRange {
  const range = childOf(node, "Range");
  const unwrap = node.getChild("UnwrapExpr");
  const rangeMs = parseDurationMs(textOf(childOf(range, "Duration"), source)) ?? 0;
  if (rangeMs <= 0) {
    throw new QueryMistake("A range is a duration longer than zero, such as [5m]", range.from);
  }
  return {
    query: queryParts(node, source),
    ...(unwrap === null ? {} : { unwrap: unwrapOf(unwrap, source) }),
    rangeMs,
    offsetMs: offsetBehind(source, range.to),
    ...spanOf(node),
  };
}

function unwrapOf(node: SyntaxNode, source: string): Unwrap {
  const nested = node.getChild("UnwrapExpr");
  if (nested !== null) {
    const inner = unwrapOf(nested, source);
    const filter = childOf(node, "LabelFilter");
    const added: LabelFilter = {
      kind: "LabelFilter",
      predicate: predicateOf(filter, source),
      ...spanOf(filter),
    };
    return { ...inner, filters: [...inner.filters, added] };
  }
  const conversion = node.getChild("ConvOp");
  return {
    label: textOf(childOf(node, "Identifier"), source),
    ...(conversion === null
      ? {}
      : { conversion: textOf(conversion, source) as NonNullable<Unwrap["conversion"]> }),
    filters: [],
  };
}

function groupingOf(node: SyntaxNode, source: string): { grouping?: Grouping } {
  const grouping = node.getChild("Grouping");
  if (grouping === null) return {};
  const labels = descendantsOf(grouping, "Identifier").map((label) => textOf(label, source));
  return { grouping: { mode: grouping.getChild("By") === null ? "without" : "by", labels } };
}

function buildVectorAggregation(node: SyntaxNode, source: string): MetricExpr {
  const param = node.getChild("Number");
  return {
    kind: "VectorAggregation",
    op: textOf(childOf(node, "VectorOp"), source).toLowerCase() as VectorOp,
    ...(param === null ? {} : { param: numberOf(param, source) }),
    expr: buildMetric(childOf(node, "MetricExpr"), source),
    ...groupingOf(node, source),
    ...spanOf(node),
  };
}

function buildBinary(node: SyntaxNode, source: string): MetricExpr {
  const read = (operand: SyntaxNode): MetricExpr => {
    const expr = build(operand, source);
    if (expr.kind !== "LogQuery") return expr;
    throw new QueryMistake(
      "An operator needs metric queries on both sides, and this is a log query",
      operand.from,
    );
  };
  return operationOf(node, { source, read });
}

function buildLabelReplace(node: SyntaxNode, source: string): MetricExpr {
  const strings = node.getChildren("String");
  const [target = "", replacement = "", label = "", regexp = ""] = strings.map((string) =>
    stringOf(string, source)
  );
  const at = strings[3];
  return {
    kind: "LabelReplace",
    expr: buildMetric(childOf(node, "MetricExpr"), source),
    target,
    replacement,
    source: label,
    regexp,
    ...(at === undefined ? {} : { regexpAt: spanOf(at) }),
    ...spanOf(node),
  };
}

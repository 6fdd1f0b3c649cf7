import type { SyntaxNode } from "@lezer/common";
import type {
  LabelAssignment,
  LabelChoice,
  LineFilter,
  LineFilterOp,
  LineFilterValue,
  Stage,
  StructuredParser,
} from "./logql_ast.ts";
import { childOf, descendantsOf, matcherOf, spanOf, stringOf } from "./logql_nodes.ts";
import { predicateOf } from "./logql_predicates.ts";
import { QueryMistake } from "./syntax_problem.ts";
import { childrenOf, textOf } from "./syntax_tree.ts";

/** Reads the stages of a pipeline in order. @throws {QueryMistake} */
export function stagesOf(pipeline: SyntaxNode, source: string): Stage[] {
  return descendantsOf(pipeline, "PipelineStage").flatMap((stage) => {
    const node = childrenOf(stage).find(({ name }) => name !== "Pipe");
    if (node === undefined) throw new QueryMistake("A stage is missing", stage.from);
    if (node.name === "LineFilters") return lineFiltersOf(node, source);
    return [stageOf(node, source)];
  });
}

type ReadStage = (node: SyntaxNode, source: string) => Stage;

const STAGES: Readonly<Record<string, ReadStage>> = {
  LabelParser: labelParserOf,
  JsonExpressionParser: (node, source) => structuredParserOf(node, { source, kind: "Json" }),
  LogfmtParser: (node, source) => structuredParserOf(node, { source, kind: "Logfmt" }),
  LogfmtExpressionParser: (node, source) => structuredParserOf(node, { source, kind: "Logfmt" }),
  DecolorizeExpr: (node) => ({ kind: "Decolorize", ...spanOf(node) }),
  LabelFilter: (node, source) => ({
    kind: "LabelFilter",
    predicate: predicateOf(node, source),
    ...spanOf(node),
  }),
  LineFormatExpr: (node, source) => ({
    kind: "LineFormat",
    template: stringOf(childOf(node, "String"), source),
    ...spanOf(node),
  }),
  LabelFormatExpr: (node, source) => ({
    kind: "LabelFormat",
    assignments: descendantsOf(node, "LabelFormatMatcher").map((item) =>
      assignmentOf(item, source)
    ),
    ...spanOf(node),
  }),
  DropLabelsExpr: (node, source) => labelChoiceOf(node, { source, kind: "Drop" }),
  KeepLabelsExpr: (node, source) => labelChoiceOf(node, { source, kind: "Keep" }),
};

function stageOf(node: SyntaxNode, source: string): Stage {
  const read = STAGES[node.name];
  if (read === undefined) throw new QueryMistake("This stage is not supported", node.from);
  return read(node, source);
}

/** Line filters in a row; alternatives behind an ip() hang beside their filter instead of inside it. */
function lineFiltersOf(node: SyntaxNode, source: string): LineFilter[] {
  const filters: LineFilter[] = [];
  for (const child of childrenOf(node)) {
    const last = filters.at(-1);
    if (child.name === "LineFilters") filters.push(...lineFiltersOf(child, source));
    else if (child.name === "LineFilter") filters.push(lineFilterOf(child, source));
    else if (child.name === "OrFilter" && last !== undefined) {
      filters[filters.length - 1] = {
        ...last,
        values: [...last.values, ...valuesOf(child, source)],
        to: child.to,
      };
    }
  }
  return filters;
}

function lineFilterOf(node: SyntaxNode, source: string): LineFilter {
  const op = textOf(childOf(node, "Filter"), source) as LineFilterOp;
  return { kind: "LineFilter", op, values: valuesOf(node, source), ...spanOf(node) };
}

function valuesOf(node: SyntaxNode, source: string): LineFilterValue[] {
  const string = childOf(node, "String");
  const value = {
    value: stringOf(string, source),
    ip: node.getChild("FilterOp") !== null,
    valueAt: spanOf(string),
  };
  const rest = node.getChild("OrFilter");
  return rest === null ? [value] : [value, ...valuesOf(rest, source)];
}

function labelParserOf(node: SyntaxNode, source: string): Stage {
  const [parser, pattern] = childrenOf(node);
  const kind = parser?.name;
  if (kind === "Json") return structuredParserOf(node, { source, kind });
  if (kind === "Unpack") return { kind, ...spanOf(node) };
  if ((kind === "Pattern" || kind === "Regexp") && pattern !== undefined) {
    return {
      kind,
      pattern: stringOf(pattern, source),
      patternAt: spanOf(pattern),
      ...spanOf(node),
    };
  }
  throw new QueryMistake("This parser is not supported", node.from);
}

function structuredParserOf(
  node: SyntaxNode,
  { source, kind }: { source: string; kind: "Json" | "Logfmt" },
): StructuredParser {
  const flags = descendantsOf(node, "ParserFlag").map((flag) => textOf(flag, source));
  const extractions = descendantsOf(node, "LabelExtractionExpression").map((item) => {
    const label = textOf(childOf(item, "Identifier"), source);
    const expression = item.getChild("String");
    return { label, expression: expression === null ? label : stringOf(expression, source) };
  });
  return {
    kind,
    extractions,
    strict: flags.includes("--strict"),
    keepEmpty: flags.includes("--keep-empty"),
    ...spanOf(node),
  };
}

function assignmentOf(node: SyntaxNode, source: string): LabelAssignment {
  const [label, , value] = childrenOf(node);
  if (label === undefined || value === undefined) {
    throw new QueryMistake("An assignment is not complete", node.from);
  }
  const name = textOf(label, source);
  return value.name === "String"
    ? { label: name, template: stringOf(value, source) }
    : { label: name, source: textOf(value, source) };
}

function labelChoiceOf(
  node: SyntaxNode,
  { source, kind }: { source: string; kind: "Drop" | "Keep" },
): LabelChoice {
  const labels = descendantsOf(node, `${kind}Label`).map((item) => {
    const matcher = item.getChild("Matcher");
    if (matcher === null) return { label: textOf(item, source) };
    const { label, op, value } = matcherOf(matcher, source);
    return { label, op, value };
  });
  return { kind, labels, ...spanOf(node) };
}

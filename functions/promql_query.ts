import { z } from "zod";
import { rankOfQuery } from "../shared/analysis/series_ranking.ts";
import {
  absenceSchema,
  absenceTable,
  absenceText,
  explainEmpty,
} from "../shared/evidence/metric_absence.ts";
import { assertAffordable } from "../shared/evidence/metric_cost.ts";
import { metricHeadline, metricSections } from "../shared/evidence/metric_sections.ts";
import { metricTable, metricTableSchema } from "../shared/evidence/metric_table.ts";
import { assertRangeable, readMetricTimes } from "../shared/evidence/metric_times.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { parsePromql } from "../shared/query/promql_parse.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { parsedQuery } from "../shared/render/query_error.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 200;
/** Series read at most; what is beyond cannot be ranked. */
const MOST_SERIES = 5_000;

const EXPR = {
  field: "expr",
  example: 'sum by (pod) (rate(http_requests_total{namespace="shop"}[5m]))',
};

const inputSchema = z.strictObject({
  expr: z.string().trim().min(1).max(10_000)
    .describe(`PromQL, e.g. ${EXPR.example}`),
  range: z.string().trim().max(20).describe(
    "Ends at time, e.g. 1h; one moment without it",
  )
    .optional(),
  time: fields.time.optional(),
  start: fields.since.describe("Start instead of range, e.g. 6h").optional(),
  end: fields.until.describe("End for start; default now").optional(),
  step: z.string().trim().max(20).describe("Step, e.g. 30s; chosen when left out")
    .optional(),
  limit: limitField(20, MOST_ROWS),
  detail: fields.detail.describe(
    "normal adds a course, full every sample",
  )
    .default("normal"),
  max_tokens: fields.maxTokens,
});

const outputSchema = metricTableSchema.extend({
  resultType: z.enum(["vector", "matrix", "scalar", "string"]),
  /** The value of a query that gives a string. */
  text: z.string().optional(),
  /** Whether there may be more series than were read. */
  partial: z.boolean(),
  /** For an empty result: what is not there, and what is. */
  absences: z.array(absenceSchema),
  /** The query with the nearest names and values that exist. */
  corrected: z.string().optional(),
  /** Prometheus' own words. */
  warnings: z.array(z.string()),
  infos: z.array(z.string()),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Runs an instant or range query and summarises each series.
 *
 * Reads Prometheus' query API; a query that could read more than 50 million samples costs a count per selector
 * first. An empty result costs up to three small reads per selector to say why.
 */
export const tool = defineTool({
  name: "promql.query",
  title: "PromQL query",
  description:
    "Runs PromQL, at one time or over a range. Gives last, mean, min, max, first and a short course per series, largest " +
    "first, shared labels once. An empty result says whether metric and label values exist, and the nearest that do. " +
    "Aggregate in the query (topk, sum by) rather than reading many series. For names use metrics.find.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const call = callOf(input);
    const { expr, type } = parsedQuery(parsePromql(input.expr), { ...call, ...EXPR });
    const times = readMetricTimes(input, { now: context.now(), call });
    assertRangeable(type, times, call);
    await assertAffordable(context, { expr, times, call });
    const query = { expr: input.expr, limit: MOST_SERIES };
    const result = times.kind === "range"
      ? await context.prometheus.range({ ...query, ...times })
      : await context.prometheus.instant({ ...query, time: times.time });
    const empty = result.series.length === 0 && result.text === undefined
      ? await explainEmpty(context, { expr, times })
      : undefined;
    return {
      ...metricTable(result.series, {
        times,
        rank: rankOfQuery(expr, times.kind),
        limit: input.limit,
        samples: input.detail === "full" || type === "matrix",
      }),
      resultType: result.resultType,
      ...(result.text !== undefined && { text: result.text }),
      partial: result.series.length >= MOST_SERIES,
      absences: [...empty?.absences ?? []],
      ...(empty?.corrected !== undefined && { corrected: empty.corrected }),
      warnings: [...result.warnings],
      infos: [...result.infos],
      coverage: [{ source: "prometheus", state: empty?.state ?? "ok" as const }],
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "promql.query", input: inputSchema, arguments: input };
}

function headlineOf(output: Output): string {
  if (output.text !== undefined) return "The query gives a string";
  if (output.total > 0) return `${output.partial ? "At least " : ""}${metricHeadline(output)}`;
  return `No result at ${output.end.replace(".000Z", "Z")}: ${absenceText(output.absences[0])}`;
}

function sectionsOf(output: Output, input: Input): readonly Section[] {
  const { text, absences, warnings, infos } = output;
  const rest = changedCall(callOf(input), { limit: MOST_ROWS, max_tokens: MAX_TOKENS });
  const said = [...warnings, ...infos];
  return [
    ...(text === undefined ? [] : [{ kind: "facts", facts: [["text", text]] } as const]),
    ...metricSections(output, { course: input.detail !== "concise", rest }),
    ...(absences.length < 2 ? [] : [absenceTable(absences)]),
    ...(said.length === 0 ? [] : [untrusted(said)]),
  ];
}

function untrusted(lines: readonly string[]): Section {
  return { kind: "untrusted", title: "warnings", source: "prometheus", lines, weight: 6 };
}

/** A counter as it is, without a function around it. */
const COUNTER = /^[\w:]+_(?:total|count|sum|bucket)\s*(?:\{[^{}]*\})?$/;

function nextCalls(output: Output, input: Input): readonly Call[] {
  const call = callOf(input);
  if (output.corrected !== undefined) {
    const corrected = changedCall(call, { expr: output.corrected });
    return [{ ...corrected, why: "with the nearest name that exists" }];
  }
  const [absence] = output.absences;
  if (absence?.missing === "samples") return [];
  if (absence !== undefined) {
    const text = absence.missing === "metric" ? "text" : "metric";
    const found = {
      tool: "metrics.find",
      arguments: { [text]: absence.metric ?? absence.selector },
    };
    return [{ ...found, why: "what there is to select" }];
  }
  if (COUNTER.test(input.expr)) {
    const rate = changedCall(call, { expr: `rate(${input.expr}[5m])` });
    return [{ ...rate, why: "a counter says more by its rate" }];
  }
  if (output.kind === "range" || output.total === 0) return [];
  const [rarest, other] = output.distribution;
  if (rarest !== undefined && other !== undefined) {
    const expr = `(${input.expr}) == ${rarest.value}`;
    return [{ ...changedCall(call, { expr }), why: "the series with the rarest value" }];
  }
  return [{ ...changedCall(call, { range: "1h" }), why: "its course" }];
}

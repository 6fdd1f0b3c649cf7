import { z } from "zod";
import { groupFamilies } from "../shared/analysis/metric_groups.ts";
import { similarNames } from "../shared/analysis/similar_names.ts";
import type { ToolContext } from "../shared/context.ts";
import { quoted } from "../shared/errors.ts";
import {
  type CatalogueQuery,
  type KnownFamily,
  readMetricCatalogue,
} from "../shared/evidence/metric_catalogue.ts";
import {
  labelTable,
  metricDetailsSchema,
  metricDetailsSections,
  readLabelValues,
  readMetricDetails,
} from "../shared/evidence/metric_details.ts";
import {
  findMetrics,
  foundMetricSchema,
  foundMetricsSection,
} from "../shared/evidence/metric_finding.ts";
import { readSelector } from "../shared/evidence/metric_selector.ts";
import { fields, limitField } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 200;
/** Metrics without series for so long are not listed. */
const WINDOW_MS = 3_600_000;
const MATCH = { field: "match", example: '{namespace="shop"}' };

const inputSchema = z.strictObject({
  text: z.string().trim().min(1).max(200)
    .describe("Words to find in names and help texts, e.g. cpu throttled").optional(),
  metric: z.string().trim().min(1).max(500)
    .describe("One metric to describe with its labels, e.g. kube_pod_status_phase").optional(),
  labels: z.array(z.string().trim().min(1).max(200)).min(1).max(5)
    .describe('Labels whose values to list, e.g. ["namespace"]; of metric where it is given')
    .optional(),
  match: z.string().trim().min(1).max(1_000)
    .describe(`Only series that fit this selector, e.g. ${MATCH.example}`).optional(),
  limit: limitField(20, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  /** What was found by text, best first. */
  metrics: z.array(foundMetricSchema),
  /** Without text and metric: the metrics by the first word of their names. */
  groups: z.array(
    z.object({ prefix: z.string(), families: z.number(), examples: z.array(z.string()) }),
  ),
  /** The one metric that was asked for, or whose name is the text. */
  metric: metricDetailsSchema.optional(),
  /** Values of labels over all metrics. */
  labels: metricDetailsSchema.shape.labels,
  /** Where nothing was found: the nearest names. */
  similar: z.array(z.string()),
  shown: z.number(),
  total: z.number(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Finds metrics by words, describes one, or lists label values.
 *
 * Reads the names and metadata of Prometheus over the last hour, and for one metric its series (at most 5,000).
 */
export const tool = defineTool({
  name: "metrics.find",
  title: "Find metrics",
  description:
    "Finds metrics by words in name and help text (text: cpu throttled), with type and number of series. For one metric " +
    "(metric: kube_pod_status_phase) gives labels, their most frequent values and a query that reads it; for labels " +
    '(labels: ["namespace"]) their values. Without arguments an overview. Misspelt names are answered with the nearest. ' +
    "Use it before promql.query when a name or label is not certain.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const end = context.now();
    const window = { start: new Date(end.getTime() - WINDOW_MS), end };
    const query = {
      window,
      matchers: readSelector(input.match, { ...callOf(input), ...MATCH }),
      labels: input.labels,
    };
    const { families, coverage } = await readMetricCatalogue(context, query);
    const found = await find(context, { input, families, query });
    const state = found.total === 0 ? "no series" as const : "ok" as const;
    return { ...NOTHING, ...found, coverage: [{ source: "prometheus", state }, ...coverage] };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

const NOTHING = { metrics: [], groups: [], labels: [], similar: [] };

function callOf(input: Input) {
  return { tool: "metrics.find", input: inputSchema, arguments: input };
}

interface Search {
  readonly input: Input;
  readonly families: readonly KnownFamily[];
  readonly query: CatalogueQuery & Pick<Input, "labels">;
}

type Found = Partial<Output> & Pick<Output, "shown" | "total">;

async function find(context: ToolContext, { input, families, query }: Search): Promise<Found> {
  const { text, limit } = input;
  const exact = input.metric ?? text;
  const family = families.find(({ name, members }) =>
    name === exact || members.includes(exact ?? "")
  );
  if (family !== undefined) {
    return { metric: await readMetricDetails(context, family, query), shown: 1, total: 1 };
  }
  if (exact === undefined && input.labels !== undefined) {
    const labels = await readLabelValues(context, query);
    return { labels, shown: labels.length, total: labels.length };
  }
  if (exact === undefined) {
    const groups = groupFamilies(families).map((group) => ({
      ...group,
      examples: [...group.examples],
    }));
    return {
      groups: groups.slice(0, limit),
      shown: Math.min(limit, groups.length),
      total: groups.length,
    };
  }
  if (text !== undefined) {
    const found = await findMetrics(context, { text, families, limit }, query);
    if (found.total > 0) return { ...found, shown: found.metrics.length };
  }
  return { similar: similarNames(exact, families.map(({ name }) => name)), shown: 0, total: 0 };
}

function headlineOf(
  { metric, metrics, groups, labels, similar, total }: Output,
  input: Input,
): string {
  if (metric !== undefined) {
    const series = `${metric.partial ? "at least " : ""}${metric.series} series`;
    return `${metric.name}: ${metric.type}, ${series} in the last hour`;
  }
  if (groups.length > 0) return `${total} groups of metrics with series in the last hour`;
  if (labels.length > 0) return `Values of ${labels.length} labels in the last hour`;
  const wanted = quoted(input.metric ?? input.text ?? "");
  if (metrics.length > 0) return `Metrics that fit ${wanted}: ${total}, best first`;
  const near = similar.length === 0 ? "" : `, nearest: ${similar.join(", ")}`;
  return `No metric fits ${wanted} in the last hour${near}`;
}

function sectionsOf(
  { metric, metrics, groups, labels, total }: Output,
  input: Input,
): readonly Section[] {
  const rest = changedCall(callOf(input), { limit: MOST_ROWS });
  const sections: (Section | false)[] = [
    groups.length > 0 && {
      kind: "table",
      columns: ["prefix", "metrics", "examples"],
      rows: groups.map(({ prefix, families, examples }) => [prefix, families, examples.join(" ")]),
      total,
      rest,
    },
    metrics.length > 0 && foundMetricsSection({ metrics, total, rest }),
    labels.length > 0 && labelTable(labels),
  ];
  const details = metric === undefined ? [] : metricDetailsSections(metric);
  return [...sections.filter((section) => section !== false), ...details];
}

function nextCalls({ metric, metrics, similar }: Output, input: Input): readonly Call[] {
  if (metric !== undefined) {
    return [{ tool: "promql.query", arguments: { expr: metric.example }, why: "its values" }];
  }
  const [best] = [...metrics.map(({ name }) => name), ...similar];
  if (best === undefined) return [];
  const { match, labels } = input;
  return [{
    ...changedCall({ ...callOf(input), arguments: { match, labels } }, { metric: best }),
    why: "its labels",
  }];
}

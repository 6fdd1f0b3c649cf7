import { z } from "zod";
import { quoted } from "../shared/errors.ts";
import { readMetricCatalogue } from "../shared/evidence/metric_catalogue.ts";
import {
  findMetrics,
  metricFindingSchema,
  metricFindingSections,
} from "../shared/evidence/metric_finding.ts";
import { readSelector } from "../shared/evidence/metric_selector.ts";
import { fields, limitField } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 200;
/** Metrics without series for so long are not listed. */
const WINDOW_MS = 3_600_000;
const MATCH = { field: "match", example: '{namespace="shop"}' };

const inputSchema = z.strictObject({
  text: z.string().trim().min(1).max(200)
    .describe("Words to find, e.g. cpu throttled").optional(),
  metric: z.string().trim().min(1).max(500)
    .describe("One metric to describe, e.g. kube_pod_status_phase").optional(),
  labels: z.array(z.string().trim().min(1).max(200)).min(1).max(5)
    .describe('Labels whose values to list, e.g. ["namespace"]')
    .optional(),
  match: z.string().trim().min(1).max(1_000)
    .describe(`Only series that fit, e.g. ${MATCH.example}`).optional(),
  limit: limitField(20, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof metricFindingSchema>;

/**
 * Finds metrics by words, describes one, or lists label values.
 *
 * Reads the names and metadata of Prometheus over the last hour, and for one metric its series (at most 5,000).
 */
export const tool = defineTool({
  name: "metrics.find",
  title: "Find metrics",
  description:
    "Finds metrics by words in name and help, with type and series; for one metric its labels, their top values and a " +
    "query that reads it; for labels their values. Misspelt names get the nearest. Use it before promql.query when a " +
    "name or label is not certain.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: metricFindingSchema,
  needs: [],
  async handler(input, context) {
    const end = context.now();
    const window = { start: new Date(end.getTime() - WINDOW_MS), end };
    const matchers = readSelector(input.match, { ...callOf(input), ...MATCH });
    const { families, coverage } = await readMetricCatalogue(context, { window, matchers });
    const { text, metric, labels, limit } = input;
    const search = { text, metric, labels, limit, families, window, matchers };
    const found = await findMetrics(context, search);
    const state = found.total === 0 ? "no series" as const : "ok" as const;
    const names = { source: "prometheus", state };
    return { ...found, coverage: [names, ...coverage, ...found.coverage] };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: metricFindingSections(output, changedCall(callOf(input), { limit: MOST_ROWS })),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "metrics.find", input: inputSchema, arguments: input };
}

function headlineOf(
  { metric, metrics, groups, labels, similar, total }: Output,
  input: Input,
): string {
  if (metric !== undefined) {
    const series = `${metric.partial ? "at least " : ""}${metric.series} series`;
    return `${metric.name}: ${metric.type}, ${series} in the last hour`;
  }
  if (groups.length > 0) {
    return `${counted(total, "group")} of metrics with series in the last hour`;
  }
  if (labels.length > 0) return `Values of ${labels.length} labels in the last hour`;
  const wanted = quoted(input.metric ?? input.text ?? "");
  if (metrics.length > 0) return `Metrics that fit ${wanted}: ${total}, best first`;
  const near = similar.length === 0 ? "" : `, nearest: ${similar.join(", ")}`;
  return `No metric fits ${wanted} in the last hour${near}`;
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

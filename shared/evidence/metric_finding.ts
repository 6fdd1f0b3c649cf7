import { z } from "zod";
import { groupFamilies } from "../analysis/metric_groups.ts";
import { searchMetrics } from "../analysis/metric_search.ts";
import { similarNames } from "../analysis/similar_names.ts";
import { metricsOfSavedQueries } from "../catalogue/saved_queries.ts";
import type { ToolContext } from "../context.ts";
import type { Call, Section } from "../render/answer.ts";
import { coverageSchema } from "../render/coverage.ts";
import { type CatalogueQuery, countSeries, type KnownFamily } from "./metric_catalogue.ts";
import {
  type DetailsQuery,
  labelTable,
  metricDetailsSchema,
  metricDetailsSections,
  readLabelValues,
  readMetricDetails,
} from "./metric_details.ts";

/** A metric that a search found. */
export const foundMetricSchema = z.object({
  name: z.string(),
  type: z.string(),
  /** Absent where they could not be counted. */
  series: z.number().optional(),
  /** Endings of the parts of a histogram or summary. */
  parts: z.array(z.string()),
  /** The first sentence of its help text. */
  help: z.string(),
});
export type FoundMetric = z.output<typeof foundMetricSchema>;

/** What a look into the catalogue found; the parts that do not apply are empty. */
export const metricFindingSchema = z.object({
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
  /** Of what else was read and could not be. */
  coverage: z.array(coverageSchema),
});
export type MetricFinding = z.output<typeof metricFindingSchema>;

const NOTHING = {
  metrics: [],
  groups: [],
  labels: [],
  similar: [],
  shown: 0,
  total: 0,
  coverage: [],
};

/** What to look for: one metric, words, values of labels, or an overview when nothing is given. */
export interface MetricSearch extends DetailsQuery {
  readonly metric: string | undefined;
  readonly text: string | undefined;
  readonly limit: number;
  readonly families: readonly KnownFamily[];
}

/** Looks into the catalogue: reads the series of one metric, or counts those of the metrics found, in one query. */
export async function findMetrics(
  context: Pick<ToolContext, "prometheus">,
  search: MetricSearch,
): Promise<MetricFinding> {
  const { metric, text, labels, limit, families } = search;
  const name = metric ?? text;
  if (name === undefined) {
    return labels === undefined ? overview(families, limit) : await valuesOf(context, search);
  }
  const family = families.find((one) => one.name === name || one.members.includes(name));
  if (family !== undefined) {
    const details = await readMetricDetails(context, family, search);
    return { ...NOTHING, metric: details, shown: 1, total: 1 };
  }
  const fitting = text === undefined
    ? []
    : searchMetrics(text, families, { preferred: metricsOfSavedQueries() });
  if (fitting.length === 0) {
    return { ...NOTHING, similar: similarNames(name, families.map((one) => one.name)) };
  }
  const { metrics, coverage } = await withSeries(context, fitting.slice(0, limit), search);
  return { ...NOTHING, metrics, shown: metrics.length, total: fitting.length, coverage };
}

function overview(families: readonly KnownFamily[], limit: number): MetricFinding {
  const groups = groupFamilies(families);
  const shown = groups.slice(0, limit).map((group) => ({
    ...group,
    examples: [...group.examples],
  }));
  return { ...NOTHING, groups: shown, shown: shown.length, total: groups.length };
}

async function valuesOf(
  context: Pick<ToolContext, "prometheus">,
  search: MetricSearch,
): Promise<MetricFinding> {
  const labels = await readLabelValues(context, search);
  return { ...NOTHING, labels, shown: labels.length, total: labels.length };
}

async function withSeries(
  context: Pick<ToolContext, "prometheus">,
  families: readonly KnownFamily[],
  query: CatalogueQuery,
): Promise<Pick<MetricFinding, "metrics" | "coverage">> {
  const { counts, coverage } = await countSeries(context, families, query);
  const metrics = families.map(({ name, type, help, members }) => {
    const series = counts.get(name);
    return {
      name,
      type,
      ...(series === undefined ? {} : { series }),
      parts: members.filter((member) => member !== name).map((member) => member.slice(name.length)),
      help: firstSentence(help),
    };
  });
  return { metrics, coverage: [...coverage] };
}

const STABILITY = /^\[[A-Z]+\]\s*/;
const SENTENCE = /^.*?[.!?](?=\s|$)/s;

function firstSentence(help: string): string {
  const text = help.replace(STABILITY, "").trim();
  return SENTENCE.exec(text)?.[0] ?? text;
}

/** Lays out what was found. */
export function metricFindingSections(
  { metric, metrics, groups, labels, total }: MetricFinding,
  rest: Call,
): readonly Section[] {
  const sections: (Section | false)[] = [
    groups.length > 0 && {
      kind: "table",
      columns: ["prefix", "metrics", "examples"],
      rows: groups.map(({ prefix, families, examples }) => [prefix, families, examples.join(", ")]),
      source: "names of metrics",
      total,
      rest,
    },
    // Help texts are somebody else's words.
    metrics.length > 0 && {
      kind: "untrusted",
      title: "name (parts): type, series, help",
      source: "prometheus metadata",
      lines: metrics.map(foundText),
      total,
      rest,
    },
    labels.length > 0 && labelTable(labels),
  ];
  const details = metric === undefined ? [] : metricDetailsSections(metric);
  return [...sections.filter((section) => section !== false), ...details];
}

function foundText({ name, type, series, parts, help }: FoundMetric): string {
  const ofParts = parts.length === 0 ? "" : ` (${parts.join(" ")})`;
  return `${name}${ofParts}: ${type}, ${series ?? "not counted"}${help === "" ? "" : `, ${help}`}`;
}

import { z } from "zod";
import { searchMetrics } from "../analysis/metric_search.ts";
import { metricsOfSavedQueries } from "../catalogue/saved_queries.ts";
import type { ToolContext } from "../context.ts";
import type { Call, Section } from "../render/answer.ts";
import { type CatalogueQuery, countSeries, type KnownFamily } from "./metric_catalogue.ts";

/** A metric that a search found. */
export const foundMetricSchema = z.object({
  name: z.string(),
  type: z.string(),
  series: z.number(),
  /** Endings of the parts of a histogram or summary. */
  parts: z.array(z.string()),
  /** The first sentence of its help text. */
  help: z.string(),
});
export type FoundMetric = z.output<typeof foundMetricSchema>;

export interface MetricSearch {
  readonly text: string;
  readonly families: readonly KnownFamily[];
  readonly limit: number;
}

/** Finds metrics by words and counts the series of those that are shown, in one query. */
export async function findMetrics(
  context: Pick<ToolContext, "prometheus">,
  { text, families, limit }: MetricSearch,
  query: CatalogueQuery,
): Promise<{ metrics: FoundMetric[]; total: number }> {
  const fitting = searchMetrics(text, families, { preferred: metricsOfSavedQueries() });
  const best = fitting.slice(0, limit);
  const counts = await countSeries(context, best, query);
  const metrics = best.map(({ name, type, help, members }) => ({
    name,
    type,
    series: counts.get(name) ?? 0,
    parts: members.filter((member) => member !== name).map((member) => member.slice(name.length)),
    help: firstSentence(help),
  }));
  return { metrics, total: fitting.length };
}

const STABILITY = /^\[[A-Z]+\]\s*/;
const SENTENCE = /^.*?[.!?](?=\s|$)/s;

function firstSentence(help: string): string {
  const text = help.replace(STABILITY, "").trim();
  return SENTENCE.exec(text)?.[0] ?? text;
}

/** Lists found metrics; their help is somebody else's text. */
export function foundMetricsSection(
  { metrics, total, rest }: {
    readonly metrics: readonly FoundMetric[];
    readonly total: number;
    readonly rest: Call;
  },
): Section {
  return {
    kind: "untrusted",
    title: "name (parts): type, series, help",
    source: "prometheus metadata",
    lines: metrics.map(({ name, type, series, parts, help }) => {
      const ofParts = parts.length === 0 ? "" : ` (${parts.join(" ")})`;
      return `${name}${ofParts}: ${type}, ${series}${help === "" ? "" : `, ${help}`}`;
    }),
    total,
    rest,
  };
}

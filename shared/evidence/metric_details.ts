import { z } from "zod";
import { exampleQuery, groupingLabel } from "../analysis/metric_example.ts";
import { countLabelValues } from "../analysis/series_label_values.ts";
import type { ToolContext } from "../context.ts";
import { printSelector } from "../query/promql_print.ts";
import type { Section } from "../render/answer.ts";
import type { CatalogueQuery, KnownFamily } from "./metric_catalogue.ts";

const labelSchema = z.object({
  label: z.string(),
  values: z.number(),
  /** The values with the most series. */
  top: z.array(z.object({ value: z.string(), series: z.number().optional() })),
});

/** One metric with its labels and their values. */
export const metricDetailsSchema = z.object({
  name: z.string(),
  type: z.string(),
  unit: z.string(),
  help: z.string(),
  /** The names with series: of a histogram its parts. */
  members: z.array(z.string()),
  /** Series of the member that was looked at. */
  series: z.number(),
  /** Whether there may be more series than were read. */
  partial: z.boolean(),
  labels: z.array(labelSchema),
  /** A query that such a metric is usually read with. */
  example: z.string(),
});
export type MetricDetails = z.output<typeof metricDetailsSchema>;

/** Series read at most to count label values. */
const MOST_SERIES = 5_000;
const MOST_TOP = 20;
const FEW_TOP = 5;

export interface DetailsQuery extends CatalogueQuery {
  /** The labels to show; all when left out. */
  readonly labels?: readonly string[] | undefined;
}

/** Reads the series of one metric once and counts the values of its labels. */
export async function readMetricDetails(
  { prometheus }: Pick<ToolContext, "prometheus">,
  family: KnownFamily,
  { window, matchers, labels }: DetailsQuery,
): Promise<MetricDetails> {
  const { name, type, unit, help, members } = family;
  // The count of a histogram has its labels without the buckets.
  const looked = members.find((member) => member.endsWith("_count")) ?? members[0] ?? name;
  const match = [printSelector({ name: looked, matchers })];
  const series = await prometheus.series({ match, limit: MOST_SERIES, ...window });
  const counted = countLabelValues(series, { top: labels === undefined ? FEW_TOP : MOST_TOP });
  return {
    name,
    type,
    unit,
    help,
    members: [...members],
    series: series.length,
    partial: series.length >= MOST_SERIES,
    labels: counted.filter(({ label }) => labels?.includes(label) ?? true)
      .map(({ top, ...label }) => ({ ...label, top: [...top] })),
    example: exampleQuery({ ...family, matchers, groupBy: groupingLabel(counted) }),
  };
}

/** Reads the values of labels over all metrics; without series counts, which would read everything. */
export async function readLabelValues(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { window, matchers, labels = [] }: DetailsQuery,
): Promise<MetricDetails["labels"]> {
  const match = matchers.length === 0 ? {} : { match: [printSelector({ matchers })] };
  return await Promise.all(labels.map(async (label) => {
    const values = [...await prometheus.labelValues(label, { ...match, ...window })].sort();
    return {
      label,
      values: values.length,
      top: values.slice(0, MOST_TOP).map((value) => ({ value })),
    };
  }));
}

/** Lays out one metric: what it is, its labels, and how it is read. */
export function metricDetailsSections(metric: MetricDetails): readonly Section[] {
  const { help, members, labels, example, name } = metric;
  const parts = members.length === 1 ? [] : [["parts", members.join(" ")] as const];
  return [
    ...(parts.length === 0 ? [] : [{ kind: "facts", facts: parts, weight: 4 } as const]),
    ...(help === "" ? [] : [untrustedHelp(name, help)]),
    ...(labels.length === 0 ? [] : [labelTable(labels)]),
    { kind: "query", language: "promql", query: example, weight: 6 },
  ];
}

function untrustedHelp(name: string, help: string): Section {
  return { kind: "untrusted", source: `help of ${name}`, lines: [help], weight: 4 };
}

/** Lists labels with the number of their values and the most frequent ones. */
export function labelTable(labels: MetricDetails["labels"]): Section {
  return {
    kind: "table",
    columns: ["label", "values", "top values (series)"],
    rows: labels.map((label) => [label.label, label.values, topText(label)]),
    source: "labels of series",
    weight: 3,
  };
}

// Where every value has one series the values are names: two show the form.
function topText({ values, top }: MetricDetails["labels"][number]): string {
  const isNames = values > MOST_TOP && top.every(({ series }) => series === top[0]?.series);
  if (isNames) return top.slice(0, 2).map(({ value }) => value).join(", ");
  return top.map(({ value, series }) => series === undefined ? value : `${value} (${series})`)
    .join(", ");
}

import type { MetricValue } from "../analysis/metric_value.ts";
import { labelsText, withoutOpaque } from "../analysis/series_labels.ts";
import type { Call, Cell, FactsSection, Section, TableSection } from "../render/answer.ts";
import { numberText } from "../render/cell_text.ts";
import { formatAge } from "../render/time.ts";
import type { MetricTable } from "./metric_table.ts";

type Row = MetricTable["series"][number];

export interface MetricSectionOptions {
  /** Whether the course is shown beside the figures. */
  readonly course: boolean;
  /** The call that shows the series that were cut. */
  readonly rest?: Call | undefined;
}

const SOURCE = "labels of series";

const ORDER: Readonly<Record<MetricTable["rankedBy"], string>> = {
  last: "largest first",
  mean: "largest mean first",
  query: "in the order of the query",
};

/** Says how many series there are, of when and in which order: `12 series over 1h to …, step 1m, largest mean first`. */
export function metricHeadline(table: MetricTable): string {
  const count = `${table.total} series`;
  const [first] = table.series;
  if (table.total === 1 && first !== undefined) {
    return `${figuresOf(table, first)} ${whenOf(table)}`;
  }
  return `${count} ${whenOf(table)}, ${ORDER[table.rankedBy]}`;
}

function figuresOf({ kind }: MetricTable, { last, mean, min, max }: Row): string {
  const value = valueText(last);
  if (kind === "instant") return value;
  return `last ${value}, mean ${valueText(mean)}, min ${valueText(min)}, max ${valueText(max)}`;
}

function whenOf({ kind, start, end, stepSeconds = 0 }: MetricTable): string {
  const anchor = end.replace(".000Z", "Z");
  if (kind === "instant") return `at ${anchor}`;
  const seconds = (Date.parse(end) - Date.parse(start)) / 1_000;
  return `over ${formatAge(seconds)} to ${anchor}, step ${formatAge(stepSeconds)}`;
}

/** Lays out series as tables: what they share once, then a row each, then samples where they were asked for. */
export function metricSections(
  table: MetricTable,
  options: MetricSectionOptions,
): readonly Section[] {
  const sections: (Section | undefined)[] = [
    sharedFacts(table),
    isInHeadline(table) ? undefined : seriesTable(table, options),
    table.histograms.length > 0 ? histogramTable(table) : undefined,
    samplesTable(table),
  ];
  return sections.filter((section) => section !== undefined);
}

// The headline has the one value there is.
function isInHeadline(table: MetricTable): boolean {
  const { kind, series, total } = table;
  return series.length === 0 || (kind === "instant" && total === 1 && !numbersSamples(table));
}

function sharedFacts(table: MetricTable): FactsSection | undefined {
  const { total, distribution } = table;
  const common = withoutOpaque(table.common);
  const labels = Object.keys(common).length === 0 ? [] : [
    [total === 1 ? "labels" : "same on all", labelsText(common)] as const,
  ];
  const values = distribution.length === 0 ? [] : [
    [
      "values",
      distribution.map(({ value, series }) => `${valueText(value)} (${series} series)`).join(", "),
    ] as const,
  ];
  if (labels.length + values.length === 0) return undefined;
  return { kind: "facts", facts: [...labels, ...values], source: SOURCE, weight: 8 };
}

function seriesTable(table: MetricTable, { course, rest }: MetricSectionOptions): TableSection {
  const columns = columnsOf(table, course);
  return {
    kind: "table",
    ...(course && table.courseSeconds !== undefined &&
      { title: `course: a value every ${formatAge(table.courseSeconds)}, oldest first` }),
    columns: [...table.varying, ...columns.map(({ name }) => name)],
    rows: table.series.map((row, at) => [
      ...table.varying.map((name) => row.labels[name]),
      ...columns.map(({ cell }) => cell(row, at)),
    ]),
    total: table.total - table.histogramTotal,
    source: SOURCE,
    ...(rest && { rest }),
    weight: 4,
  };
}

interface Column {
  readonly name: string;
  cell(row: Row, at: number): Cell;
}

function columnsOf(table: MetricTable, course: boolean): readonly Column[] {
  const number = numbersSamples(table) ? [{ name: "#", cell: (_: Row, at: number) => at + 1 }] : [];
  if (table.kind === "instant" && !numbersSamples(table)) {
    return [{ name: "value", cell: ({ last }) => last }];
  }
  const seen = table.series.some((row) => !spansWindow(table, row))
    ? [{ name: "seen", cell: (row: Row) => seenText(table, row) }]
    : [];
  return [
    ...number,
    { name: "last", cell: ({ last }) => last },
    { name: "mean", cell: ({ mean }) => mean },
    { name: "min", cell: ({ min }) => min },
    { name: "max", cell: ({ max }) => max },
    { name: "first", cell: ({ first }) => first },
    ...seen,
    ...(course && table.kind === "range" ? [{ name: "course", cell: courseText }] : []),
  ];
}

// Series that came or went inside the window: a restarted pod, a target that stopped answering.
function spansWindow({ kind, start, end, stepSeconds = 0 }: MetricTable, row: Row): boolean {
  if (kind === "instant") return true;
  const tolerance = stepSeconds * 1_000;
  return Date.parse(row.firstAt) - Date.parse(start) <= tolerance &&
    Date.parse(end) - Date.parse(row.lastAt) <= tolerance;
}

function seenText(table: MetricTable, row: Row): string {
  if (spansWindow(table, row)) return "all";
  const age = (time: string) => formatAge((Date.parse(table.end) - Date.parse(time)) / 1_000);
  return `${age(row.firstAt)}..${age(row.lastAt)} ago`;
}

function courseText({ course }: Row): string {
  return course.map((value) => value === null ? "-" : valueText(value)).join(" ");
}

function valueText(value: MetricValue): string {
  return typeof value === "number" ? numberText(value) : value;
}

function histogramTable({ histograms, varying, histogramTotal }: MetricTable): TableSection {
  return {
    kind: "table",
    title: "native histograms, newest; quantiles estimated from buckets",
    columns: [...varying, "count", "sum", "mean", "p50", "p95", "p99"],
    rows: histograms.map((
      { labels, count, sum, mean, p50, p95, p99 },
    ) => [...varying.map((name) => labels[name]), count, sum, mean, p50, p95, p99]),
    total: histogramTotal,
    source: SOURCE,
    weight: 4,
  };
}

const MOST_SAMPLE_COLUMNS = 8;

function numbersSamples({ series }: MetricTable): boolean {
  return series.some(({ samples }) => samples !== undefined);
}

function samplesTable(table: MetricTable): TableSection | undefined {
  if (!numbersSamples(table)) return undefined;
  const shown = table.series.slice(0, MOST_SAMPLE_COLUMNS);
  const byTime = shown.map(({ samples = [] }) => new Map(samples));
  const times = [...new Set(byTime.flatMap((values) => [...values.keys()]))].sort((a, b) => b - a);
  return {
    kind: "table",
    title: `samples of the first ${shown.length} series, newest first`,
    columns: ["time", ...shown.map((_, at) => `#${at + 1}`)],
    rows: times.map((seconds) => [
      new Date(seconds * 1_000).toISOString().replace(".000Z", "Z"),
      ...byTime.map((values) => values.get(seconds)),
    ]),
  };
}

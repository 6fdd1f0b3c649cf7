import { z } from "zod";
import { type MetricValue, metricValue, metricValueSchema } from "../analysis/metric_value.ts";
import { type HistogramSummary, summarizeHistogram } from "../analysis/series_histogram.ts";
import type { Series } from "../analysis/series.ts";
import { readableLabels, splitLabels } from "../analysis/series_labels.ts";
import { rankSeries, type SeriesRank } from "../analysis/series_ranking.ts";
import { courseTimesOf, type SeriesSummary, summarizeSeries } from "../analysis/series_summary.ts";
import type { MetricTimes } from "./metric_times.ts";

const labels = z.record(z.string(), z.string());

/** Series in a few numbers each, ranked; part of the output of every tool that answers a metric query. */
export const metricTableSchema = z.object({
  kind: z.enum(["instant", "range"]),
  /** RFC 3339; of an instant query the same as the end. */
  start: z.string(),
  end: z.string(),
  stepSeconds: z.number().optional(),
  rankedBy: z.enum(["last", "mean", "query"]),
  /** Labels that all series share. */
  common: labels,
  /** Names of the labels that tell the series apart. */
  varying: z.array(z.string()),
  /** Seconds between the values of `course`. */
  courseSeconds: z.number().optional(),
  series: z.array(z.object({
    labels,
    last: metricValueSchema,
    first: metricValueSchema,
    min: metricValueSchema,
    max: metricValueSchema,
    mean: metricValueSchema,
    points: z.number(),
    firstAt: z.string(),
    lastAt: z.string(),
    /** Oldest first, the last one at the end of the window; null where the series has no sample. */
    course: z.array(metricValueSchema.nullable()),
    /** Every sample as `[Unix seconds, value]`, when asked for. */
    samples: z.array(z.tuple([z.number(), metricValueSchema])).optional(),
  })),
  /** Of an instant query whose series have few different values: how many have each, the rarest first. */
  distribution: z.array(z.object({ value: metricValueSchema, series: z.number() })),
  /** Native histograms, the newest of each series. */
  histograms: z.array(z.object({
    labels,
    count: metricValueSchema,
    sum: metricValueSchema,
    mean: metricValueSchema,
    p50: metricValueSchema,
    p95: metricValueSchema,
    p99: metricValueSchema,
  })),
  shown: z.number(),
  total: z.number(),
  /** How many of the total are native histograms. */
  histogramTotal: z.number(),
});

export type MetricTable = z.output<typeof metricTableSchema>;

export interface MetricTableOptions {
  readonly times: MetricTimes;
  readonly rank: SeriesRank;
  readonly limit: number;
  /** Whether every sample is wanted. */
  readonly samples: boolean;
}

/** Summarises, ranks and cuts the series of a metric query. */
export function metricTable(series: readonly Series[], options: MetricTableOptions): MetricTable {
  const { times, rank, limit } = options;
  const courseTimes = times.kind === "range" ? courseTimesOf(inSeconds(times)) : [];
  const summaries = series.flatMap((one) => {
    const summary = summarizeSeries(one, courseTimes);
    return summary === undefined ? [] : [{ ...summary, samples: one.samples }];
  });
  const histograms = series.flatMap((one) => summarizeHistogram(one) ?? []);
  const shown = rankSeries(summaries, rank).slice(0, limit);
  const split = splitLabels(series.map(({ labels }) => labels));
  const [earlier, later] = [courseTimes.at(-2), courseTimes.at(-1)];
  return {
    ...boundsOf(times),
    rankedBy: rank,
    common: split.common,
    varying: [...readableLabels(split.varying, series.map(({ labels }) => labels))],
    ...(earlier !== undefined && later !== undefined && { courseSeconds: later - earlier }),
    series: shown.map((summary) => summaryOutput(summary, options.samples)),
    distribution: times.kind === "instant" ? distributionOf(summaries) : [],
    histograms: histograms.slice(0, limit).map(histogramOutput),
    shown: shown.length + Math.min(histograms.length, limit),
    total: summaries.length + histograms.length,
    histogramTotal: histograms.length,
  };
}

/** Values up to which a state metric is told from a measurement, and series from which counting them helps. */
const FEW_VALUES = 4;
const MANY_SERIES = 10;

function distributionOf(summaries: readonly SeriesSummary[]): MetricTable["distribution"] {
  const counts = new Map<MetricValue, number>();
  for (const { last } of summaries) {
    counts.set(metricValue(last), (counts.get(metricValue(last)) ?? 0) + 1);
  }
  if (summaries.length < MANY_SERIES || counts.size > FEW_VALUES) return [];
  return [...counts].map(([value, series]) => ({ value, series }))
    .sort((a, b) => a.series - b.series || (String(a.value) < String(b.value) ? -1 : 1));
}

function inSeconds({ start, end, stepSeconds }: Extract<MetricTimes, { kind: "range" }>) {
  return { startSeconds: start.getTime() / 1_000, endSeconds: end.getTime() / 1_000, stepSeconds };
}

function boundsOf(times: MetricTimes) {
  if (times.kind === "instant") {
    const moment = times.time.toISOString();
    return { kind: times.kind, start: moment, end: moment };
  }
  const { kind, start, end, stepSeconds } = times;
  return { kind, start: start.toISOString(), end: end.toISOString(), stepSeconds };
}

type SummaryWithSamples = SeriesSummary & Pick<Series, "samples">;

function summaryOutput(summary: SummaryWithSamples, withSamples: boolean) {
  const { labels, points, samples } = summary;
  return {
    labels: { ...labels },
    last: metricValue(summary.last),
    first: metricValue(summary.first),
    min: metricValue(summary.min),
    max: metricValue(summary.max),
    mean: metricValue(summary.mean),
    points,
    firstAt: timeOf(summary.firstSeconds),
    lastAt: timeOf(summary.lastSeconds),
    course: summary.course.map((value) => value === null ? null : metricValue(value)),
    ...(withSamples && {
      samples: samples.map((
        [seconds, value],
      ): [number, MetricValue] => [seconds, metricValue(value)]),
    }),
  };
}

function histogramOutput({ labels, atSeconds: _, ...figures }: HistogramSummary) {
  return {
    labels: { ...labels },
    count: metricValue(figures.count),
    sum: metricValue(figures.sum),
    mean: metricValue(figures.mean),
    p50: metricValue(figures.p50),
    p95: metricValue(figures.p95),
    p99: metricValue(figures.p99),
  };
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

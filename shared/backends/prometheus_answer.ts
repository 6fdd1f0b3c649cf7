import type { Labels, Series } from "../analysis/series.ts";
import type { MetricMetadata, PrometheusAlert, PromqlResult } from "./prometheus.ts";
import type { PrometheusRule, PrometheusTarget, TsdbStatus } from "./prometheus.ts";
import {
  histogramOf,
  sampleOf,
  sampleValue,
  type WireHistogram,
  type WireSample,
} from "./sample_values.ts";

/** The envelope of every answer of the HTTP API v1. */
export interface WireAnswer<T> {
  readonly status: "success" | "error";
  readonly data: T;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

export interface WireSeries {
  readonly metric: Labels;
  readonly value?: WireSample;
  readonly values?: readonly WireSample[];
  readonly histogram?: readonly [number, WireHistogram];
  readonly histograms?: readonly (readonly [number, WireHistogram])[];
}

type WireResult =
  | { readonly resultType: "vector"; readonly result: readonly WireSeries[] }
  | { readonly resultType: "matrix"; readonly result: readonly WireSeries[] }
  | { readonly resultType: "scalar"; readonly result: WireSample }
  | { readonly resultType: "string"; readonly result: WireSample };

interface WireTarget {
  readonly labels: Labels;
  readonly scrapePool: string;
  readonly health: PrometheusTarget["health"];
  readonly lastScrape: string;
  readonly lastError: string;
}

interface WireRuleGroup {
  readonly name: string;
  readonly rules: readonly (Omit<PrometheusRule, "group" | "labels"> & {
    readonly labels?: Labels;
  })[];
}

type WireAlert = Omit<PrometheusAlert, "value"> & { readonly value: string };

interface WireTsdb {
  readonly headStats: { readonly numSeries: number };
  readonly seriesCountByMetricName: TsdbStatus["seriesCountByMetricName"];
}

/** Opens the envelope. @throws when the body is not one */
export function dataOf<T>(body: unknown): T {
  const answer = body as WireAnswer<T>;
  if (answer.status !== "success") throw new Error("Expected the status success");
  return answer.data;
}

export function promqlResultOf(body: unknown): PromqlResult {
  const { warnings = [], infos = [] } = body as WireAnswer<unknown>;
  const data = dataOf<WireResult>(body);
  const { resultType } = data;
  switch (data.resultType) {
    case "vector":
    case "matrix":
      return { resultType, series: data.result.map(seriesOf), warnings, infos };
    case "string":
      return { resultType, series: [], text: data.result[1], warnings, infos };
    case "scalar": {
      const series = [seriesOf({ metric: {}, value: data.result })];
      return { resultType, series, warnings, infos };
    }
  }
  throw new Error("Expected a known result type");
}

export function seriesOf(wire: WireSeries): Series {
  const samples = wire.values ?? (wire.value === undefined ? [] : [wire.value]);
  const histograms = wire.histograms ?? (wire.histogram === undefined ? [] : [wire.histogram]);
  return {
    labels: wire.metric,
    samples: samples.map(sampleOf),
    ...(histograms.length > 0 && {
      histograms: histograms.map(([timeSeconds, histogram]) =>
        [timeSeconds, histogramOf(histogram)] as const
      ),
    }),
  };
}

export function metadataOf(body: unknown): ReadonlyMap<string, MetricMetadata> {
  const data = dataOf<Record<string, readonly MetricMetadata[]>>(body);
  // Targets may disagree; the first is what the rest of the ecosystem shows.
  return new Map(
    Object.entries(data).flatMap(([name, [first]]) => first === undefined ? [] : [[name, first]]),
  );
}

export function rulesOf(body: unknown): readonly PrometheusRule[] {
  return dataOf<{ groups: readonly WireRuleGroup[] }>(body).groups.flatMap((group) =>
    group.rules.map(({ name, type, query, health, labels = {} }) => (
      { group: group.name, name, type, query, health, labels }
    ))
  );
}

export function alertsOf(body: unknown): readonly PrometheusAlert[] {
  return dataOf<{ alerts: readonly WireAlert[] }>(body).alerts
    .map((alert) => ({ ...alert, value: sampleValue(alert.value) }));
}

export function targetsOf(body: unknown): readonly PrometheusTarget[] {
  return dataOf<{ activeTargets: readonly WireTarget[] }>(body).activeTargets
    .map(({ labels, scrapePool, health, lastScrape, lastError }) => (
      { job: labels["job"] ?? scrapePool, labels, health, lastScrape, lastError }
    ));
}

export function tsdbStatusOf(body: unknown): TsdbStatus {
  const { headStats, seriesCountByMetricName } = dataOf<WireTsdb>(body);
  return { headSeries: headStats.numSeries, seriesCountByMetricName };
}

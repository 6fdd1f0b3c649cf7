import type { Labels } from "../../query/matchers.ts";
import type { Matcher } from "../../query/matchers.ts";
import { FAMILIES } from "../metrics/all_families.ts";
import type { GeneratedSeries } from "../metrics/family.ts";
import type { Telemetry } from "./telemetry.ts";

type Selectors = readonly (readonly Matcher[])[];

const ALL: Selectors = [[]];

/** The series that existed in the history and match one of the selectors, each once. */
function* matching(
  { metrics, world }: Telemetry,
  selectors: Selectors,
): Generator<GeneratedSeries> {
  const seen = new Set<string>();
  for (const matchers of selectors.length === 0 ? ALL : selectors) {
    for (const series of metrics.matching(matchers)) {
      if (series.untilMs <= world.startMs) continue;
      if (selectors.length > 1) {
        const id = JSON.stringify(series.labels);
        if (seen.has(id)) continue;
        seen.add(id);
      }
      yield series;
    }
  }
}

export function seriesLabels(telemetry: Telemetry, selectors: Selectors): readonly Labels[] {
  return [...matching(telemetry, selectors)].map(({ labels }) => labels);
}

/** Values by label over all series; read once for requests that name no selector. */
function labelIndex(telemetry: Telemetry, selectors: Selectors): ReadonlyMap<string, Set<string>> {
  const known = selectors.length === 0 ? INDEXES.get(telemetry) : undefined;
  if (known !== undefined) return known;
  const index = new Map<string, Set<string>>();
  for (const { labels } of matching(telemetry, selectors)) {
    for (const name in labels) {
      const values = index.get(name);
      if (values === undefined) index.set(name, new Set([labels[name] ?? ""]));
      else values.add(labels[name] ?? "");
    }
  }
  if (selectors.length === 0) INDEXES.set(telemetry, index);
  return index;
}

const INDEXES = new WeakMap<Telemetry, ReadonlyMap<string, Set<string>>>();

export function labelNames(telemetry: Telemetry, selectors: Selectors): readonly string[] {
  return [...labelIndex(telemetry, selectors).keys()].sort();
}

export function labelValues(
  telemetry: Telemetry,
  label: string,
  selectors: Selectors,
): readonly string[] {
  if (label === "__name__" && selectors.length === 0) return namesInUse(telemetry);
  return [...labelIndex(telemetry, selectors).get(label) ?? []].sort();
}

// One series is enough to know that a name is in use: large worlds have millions.
function namesInUse({ metrics }: Telemetry): readonly string[] {
  return metrics.names.filter((value) => {
    const [first] = metrics.matching([{ label: "__name__", op: "=", value }]).take(1);
    return first !== undefined;
  }).sort();
}

/** Type and help by metric; the parts of a histogram are one. */
export function metadata(
  { metrics }: Telemetry,
  { metric, limit }: { readonly metric: string | null; readonly limit: number },
): Readonly<Record<string, unknown>> {
  const entries = new Map<string, unknown>();
  for (const name of metrics.names) {
    const family = FAMILIES.get(name);
    const title = family?.of ?? name;
    if (family === undefined || (metric !== null && title !== metric)) continue;
    entries.set(title, [{ type: family.type, help: family.help, unit: "" }]);
  }
  return Object.fromEntries([...entries].slice(0, limit));
}

/** What is scraped, and how the last scrape went: the series of `up`. */
export function targets({ metrics, world }: Telemetry) {
  const lastScrape = new Date(world.nowMs - 12_000).toISOString();
  const active = [...metrics.matching([{ label: "__name__", op: "=", value: "up" }])];
  return {
    activeTargets: active.map(({ labels: { __name__: _, ...labels }, at }) => {
      const up = at(world.nowMs) === 1;
      return {
        discoveredLabels: {},
        labels,
        scrapePool: labels.job,
        scrapeUrl: `http://${labels.instance ?? labels.pod}${labels.metrics_path ?? "/metrics"}`,
        globalUrl: "",
        lastError: up ? "" : "context deadline exceeded",
        lastScrape,
        lastScrapeDuration: up ? 0.021 : 10,
        health: up ? "up" : "down",
        scrapeInterval: "30s",
        scrapeTimeout: "10s",
      };
    }),
    droppedTargets: [],
    droppedTargetCounts: {},
  };
}

const COUNTS = new WeakMap<Telemetry, ReadonlyMap<string, number>>();

function seriesCounts(telemetry: Telemetry): ReadonlyMap<string, number> {
  const known = COUNTS.get(telemetry);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const { labels: { __name__: name = "" } } of matching(telemetry, [])) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  COUNTS.set(telemetry, counts);
  return counts;
}

/** How many series there are, and under which names the most. */
export function tsdbStatus(telemetry: Telemetry, limit: number) {
  const counts = seriesCounts(telemetry);
  const byName = [...counts].sort((left, right) =>
    right[1] - left[1] || (left[0] < right[0] ? -1 : 1)
  );
  const numSeries = byName.reduce((sum, [, count]) => sum + count, 0);
  const { startMs, nowMs } = telemetry.world;
  return {
    headStats: {
      numSeries,
      numLabelPairs: 0,
      chunkCount: numSeries,
      minTime: startMs,
      maxTime: nowMs,
    },
    seriesCountByMetricName: byName.slice(0, limit).map(([name, value]) => ({ name, value })),
    labelValueCountByLabelName: [],
    memoryInBytesByLabelName: [],
    seriesCountByLabelValuePair: [],
  };
}

import { foldFamilies, type MetricFamily } from "../analysis/metric_families.ts";
import type { MetricMetadata, TimeRange } from "../backends/prometheus.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { printSelector } from "../query/promql_print.ts";
import type { Matcher } from "../query/matchers.ts";
import { escapeRe2 } from "../query/re2.ts";
import { readSource } from "./read_source.ts";

/** A family of metrics with what Prometheus was told about it. */
export interface KnownFamily extends MetricFamily {
  /** counter, gauge, histogram, summary, or unknown. */
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export interface MetricCatalogue {
  readonly families: readonly KnownFamily[];
  /** Of the metadata; without it there are no types and no help texts. */
  readonly coverage: readonly Coverage[];
}

export interface CatalogueQuery {
  readonly window: TimeRange;
  /** Only metrics with series that fit all of them. */
  readonly matchers: readonly Matcher[];
}

/** Reads the names of all metrics with series in the window, folded into families, with type and help. */
export async function readMetricCatalogue(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { window, matchers }: CatalogueQuery,
): Promise<MetricCatalogue> {
  const match = matchers.length === 0 ? {} : { match: [printSelector({ matchers })] };
  const [names, metadata] = await Promise.all([
    prometheus.labelValues("__name__", { ...match, ...window }),
    readSource("prometheus metadata", () => prometheus.metadata()),
  ]);
  const known = metadata.value ?? new Map<string, MetricMetadata>();
  const families = foldFamilies(names).map((family) => ({ ...family, ...describe(family, known) }));
  return { families, coverage: metadata.error === undefined ? [] : [metadata.coverage] };
}

const UNKNOWN: MetricMetadata = { type: "unknown", help: "", unit: "" };

// OpenMetrics keys the metadata of a counter without its suffix.
function describe(
  { name, members }: MetricFamily,
  metadata: ReadonlyMap<string, MetricMetadata>,
): MetricMetadata {
  const keys = [name, name.replace(/_total$/, ""), ...members];
  return keys.map((key) => metadata.get(key)).find((found) => found !== undefined) ?? UNKNOWN;
}

/** How many series families have; a family whose series could not be counted is left out. */
export interface SeriesCounts {
  readonly counts: ReadonlyMap<string, number>;
  /** Of the counts that are left out. */
  readonly coverage: readonly Coverage[];
}

/** Counts the series of families, at the end of the window, in one query; a family without series has none. */
export async function countSeries(
  context: Pick<ToolContext, "prometheus">,
  families: readonly MetricFamily[],
  query: CatalogueQuery,
): Promise<SeriesCounts> {
  if (families.length === 0) return { counts: new Map(), coverage: [] };
  const { value, error, coverage } = await readCounts(context, families, query);
  if (value !== undefined) return { counts: value, coverage: [] };
  if (error?.coverage !== "not captured" || families.length === 1) {
    return { counts: new Map(), coverage: [coverage] };
  }
  // One metric that was not kept fails the query for all.
  const each = await Promise.all(families.map((family) => countSeries(context, [family], query)));
  return {
    counts: new Map(each.flatMap(({ counts }) => [...counts])),
    coverage: each.flatMap((one) => one.coverage).slice(0, 1),
  };
}

async function readCounts(
  { prometheus }: Pick<ToolContext, "prometheus">,
  families: readonly MetricFamily[],
  { window, matchers }: CatalogueQuery,
) {
  const value = families.flatMap(({ members }) => members).map(escapeRe2).join("|");
  const selector = printSelector({
    matchers: [{ label: "__name__", op: "=~", value }, ...matchers],
  });
  const expr = `count by (__name__) (${selector})`;
  return await readSource("prometheus series counts", async () => {
    const { series } = await prometheus.instant({ expr, time: window.end });
    const counts = new Map(
      series.map(({ labels, samples }) => [labels["__name__"] ?? "", samples[0]?.[1] ?? 0]),
    );
    return new Map(
      families.map(({ name, members }) =>
        [name, members.reduce((sum, member) => sum + (counts.get(member) ?? 0), 0)] as const
      ),
    );
  });
}

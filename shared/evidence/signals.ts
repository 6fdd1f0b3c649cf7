import { callEdges } from "../analysis/signals/call_edges.ts";
import { bySignal, foldPods } from "../analysis/signals/fold_pods.ts";
import { type ScanDetail, type ScanTimes, scanTimes } from "../analysis/signals/scan_times.ts";
import type { CallEdge, Signal } from "../analysis/signals/signal.ts";
import type { SignalGroup } from "../analysis/signals/signal_row.ts";
import { signalsOf } from "../analysis/signals/signals_of_series.ts";
import type { Series } from "../analysis/series.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import { signalQueries, type SignalQuery } from "../catalogue/signal_queries.ts";
import type { ScopeValues } from "../catalogue/saved_query.ts";
import type { ToolContext } from "../context.ts";
import { formatDurationMs } from "../query/durations.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

export interface SignalsQuery {
  readonly window: TimeWindow;
  /** Narrows the scan; without it the whole cluster is read. */
  readonly scope: Pick<ScopeValues, "namespace" | "service" | "node">;
}

export interface SignalsReading {
  /** What shifted or stands beyond its threshold: what hurts first, by score, entity and name. */
  readonly signals: readonly Signal[];
  readonly calls: readonly CallEdge[];
  readonly coverage: readonly Coverage[];
}

/** Groups with a series for each container or machine. */
const GROUPS_BY_SIZE: ReadonlySet<SignalGroup> = new Set(["containers", "nodes"]);
/** In a cluster with more pods those groups are read coarsely: every five minutes or less. */
const MANY_PODS = 2_000;

/**
 * Compares the golden signals of everything in scope with their own past.
 *
 * At most eleven requests: the names of the metrics, the count of pods, then one range query for each group of signals
 * that has any.
 */
export async function readSignals(
  context: Pick<ToolContext, "prometheus">,
  query: SignalsQuery,
): Promise<SignalsReading> {
  const { prometheus } = context;
  const names = await readSource("prometheus", () => prometheus.labelValues("__name__"));
  if (names.value === undefined) return { signals: [], calls: [], coverage: [names.coverage] };
  const existingMetrics = new Set(names.value);
  const pods = await countPods(context, { existingMetrics, ...query });
  const scans = scansOf(query, { existingMetrics, isLarge: pods > MANY_PODS });
  if (scans.length === 0) {
    const coverage: Coverage = {
      source: "prometheus signals",
      state: "no series",
      detail: "no metric of the catalogue of signals exists",
    };
    return { signals: [], calls: [], coverage: [coverage] };
  }
  const readings = await Promise.all(scans.map((scan) => readGroup(context, scan)));
  const read = readings.flatMap(({ value }) => value === undefined ? [] : [value]);
  return {
    signals: foldPods(
      read.flatMap(({ query, series, times }) => signalsOf(series, query.figures, times)),
    ).toSorted(bySignal),
    calls: read.filter(({ query }) => query.group === "calls")
      .flatMap(({ series, times }) => callEdges(series, times)),
    coverage: coverageOf(readings.map(({ coverage }) => coverage), { isLarge: pods > MANY_PODS }),
  };
}

/** How many pods a scan is about; 0 where that is not known, or a namespace bounds it. */
async function countPods(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { existingMetrics, scope, window }: SignalsQuery & {
    readonly existingMetrics: ReadonlySet<string>;
  },
): Promise<number> {
  if (scope.namespace !== undefined || !existingMetrics.has("kube_pod_info")) return 0;
  const { value } = await readSource(
    "prometheus",
    () => prometheus.instant({ expr: "count(kube_pod_info)", time: window.end }),
  );
  return value?.series[0]?.samples[0]?.[1] ?? 0;
}

interface Scan {
  readonly query: SignalQuery;
  readonly times: ScanTimes;
}

function scansOf(
  { window, scope }: SignalsQuery,
  { existingMetrics, isLarge }: {
    readonly existingMetrics: ReadonlySet<string>;
    readonly isLarge: boolean;
  },
): readonly Scan[] {
  const detailOf = (group: SignalGroup): ScanDetail =>
    isLarge && GROUPS_BY_SIZE.has(group) ? "coarse" : "fine";
  return (["fine", "coarse"] as const).flatMap((detail) => {
    const times = scanTimes(window, detail);
    const range = formatDurationMs(times.rangeSeconds * 1_000);
    return signalQueries({ existingMetrics, range, scope })
      .filter(({ group }) => detailOf(group) === detail)
      .map((query) => ({ query, times }));
  });
}

async function readGroup(
  { prometheus }: Pick<ToolContext, "prometheus">,
  scan: Scan,
) {
  const { expr, group } = scan.query;
  const { start, end, stepSeconds } = scan.times;
  return await readSource(
    `prometheus ${group}`,
    async () => ({ ...scan, ...await prometheus.range({ expr, start, end, stepSeconds }) }),
    {
      stateOf: ({ series }: { readonly series: readonly Series[] }) =>
        series.length === 0 ? "empty" : "ok",
    },
  );
}

/** One line for all groups that were read, one more for each that was not. */
function coverageOf(
  groups: readonly Coverage[],
  { isLarge }: { readonly isLarge: boolean },
): readonly Coverage[] {
  const read = groups.filter(({ state }) => state === "ok" || state === "empty");
  const failed = groups.filter(({ state }) => state !== "ok" && state !== "empty");
  if (read.length === 0) return failed;
  const detail = isLarge ? { detail: "containers and nodes every 5 minutes or less often" } : {};
  return [{ source: "prometheus signals", state: "ok", ...detail }, ...failed];
}

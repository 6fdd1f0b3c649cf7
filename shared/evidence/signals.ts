import { callEdges } from "../analysis/signals/call_edges.ts";
import { bySignal, foldPods } from "../analysis/signals/fold_pods.ts";
import { type ScanTimes, scanTimes } from "../analysis/signals/scan_times.ts";
import type { CallEdge, Signal } from "../analysis/signals/signal.ts";
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

/**
 * Compares the golden signals of everything in scope with their own past.
 *
 * At most ten requests: the names of the metrics, then one range query for each group of signals that has any.
 */
export async function readSignals(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { window, scope }: SignalsQuery,
): Promise<SignalsReading> {
  const times = scanTimes(window);
  const names = await readSource("prometheus", () => prometheus.labelValues("__name__"));
  if (names.value === undefined) return { signals: [], calls: [], coverage: [names.coverage] };
  const range = formatDurationMs(times.rangeSeconds * 1_000);
  const queries = signalQueries({ existingMetrics: new Set(names.value), range, scope });
  if (queries.length === 0) {
    const coverage: Coverage = {
      source: "prometheus signals",
      state: "no series",
      detail: "no metric of the catalogue of signals exists",
    };
    return { signals: [], calls: [], coverage: [coverage] };
  }
  const readings = await Promise.all(
    queries.map((query) => readGroup({ prometheus }, query, times)),
  );
  const read = readings.flatMap(({ value }) => value === undefined ? [] : [value]);
  return {
    signals: foldPods(
      read.flatMap(({ query, series }) => signalsOf(series, query.figures, times)),
    ).toSorted(bySignal),
    calls: read.filter(({ query }) => query.group === "calls")
      .flatMap(({ series }) => callEdges(series, times)),
    coverage: coverageOf(readings.map(({ coverage }) => coverage)),
  };
}

async function readGroup(
  { prometheus }: Pick<ToolContext, "prometheus">,
  query: SignalQuery,
  { start, end, stepSeconds }: ScanTimes,
) {
  const { expr, group } = query;
  return await readSource(
    `prometheus ${group}`,
    async () => ({ query, ...await prometheus.range({ expr, start, end, stepSeconds }) }),
    {
      stateOf: ({ series }: { readonly series: readonly Series[] }) =>
        series.length === 0 ? "empty" : "ok",
    },
  );
}

/** One line for all groups that were read, one more for each that was not. */
function coverageOf(groups: readonly Coverage[]): readonly Coverage[] {
  const read = groups.filter(({ state }) => state === "ok" || state === "empty");
  const failed = groups.filter(({ state }) => state !== "ok" && state !== "empty");
  if (read.length === 0) return failed;
  return [{ source: "prometheus signals", state: "ok" }, ...failed];
}

/** The samples and lines of a scenario in the real Prometheus and Loki. */

import { telemetryOf } from "../embedded/api/telemetry.ts";
import type { StoredSeries } from "../embedded/promql_values.ts";
import type { World } from "../embedded/world/world.ts";
import type { Matcher } from "../query/matchers.ts";
import { URLS } from "./lab_layout.ts";
import { linesOf, pushTo } from "./lab_loki_push.ts";
import { writeSeries } from "./lab_remote_write.ts";

/** How much was written under each metric name. */
export type WrittenSamples = Record<string, { series: number; samples: number }>;

/** What a short history keeps of metrics and streams that the scenario leaves alone. */
const RECENT_MS = 30 * 60_000;

export interface History {
  readonly world: World;
  /** Whether it is short for what the scenario leaves alone. */
  readonly brief: boolean;
}

/** Writes the samples of the scenario's history. */
export async function writeSamples(history: History): Promise<WrittenSamples> {
  const { world, world: { metricRules, nowMs } } = history;
  const { metrics } = telemetryOf(world);
  const parts = partsOf(history, "__name__", metricRules.map(({ name }) => name));
  const written: WrittenSamples = {};
  for (const { matchers, fromMs } of parts) {
    await writeSeries(counted(metrics.select(matchers, fromMs, nowMs), written));
  }
  return written;
}

function* counted(all: Iterable<StoredSeries>, written: WrittenSamples): Generator<StoredSeries> {
  for (const series of all) {
    const tally = written[series.labels.__name__ ?? ""] ??= { series: 0, samples: 0 };
    tally.series++;
    tally.samples += series.samples.t.length;
    yield series;
  }
}

/** Pushes the lines of the scenario's history, and returns their number. */
export async function writeLines(history: History): Promise<number> {
  const { world } = history;
  const { logs } = telemetryOf(world);
  const untilMs = lastLineMs(world);
  const parts = partsOf(history, "app", world.logRules.map(({ stream }) => stream.app));
  const lines = parts.flatMap(({ matchers, fromMs }) =>
    linesOf(logs.select(matchers, fromMs, untilMs))
  );
  await pushTo(URLS.loki, lines);
  return lines.length;
}

/** Where the lines end: a host whose clock is ahead logs in the future. */
export function lastLineMs({ nowMs, logRules }: World): number {
  return Math.max(nowMs, ...logRules.map(({ untilMs }) => untilMs));
}

interface Part {
  readonly matchers: readonly Matcher[];
  readonly fromMs: number;
}

/** The history in parts of one length each; `changed` are the values of the label that it is long for. */
function partsOf(
  { world: { startMs, nowMs }, brief }: History,
  label: "__name__" | "app",
  changed: readonly (string | undefined)[],
): readonly Part[] {
  if (!brief || changed.includes(undefined)) return [{ matchers: [], fromMs: startMs }];
  const value = changed.join("|");
  return [
    { matchers: [{ label, op: "=~", value }], fromMs: startMs },
    { matchers: [{ label, op: "!~", value }], fromMs: nowMs - RECENT_MS },
  ];
}

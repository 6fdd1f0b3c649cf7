import type { Series } from "../analysis/series.ts";
import { labelsText } from "../analysis/series_labels.ts";
import type { CapturedSeries } from "../catalogue/incident.ts";
import { foldRuns } from "../catalogue/runs.ts";
import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";

export interface SeriesQuery {
  readonly selector: string;
  readonly start: Date;
  readonly end: Date;
}

// Prometheus looks back so far for a sample, unless the series was marked as gone.
const LOOKBACK_MS = 5 * 60_000;

/**
 * Reads the samples of a selector as they were scraped.
 *
 * Two queries: marks that a series is gone are no samples, so what is still there is asked beside them.
 *
 * @throws {ToolError} `limit_exceeded` for native histograms, which a replay cannot evaluate
 */
export async function captureSeries(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { selector, start, end }: SeriesQuery,
): Promise<readonly CapturedSeries[]> {
  const seconds = Math.ceil((end.getTime() - start.getTime()) / 1_000);
  const [{ series }, present] = await Promise.all([
    prometheus.instant({ expr: `${selector}[${seconds}s]`, time: end }),
    prometheus.instant({ expr: selector, time: end }),
  ]);
  if (series.some(({ histograms }) => histograms !== undefined)) {
    throw new ToolError("limit_exceeded", "Cannot keep native histograms");
  }
  const there = new Set(present.series.map(({ labels }) => labelsText(labels)));
  return series.map((one) => packed(one, { there: there.has(labelsText(one.labels)), end }));
}

function packed(
  { labels, samples }: Series,
  { there, end }: { readonly there: boolean; readonly end: Date },
): CapturedSeries {
  const times = samples.map(([timeSeconds]) => Math.round(timeSeconds * 1_000));
  const steps = times.map((time, at) => time - (times[at - 1] ?? 0));
  const staleAtMs = there ? undefined : goneAt(times, end.getTime());
  return {
    labels,
    steps: foldRuns(steps),
    values: foldRuns(samples.map(([, value]) => value)),
    ...(staleAtMs !== undefined && { staleAtMs }),
  };
}

/** One scrape after the last sample. */
function goneAt(times: readonly number[], endMs: number): number | undefined {
  const [before, last] = times.slice(-2);
  if (last === undefined || before === undefined) return undefined;
  return Math.min(last + Math.min(last - before, LOOKBACK_MS), endMs);
}

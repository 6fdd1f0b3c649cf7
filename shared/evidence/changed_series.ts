import type { Change } from "../analysis/changes/change.ts";
import {
  helmChanges,
  OBSERVED_SERIES,
  type ObservedSeries,
  seriesChanges,
} from "../analysis/changes/series_changes.ts";
import type { Series } from "../analysis/series.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import { type Matcher, printMatcher } from "../query/matchers.ts";
import { escapeRe2 } from "../query/re2.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

/** What changes all the time is no change: locks of leaders, counters that somebody keeps in a ConfigMap. */
const MOST_CHANGES = 12;
/** Objects of one kind whose moments are read; more changed at once than anybody reads. */
const MOST_OBJECTS = 60;
const LEAST_STEP_SECONDS = 30;
const MOST_STEPS = 720;
const HELM_SECRETS = "sh[.]helm[.]release[.]v1[.].+";
const SOURCE = "prometheus changed series";

export interface ChangedSeriesQuery {
  readonly window: TimeWindow;
  readonly namespace?: string | undefined;
}

/**
 * Reads changes that series of kube-state-metrics keep: replicas, rotations of Secrets, revisions of Helm releases.
 *
 * Two queries: which series changed at all, then the moments of those.
 */
export async function readChangedSeries(
  { prometheus }: Pick<ToolContext, "prometheus">,
  query: ChangedSeriesQuery,
): Promise<{ readonly changes: readonly Change[]; readonly coverage: Coverage }> {
  const { value: found, coverage } = await readSource(SOURCE, async () => {
    const { window } = query;
    const { series } = await prometheus.instant({ expr: whatChanged(query), time: window.end });
    const moments = whenChanged(series, query);
    if (moments === undefined) return { changed: series, series: [] };
    const seconds = (window.end.getTime() - window.start.getTime()) / 1_000;
    const stepSeconds = Math.max(LEAST_STEP_SECONDS, Math.ceil(seconds / MOST_STEPS));
    const range = await prometheus.range({ expr: moments, ...window, stepSeconds });
    return { changed: series, series: range.series };
  });
  if (found === undefined) return { changes: [], coverage };
  const changes = [...seriesChanges(found.series), ...helmChanges(found.changed)];
  return { changes, coverage: { source: SOURCE, state: changes.length === 0 ? "empty" : "ok" } };
}

function whatChanged({ window: { start, end }, namespace }: ChangedSeriesQuery): string {
  const range = `${Math.ceil((end.getTime() - start.getTime()) / 1_000)}s`;
  const changed = observedIn(namespace).map((observed) => {
    const { metric, label } = observed;
    const notHelm: readonly Matcher[] = label === "secret"
      ? [{ label, op: "!~", value: HELM_SECRETS }]
      : [];
    const selector = selectorOf([...within(namespace), ...notHelm]);
    return `${largest(observed, `changes(${metric}${selector}[${range}])`)} > 0 <= ${MOST_CHANGES}`;
  });
  const helm: Matcher = { label: "secret", op: "=~", value: HELM_SECRETS };
  const releases = `kube_secret_created${selectorOf([...within(namespace), helm])}`;
  const since = Math.floor(start.getTime() / 1_000);
  return [...changed, `max by (namespace, secret) (${releases}) >= ${since}`].join(" or ");
}

/** The query for the moments of what changed; `undefined` where nothing did. */
function whenChanged(
  changed: readonly Series[],
  { namespace }: ChangedSeriesQuery,
): string | undefined {
  const isHelm = new RegExp(`^${HELM_SECRETS}$`);
  const queries = observedIn(namespace).flatMap((observed) => {
    const { metric, label } = observed;
    const names = changed.flatMap(({ labels }) => labels[label] ?? [])
      .filter((name) => !isHelm.test(name));
    const some = [...new Set(names)].sort().slice(0, MOST_OBJECTS);
    if (some.length === 0) return [];
    const named: Matcher = { label, op: "=~", value: some.map(escapeRe2).join("|") };
    return [largest(observed, `${metric}${selectorOf([...within(namespace), named])}`)];
  });
  return queries.length === 0 ? undefined : queries.join(" or ");
}

function observedIn(namespace: string | undefined): readonly ObservedSeries[] {
  return OBSERVED_SERIES.filter(({ kind }) => namespace === undefined || kind !== "Node");
}

// Two replicas of kube-state-metrics tell the same.
function largest({ label }: ObservedSeries, expr: string): string {
  const labels = label === "node" ? label : `namespace, ${label}`;
  return `max by (${labels}) (${expr})`;
}

function within(namespace: string | undefined): readonly Matcher[] {
  return namespace === undefined ? [] : [{ label: "namespace", op: "=", value: namespace }];
}

function selectorOf(matchers: readonly Matcher[]): string {
  return matchers.length === 0 ? "" : `{${matchers.map(printMatcher).join(",")}}`;
}

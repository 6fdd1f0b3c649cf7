import { type AlertGroup, groupAlerts, META_ALERTS } from "../analysis/alert_groups.ts";
import type { Change } from "../analysis/changes/change.ts";
import type { ChangeLogReader } from "../analysis/changes/change_log.ts";
import { derivedChanges } from "../analysis/changes/derived_changes.ts";
import { mergeChanges } from "../analysis/changes/merge_changes.ts";
import { scalingHints } from "../analysis/changes/scaling_hints.ts";
import type { ClusterKind, ClusterObjects } from "../analysis/cluster_kinds.ts";
import type { EventGroup } from "../analysis/event_compaction.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { NodeFacts } from "../catalogue/node_facts.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { readChangedSeries } from "./changed_series.ts";
import { readClusterObjects } from "./cluster_objects.ts";
import { readAlerts } from "./current_alerts.ts";
import { readSource } from "./read_source.ts";
import { scopedChanges, similarWorkloads } from "./scoped_changes.ts";

/** The kinds whose objects keep traces of changes, or say what a workload hangs together with. */
export const CHANGE_KINDS = [
  "namespaces",
  "nodes",
  "deployments",
  "replicaSets",
  "statefulSets",
  "daemonSets",
  "controllerRevisions",
  "cronJobs",
  "services",
  "ingresses",
  "httpRoutes",
  "grpcRoutes",
  "networkPolicies",
  "autoscalers",
  "budgets",
  "configMaps",
  "quotas",
  "limitRanges",
  "volumeClaims",
  "storageClasses",
  "priorityClasses",
  "roleBindings",
  "clusterRoleBindings",
  "validatingWebhooks",
  "mutatingWebhooks",
] as const satisfies readonly ClusterKind[];

export interface ChangesQuery {
  readonly scope: {
    readonly namespace?: string | undefined;
    /** `checkout` or `Deployment/checkout`: it and what it hangs together with. */
    readonly workload?: string | undefined;
  };
  readonly window: TimeWindow;
  /** What has been read already; the rest is read here. */
  readonly objects?: Partial<ClusterObjects>;
  readonly events?: readonly EventGroup[];
  readonly hosts?: readonly NodeFacts[];
  readonly alerts?: readonly AlertGroup[];
}

export interface ChangesReading {
  /** Newest first; with a workload the nearest first. */
  readonly changes: readonly Change[];
  readonly coverage: readonly Coverage[];
  /** Since when the change log misses nothing, RFC 3339. */
  readonly historyStart?: string;
  /** What is spelt like the workload, where there is no such workload. */
  readonly similar?: readonly string[];
}

type Readers =
  & Pick<ToolContext, "kubernetes" | "prometheus" | "alertmanager" | "nodeFacts" | "now">
  & { readonly changeLog?: ChangeLogReader };

/**
 * Reads what changed: the change log, and the traces that objects, series, hosts and alerts keep.
 *
 * Two Prometheus queries, and one list for each kind that was not given. A source that fails is coverage.
 */
export async function readChanges(context: Readers, query: ChangesQuery): Promise<ChangesReading> {
  const { scope: { namespace }, window, events = [] } = query;
  const [log, cluster, alerts, hosts, series] = await Promise.all([
    readLog(context, query),
    readObjects(context, query),
    query.alerts === undefined ? readGroups(context, namespace) : { value: query.alerts },
    readHosts(context, query),
    readChangedSeries(context, { window, namespace }),
  ]);
  const traces = {
    objects: cluster.objects,
    alerts: alerts.value,
    hosts: hosts.value,
    series: series.changes,
    events,
  };
  const changes = mergeChanges({
    window,
    logged: log.changes,
    derived: derivedChanges(traces),
    hints: scalingHints(events),
  });
  const { historyStart } = log;
  const { workload } = query.scope;
  const similar = workload === undefined ? undefined : similarWorkloads(workload, cluster.objects);
  return {
    changes: scopedChanges(changes, { scope: query.scope, objects: cluster.objects }),
    coverage: [
      log.coverage,
      ...cluster.coverage,
      ...objectHistory(historyStart, window),
      ...("coverage" in alerts ? alerts.coverage : []),
      ...("coverage" in hosts ? [hosts.coverage] : []),
      series.coverage,
    ],
    ...(historyStart !== undefined && { historyStart: historyStart.toISOString() }),
    ...(similar !== undefined && { similar }),
  };
}

const LOG_SOURCE = "change log";

async function readLog({ changeLog }: Readers, { scope, window }: ChangesQuery) {
  if (changeLog === undefined) {
    const coverage: Coverage = { source: LOG_SOURCE, state: "not configured" };
    return { changes: [], historyStart: undefined, coverage };
  }
  const { namespace } = scope;
  const { value, coverage } = await readSource(
    LOG_SOURCE,
    () => changeLog.since({ ...window, ...(namespace !== undefined && { namespace }) }),
  );
  const historyStart = value?.historyStart;
  const detail = historyStart === undefined
    ? "nothing watched yet"
    : historyStart > window.start
    ? `begins at ${historyStart.toISOString()}`
    : undefined;
  return {
    changes: value?.changes ?? [],
    historyStart,
    coverage: value !== undefined && detail !== undefined ? { ...coverage, detail } : coverage,
  };
}

async function readObjects(context: Readers, { objects, scope: { namespace } }: ChangesQuery) {
  if (objects !== undefined) return { objects, coverage: [] };
  return await readClusterObjects(context, { kinds: CHANGE_KINDS, namespace });
}

/** Says what objects cannot tell, unless the log tells it. */
function objectHistory(historyStart: Date | undefined, { start }: TimeWindow): readonly Coverage[] {
  if (historyStart !== undefined && historyStart <= start) return [];
  return [{
    source: "history in kubernetes objects",
    state: "ok",
    detail: "only the latest change by each writer is seen; deletions are not",
  }];
}

async function readGroups(context: Readers, namespace: string | undefined) {
  const { alerts, coverage } = await readAlerts(context, { namespace });
  const real = alerts.filter(({ labels }) => !META_ALERTS.has(labels["alertname"] ?? ""));
  return { value: groupAlerts(real), coverage };
}

// A host belongs to no namespace.
async function readHosts({ nodeFacts }: Readers, { hosts, scope: { namespace } }: ChangesQuery) {
  if (hosts !== undefined || namespace !== undefined) return { value: hosts ?? [] };
  const { value = [], coverage } = await readSource("node facts", () => nodeFacts.list());
  return { value, coverage };
}

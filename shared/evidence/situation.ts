import { groupAlerts, META_ALERTS } from "../analysis/alert_groups.ts";
import { type ClusterKind } from "../analysis/cluster_kinds.ts";
import { compactEvents } from "../analysis/event_compaction.ts";
import { type Entity, entityText } from "../analysis/entity.ts";
import {
  type Situation,
  situationOf,
  type SituationParts,
} from "../analysis/findings/situation.ts";
import { symptomsOf } from "../analysis/findings/symptoms.ts";
import { suspects } from "../analysis/findings/suspects.ts";
import type { KubeEvent } from "../analysis/kube_event.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { readChanges } from "./changes.ts";
import { CLUSTER_SOURCES } from "../analysis/cluster_sources.ts";
import { readClusterObjects } from "./cluster_objects.ts";
import { readAlerts } from "./current_alerts.ts";
import { listCoverage } from "./list_coverage.ts";
import { readLogShifts } from "./log_shifts.ts";
import { readSource } from "./read_source.ts";
import { readSignals } from "./signals.ts";

/** Every kind that rules look at. */
const SITUATION_KINDS = Object.keys(CLUSTER_SOURCES) as readonly ClusterKind[];

const MOST_EVENTS = 10_000;

export interface SituationQuery {
  readonly window: TimeWindow;
  /** Workloads whose logs are read before those of the suspects. */
  readonly suspects?: (first: Situation) => readonly Entity[];
}

export interface SituationReading {
  readonly situation: Situation;
  readonly coverage: readonly Coverage[];
}

/**
 * Reads what every source says about the window: objects, events, alerts, hosts and metrics side by side, then the
 * changes behind them and the logs of those who look guilty.
 *
 * The whole cluster is read whatever the scope of the question: the cause of trouble seldom lies where it shows.
 * A source that fails or is late is coverage.
 */
export async function readSituation(
  context: ToolContext,
  { window, suspects: asked = () => [] }: SituationQuery,
): Promise<SituationReading> {
  const { parts, coverage } = await readFirst(context.within(FIRST_SECONDS), window);
  const first = situationOf(parts);
  context.report({ message: "read objects, alerts and metrics", progress: 1, total: 3 });
  const [changes, logs] = await Promise.all([
    readChanges(context, {
      scope: {},
      window: changeWindow(window),
      objects: parts.objects,
      events: parts.events,
      hosts: parts.hosts,
      alerts: parts.alerts,
    }),
    readLogs(context, first, [...asked(first), ...suspects(first)]),
  ]);
  context.report({ message: "read changes and logs", progress: 2, total: 3 });
  return {
    // The look-ups over the objects, which are many, are those of before.
    situation: { ...first, changes: changes.changes, logs: logs.logs },
    coverage: [...coverage, ...changes.coverage, ...logs.coverage],
  };
}

/** A slow source must leave time for the changes and logs, for which the others point the way. */
const FIRST_SECONDS = 5;

/** Half of all incidents follow a change, some of them hours later. */
const CHANGE_WINDOW_MS = 6 * 3_600_000;

function changeWindow({ start, end }: TimeWindow): TimeWindow {
  return { start: new Date(Math.min(start.getTime(), end.getTime() - CHANGE_WINDOW_MS)), end };
}

async function readLogs(
  context: ToolContext,
  situation: Situation,
  workloads: readonly Entity[],
) {
  if (!context.principal.scopes.includes("logs:read")) {
    const detail = "needs the scope logs:read";
    return { logs: [], coverage: [{ source: "loki", state: "forbidden", detail } as const] };
  }
  const distinct = new Map(workloads.map((workload) => [entityText(workload), workload]));
  const [first] = symptomsOf(situation);
  return await readLogShifts(context, {
    suspects: [...distinct.values()],
    window: situation.window,
    onset: first && new Date(first.since),
    pods: situation.objects.pods,
  });
}

async function readFirst(context: ToolContext, window: TimeWindow) {
  const [cluster, events, alerts, hosts, metrics] = await Promise.all([
    readClusterObjects(context, { kinds: SITUATION_KINDS }),
    readEvents(context),
    readAlerts(context),
    readSource("node facts", () => context.nodeFacts.list()),
    readSignals(context, { window, scope: {} }),
  ]);
  const real = alerts.alerts.filter(({ labels }) => !META_ALERTS.has(labels["alertname"] ?? ""));
  const parts = {
    now: context.now(),
    window,
    objects: cluster.objects,
    events: events.groups,
    alerts: groupAlerts(real),
    hosts: hosts.value ?? [],
    signals: metrics.signals,
    calls: metrics.calls,
  } satisfies Partial<SituationParts>;
  const coverage = [
    ...cluster.coverage,
    ...events.coverage,
    ...alerts.coverage,
    hosts.coverage,
    ...metrics.coverage,
  ];
  return { parts, coverage };
}

async function readEvents({ kubernetes }: ToolContext) {
  const source = "kubernetes events";
  const { value, coverage } = await readSource(
    source,
    () => kubernetes.list<KubeEvent>("events", { limit: MOST_EVENTS }),
  );
  if (value === undefined) return { groups: [], coverage: [coverage] };
  return { groups: compactEvents(value.items), coverage: listCoverage(source, value) };
}

import type { NodeFacts } from "../../catalogue/node_facts.ts";
import type { AlertGroup } from "../alert_groups.ts";
import type { ClusterObjects } from "../cluster_kinds.ts";
import type { EventGroup } from "../event_compaction.ts";
import { alertChanges } from "./alert_changes.ts";
import type { Change } from "./change.ts";
import { hostChanges, rebootChanges, taintChanges } from "./node_changes.ts";
import { objectAgeChanges } from "./object_age_changes.ts";
import { rolloutChanges } from "./rollout_changes.ts";
import { writtenChanges } from "./written_changes.ts";

export interface ChangeTraces {
  readonly objects: Partial<ClusterObjects>;
  readonly alerts: readonly AlertGroup[];
  readonly hosts: readonly NodeFacts[];
  readonly events: readonly EventGroup[];
  /** Read from series. */
  readonly series: readonly Change[];
}

/** Gives all changes that left a trace in what is there now, most exact traces first. Linear in objects. */
export function derivedChanges(traces: ChangeTraces): readonly Change[] {
  const { objects, alerts, hosts, events, series } = traces;
  return [
    ...rolloutChanges(objects),
    ...writtenChanges(objects),
    ...objectAgeChanges(objects),
    ...taintChanges(objects.nodes ?? []),
    ...hostChanges(hosts),
    ...rebootChanges(events),
    ...alertChanges(alerts),
    ...series,
  ];
}

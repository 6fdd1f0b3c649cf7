import type { AlertGroup } from "../alert_groups.ts";
import type { NodeFacts } from "../../catalogue/node_facts.ts";
import type { Change } from "../changes/change.ts";
import type { ClusterObjects } from "../cluster_kinds.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { CallEdge, Signal } from "../signals/signal.ts";
import type { TimeWindow } from "../time_window.ts";
import { ClusterIndex } from "./cluster_index.ts";

/** Everything that was read about one scope and window, for rules to look at. */
export interface SituationParts {
  readonly now: Date;
  readonly window: TimeWindow;
  readonly objects: Partial<ClusterObjects>;
  readonly events: readonly EventGroup[];
  readonly alerts: readonly AlertGroup[];
  readonly hosts: readonly NodeFacts[];
  readonly signals: readonly Signal[];
  readonly calls: readonly CallEdge[];
  readonly logs: readonly LogShift[];
  readonly changes: readonly Change[];
}

/** What was read, with the look-ups that most rules need. */
export interface Situation extends SituationParts {
  readonly cluster: ClusterIndex;
}

/** Makes a situation; what is left out was not read. */
export function situationOf(
  { now, window, ...parts }: Pick<SituationParts, "now" | "window"> & Partial<SituationParts>,
): Situation {
  const { objects = {} } = parts;
  return {
    objects,
    events: [],
    alerts: [],
    hosts: [],
    signals: [],
    calls: [],
    logs: [],
    changes: [],
    ...parts,
    now,
    window,
    cluster: new ClusterIndex(objects, now),
  };
}

import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Replicated } from "../kube_workload.ts";
import { earliest, momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload, firstOf } from "./workload_events.ts";

/** A workload whose pods the API server does not let in. */
export interface CreationRefusal {
  readonly workload: Entity;
  /** What the API server answered, data. */
  readonly message: string;
  readonly since?: string;
}

const REASONS: ReadonlySet<string> = new Set(["FailedCreate"]);
const TABLES = [["Deployment", "deployments"], ["ReplicaSet", "replicaSets"]] as const;

/** Finds the workloads whose controllers cannot create pods: by their conditions, and by events for those without. */
export function creationRefusals(situation: Situation): readonly CreationRefusal[] {
  const events = eventsByWorkload(situation, REASONS);
  const refusals = new Map<string, CreationRefusal>();
  for (const [kind, table] of TABLES) {
    for (const object of situation.objects[table] ?? []) {
      const failure = conditionOf(object, "ReplicaFailure");
      if (failure?.status !== "True") continue;
      const workload = workloadOf(kind, object);
      if (refusals.has(entityText(workload))) continue;
      const first = firstOf(events.get(entityText(workload)) ?? []);
      const since = earliest([failure.lastTransitionTime, first]);
      refusals.set(entityText(workload), {
        workload,
        message: failure.message ?? "",
        ...(since !== undefined && { since }),
      });
    }
  }
  for (const [key, [newest, ...others]] of events) {
    if (newest === undefined || refusals.has(key)) continue;
    const workload = { ...newest.owner, namespace: newest.namespace };
    const since = firstOf([newest, ...others]) ?? newest.firstAt;
    refusals.set(key, { workload, message: newest.message, since });
  }
  return [...refusals.values()];
}

/** Says whose pods are refused: `Deployment shop/web 9/12 ready, FailedCreate since 08:24`. */
export function refusedText({ workload, since }: CreationRefusal, situation: Situation): string {
  const readiness = situation.cluster.readinessText(workload) ?? "not ready";
  const at = since === undefined ? "" : ` since ${momentText(since, situation.now)}`;
  return `${entityText(workload)} ${readiness}, FailedCreate${at}`;
}

/** Says that a workload has all its pods after all. */
export function hasAllPods(workload: Entity, { cluster }: Situation): string | undefined {
  const health = cluster.health.get(entityText(workload));
  return health !== undefined && health.desired > 0 && health.ready >= health.desired &&
      health.severity === 0
    ? `${workload.name}: ${health.ready}/${health.desired} ready`
    : undefined;
}

function workloadOf(kind: string, { metadata }: Replicated): Entity {
  const { namespace = "", name, ownerReferences = [] } = metadata;
  const owner = ownerReferences.find(({ kind }) => kind === "Deployment");
  return { kind: owner?.kind ?? kind, namespace, name: owner?.name ?? name };
}

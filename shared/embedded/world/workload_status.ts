import { type Condition, type Pod, timestamp, type Workload } from "./kube_objects.ts";
import type { ObjectHistory, Revision } from "./object_history.ts";
import type { ObjectStore } from "./object_store.ts";

/** How many pods of a workload are there and ready. */
interface Tally {
  readonly replicas: number;
  readonly ready: number;
  /** When the last of them stopped or began to be ready. */
  readonly changedMs: number;
}

const KINDS = [
  "apps/deployments",
  "apps/replicasets",
  "apps/statefulsets",
  "apps/daemonsets",
] as const;

/**
 * Brings the status of workloads in line with their pods, as their controllers would, where pods have changed.
 * Workloads in `given` (`Kind/namespace/name`) carry the status that was written for them.
 */
export function deriveWorkloadStatus(store: ObjectStore, given: ReadonlySet<string>): void {
  const tallies = tallyByController(store);
  for (const key of KINDS) {
    for (const history of store.histories<Workload>(key)) {
      const { kind, metadata } = history.latest;
      const id = `${kind}/${metadata.namespace}/${metadata.name}`;
      const tally = tallies.get(id);
      if (given.has(id) || tally === undefined || history.current === undefined) continue;
      update(store, history, tally);
    }
  }
}

function tallyByController(store: ObjectStore): ReadonlyMap<string, Tally> {
  const tallies = new Map<string, Tally>();
  const deployments = new Map(
    store.list<Workload>("apps/replicasets").map(({ metadata }) => [
      `${metadata.namespace}/${metadata.name}`,
      metadata.ownerReferences?.[0]?.name,
    ]),
  );
  const add = (id: string, pod: Tally) => {
    const { replicas, ready, changedMs } = tallies.get(id) ?? NOTHING;
    tallies.set(id, {
      replicas: replicas + pod.replicas,
      ready: ready + pod.ready,
      changedMs: Math.max(changedMs, pod.changedMs),
    });
  };
  for (const { current, revisions } of store.histories<Pod>("pods")) {
    const { ownerReferences: [owner] = [], namespace } = current?.metadata ?? {};
    if (current === undefined || owner === undefined) continue;
    const tally = tallyOf(current, owner.kind, revisions);
    add(`${owner.kind}/${namespace}/${owner.name}`, tally);
    const deployment = deployments.get(`${namespace}/${owner.name}`);
    if (deployment !== undefined) add(`Deployment/${namespace}/${deployment}`, tally);
  }
  return tallies;
}

const NOTHING: Tally = { replicas: 0, ready: 0, changedMs: 0 };

function tallyOf(pod: Pod, ownerKind: string, revisions: readonly Revision<Pod>[]): Tally {
  // A ReplicaSet does not count those it has to replace; the other controllers count all that are there.
  const counted = ownerKind !== "ReplicaSet" || isActive(pod);
  const ready = counted && (pod.status?.conditions
    ?.some(({ type, status }) => type === "Ready" && status === "True") ?? false);
  // A pod that was never ready has been so since it was made.
  const changedMs = revisions.length > 1 || !ready ? revisions.at(-1)?.atMs ?? 0 : 0;
  return { replicas: counted ? 1 : 0, ready: ready ? 1 : 0, changedMs };
}

function isActive({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== "Failed" &&
    status?.phase !== "Succeeded";
}

function update(store: ObjectStore, history: ObjectHistory<Workload>, tally: Tally): void {
  const workload = history.latest;
  const { replicas, ready, changedMs } = tally;
  const daemon = workload.kind === "DaemonSet";
  const [allField, readyField, availableField] = daemon
    ? ["currentNumberScheduled", "numberReady", "numberAvailable"]
    : ["replicas", "readyReplicas", "availableReplicas"];
  const { status = {} } = workload;
  if (status[allField ?? ""] === replicas && status[readyField ?? ""] === ready) return;
  const missing = Math.max(0, (workload.spec.replicas ?? replicas) - ready);
  const changed: Workload = {
    ...workload,
    status: {
      ...status,
      [allField ?? ""]: replicas,
      [readyField ?? ""]: ready,
      [availableField ?? ""]: ready,
      ...unavailable(workload.kind, missing),
      ...availability(workload, missing, changedMs),
    },
  };
  store.put(changed, Math.max(changedMs, history.revisions.at(-1)?.atMs ?? 0));
}

function unavailable(kind: string, missing: number) {
  if (missing === 0) return {};
  if (kind === "Deployment") return { unavailableReplicas: missing };
  return kind === "DaemonSet" ? { numberUnavailable: missing } : {};
}

// A Deployment is available while no more than a quarter is missing, the default of its strategy.
function availability({ kind, spec, status }: Workload, missing: number, changedMs: number) {
  if (kind !== "Deployment") return {};
  const available = missing <= Math.floor((spec.replicas ?? 1) / 4);
  const conditions = (status?.conditions ?? []).map((condition): Condition => {
    const same = (condition.status === "True") === available;
    if (condition.type !== "Available" || same) return condition;
    const at = timestamp(changedMs);
    return {
      type: "Available",
      status: available ? "True" : "False",
      reason: available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
      message: `Deployment ${available ? "has" : "does not have"} minimum availability.`,
      lastUpdateTime: at,
      lastTransitionTime: at,
    };
  });
  return { conditions };
}

import type { BaseCluster } from "../base/build_base.ts";
import {
  type Condition,
  type Pod,
  timeMs,
  timestamp,
  type Workload,
} from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { HISTORY_MS } from "../world/world.ts";
import { objectId } from "./scenario_objects.ts";

// What a Deployment has without `progressDeadlineSeconds`.
const DEADLINE_SECONDS = 600;

/**
 * Lets the Deployments tell of rollouts whose pods were never ready: that they progress, and once their deadline
 * has passed that they do not. Deployments that a scenario gives carry the status that was written for them.
 */
export function markStalledRollouts(cluster: BaseCluster, given: ReadonlySet<string>): void {
  const { store, builder } = cluster;
  for (const set of store.list<Workload>("apps/replicasets")) {
    const { namespace, creationTimestamp, ownerReferences: [owner] = [] } = set.metadata;
    const startedMs = timeMs(creationTimestamp) ?? 0;
    if (startedMs < builder.nowMs - HISTORY_MS || !neverReady(cluster, set)) continue;
    const key = { namespace, name: owner?.name ?? "" };
    const deployment = store.history<Workload>("apps/deployments", key);
    if (deployment?.current === undefined || given.has(objectId(deployment.current))) continue;
    markStalled(cluster, deployment, { replicaSet: set.metadata.name, startedMs });
  }
}

function markStalled(
  { store, builder }: BaseCluster,
  { latest, revisions }: ObjectHistory<Workload>,
  { replicaSet, startedMs }: { readonly replicaSet: string; readonly startedMs: number },
): void {
  const { progressDeadlineSeconds = DEADLINE_SECONDS } = latest.spec as {
    progressDeadlineSeconds?: number;
  };
  const lastMs = revisions.at(-1)?.atMs ?? startedMs;
  const deadlineMs = startedMs + progressDeadlineSeconds * 1_000;
  const progresses = `ReplicaSet "${replicaSet}" is progressing.`;
  store.put(withProgress(latest, progress("True", progresses, startedMs)), lastMs + 1);
  if (deadlineMs > builder.nowMs) return;
  const timedOut = `ReplicaSet "${replicaSet}" has timed out progressing.`;
  const atMs = Math.max(lastMs + 2, deadlineMs);
  store.put(withProgress(latest, progress("False", timedOut, deadlineMs)), atMs);
}

function neverReady({ store }: BaseCluster, { metadata }: Workload): boolean {
  const pods = store.histories<Pod>("pods", metadata.namespace).filter(({ current }) =>
    current?.metadata.ownerReferences?.[0]?.name === metadata.name
  );
  return pods.length > 0 &&
    !pods.some(({ revisions }) =>
      revisions.some(({ object }) =>
        object.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")
      )
    );
}

function progress(status: "True" | "False", message: string, atMs: number): Condition {
  const at = timestamp(atMs);
  return {
    type: "Progressing",
    status,
    reason: status === "True" ? "ReplicaSetUpdated" : "ProgressDeadlineExceeded",
    message,
    lastUpdateTime: at,
    lastTransitionTime: at,
  };
}

function withProgress(deployment: Workload, progressing: Condition): Workload {
  const conditions = (deployment.status?.conditions ?? []) as readonly Condition[];
  const others = conditions.filter(({ type }) => type !== "Progressing");
  return { ...deployment, status: { ...deployment.status, conditions: [...others, progressing] } };
}

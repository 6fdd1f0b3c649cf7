import { conditionOf } from "./condition.ts";
import type { Pod } from "./kube_pod.ts";
import type { DaemonSet, Replicated } from "./kube_workload.ts";
import { ascending } from "./order.ts";
import { type PodProblem, podProblem, type Severity } from "./pod_problem.ts";
import { isOver, podStatus } from "./pod_status.ts";
import { type Owner, ownerOfPod } from "./workload_owner.ts";

/** Pods and their controllers as the API lists them. */
export interface WorkloadObjects {
  readonly pods: readonly Pod[];
  readonly deployments?: readonly Replicated[];
  readonly statefulSets?: readonly Replicated[];
  readonly daemonSets?: readonly DaemonSet[];
}

/** One workload with its pods folded in. */
export interface WorkloadHealth extends Owner {
  readonly namespace: string;
  /** What the controller wants; the number of live pods where there is no controller. */
  readonly desired: number;
  readonly ready: number;
  readonly restarts: number;
  /** Reasons with how many pods have them, worst first, and the node that all are on: `4 NotReady on node-17`. */
  readonly problem?: string;
  /** 0 when nothing is wrong. */
  readonly severity: Severity | 0;
  readonly since?: string;
  /** A pod to look at: one of those with the worst problem. */
  readonly pod?: string;
}

/** Folds pods into the workloads they belong to: worst first, then by missing replicas, namespace and name. */
export function workloadHealth(objects: WorkloadObjects, now: Date): WorkloadHealth[] {
  const folds = new Map<string, Fold>();
  for (const controller of controllersOf(objects)) {
    foldOf(folds, controller.namespace, controller).controller = controller;
  }
  for (const pod of objects.pods) {
    const owner = ownerOfPod(pod);
    foldOf(folds, pod.metadata.namespace ?? "", owner).pods.push(pod);
  }
  return [...folds.values()].filter(isAlive).map((fold) => healthOf(fold, now)).sort(worstFirst);
}

interface Controller extends Owner {
  readonly namespace: string;
  readonly desired: number;
  readonly ready: number;
  readonly complaint?: PodProblem | undefined;
}

interface Fold {
  readonly namespace: string;
  readonly owner: Owner;
  readonly pods: Pod[];
  controller?: Controller;
}

function foldOf(folds: Map<string, Fold>, namespace: string, owner: Owner): Fold {
  const { kind, name } = owner;
  const key = `${namespace}/${kind}/${name}`;
  const fold = folds.get(key) ?? { namespace, owner: { kind, name }, pods: [] };
  folds.set(key, fold);
  return fold;
}

function controllersOf(objects: WorkloadObjects): Controller[] {
  const { deployments = [], statefulSets = [], daemonSets = [] } = objects;
  return [
    ...deployments.map((object) => replicated("Deployment", object)),
    ...statefulSets.map((object) => replicated("StatefulSet", object)),
    ...daemonSets.map(daemonSet),
  ];
}

function replicated(kind: string, object: Replicated): Controller {
  return {
    kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    desired: object.spec?.replicas ?? 1,
    ready: object.status?.readyReplicas ?? 0,
    complaint: complaintOf(object),
  };
}

function daemonSet(object: DaemonSet): Controller {
  return {
    kind: "DaemonSet",
    name: object.metadata.name,
    namespace: object.metadata.namespace ?? "",
    desired: object.status?.desiredNumberScheduled ?? 0,
    ready: object.status?.numberReady ?? 0,
  };
}

/** What a controller itself says is wrong; its pods often do not exist and cannot say it. */
function complaintOf(object: Replicated): PodProblem | undefined {
  const failure = conditionOf(object, "ReplicaFailure");
  const progress = conditionOf(object, "Progressing");
  const complaint = failure?.status === "True"
    ? failure
    : progress?.status === "False"
    ? progress
    : undefined;
  return complaint && {
    reason: complaint.reason ?? complaint.type,
    severity: 2,
    ...(complaint.lastTransitionTime && { since: complaint.lastTransitionTime }),
  };
}

// Pods of finished Jobs stay for a while; the Job says how it went.
function isAlive({ controller, owner, pods }: Fold): boolean {
  if (controller !== undefined) return true;
  const isBatch = owner.kind === "Job" || owner.kind === "CronJob";
  return pods.some((pod) => !isOver(pod) || (!isBatch && pod.status?.phase === "Failed"));
}

function healthOf({ namespace, owner, pods, controller }: Fold, now: Date): WorkloadHealth {
  const live = pods.filter((pod) => !isOver(pod));
  const desired = controller?.desired ?? live.length;
  const ready = controller?.ready ?? live.filter(isReady).length;
  const troubled = pods.flatMap((pod) => {
    const problem = podProblem(pod, now);
    const { metadata: { name }, spec } = pod;
    return problem === undefined ? [] : [{ pod: name, node: spec?.nodeName, ...problem }];
  }).sort((a, b) => b.severity - a.severity || (a.pod < b.pod ? -1 : 1));
  const worst = worstOf(troubled, controller, { desired, ready });
  const reasons = reasonText(troubled, worst);
  const place = troubled.length < live.length ? onlyNode(troubled) : undefined;
  return {
    namespace,
    ...owner,
    desired,
    ready,
    restarts: pods.reduce((sum, pod) => sum + podStatus(pod).restarts, 0),
    severity: worst?.severity ?? 0,
    ...(reasons && { problem: place === undefined ? reasons : `${reasons} on ${place}` }),
    ...(worst?.since && { since: worst.since }),
    ...(troubled[0] && { pod: troubled[0].pod }),
  };
}

function isReady(pod: Pod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

function worstOf(
  troubled: readonly PodProblem[],
  controller: Controller | undefined,
  { desired, ready }: { readonly desired: number; readonly ready: number },
): PodProblem | undefined {
  const worst = troubled[0];
  if (worst !== undefined && worst.severity > 1) return worst;
  if (controller?.complaint !== undefined) return controller.complaint;
  if (worst === undefined && controller !== undefined && ready === 0 && desired > 0) {
    return { reason: "no ready pod", severity: 2 };
  }
  return worst;
}

function reasonText(
  troubled: readonly PodProblem[],
  worst: PodProblem | undefined,
): string | undefined {
  const counts = new Map<string, number>();
  for (const { reason } of troubled) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const texts = [...counts].map(([reason, count]) => count === 1 ? reason : `${count} ${reason}`);
  if (worst !== undefined && !counts.has(worst.reason)) texts.unshift(worst.reason);
  return texts.length === 0 ? undefined : texts.join(", ");
}

// Trouble of some pods on one node is the node's more often than theirs.
function onlyNode(troubled: readonly { readonly node: string | undefined }[]): string | undefined {
  const nodes = new Set(troubled.map(({ node }) => node));
  return nodes.size === 1 ? [...nodes][0] : undefined;
}

function worstFirst(a: WorkloadHealth, b: WorkloadHealth): number {
  return b.severity - a.severity || missing(b) - missing(a) ||
    ascending(a.namespace, b.namespace) || ascending(a.name, b.name) || ascending(a.kind, b.kind);
}

function missing({ desired, ready }: WorkloadHealth): number {
  return desired > 0 ? Math.max(0, desired - ready) / desired : 0;
}

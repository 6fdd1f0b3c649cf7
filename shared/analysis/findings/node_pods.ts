import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Node } from "../kube_node.ts";
import type { Pod } from "../kube_pod.ts";
import { podStatus } from "../pod_status.ts";
import type { Situation } from "./situation.ts";
import { callersOf, soundTexts } from "./soundness.ts";

/** A workload that a node carries, with what its pods there show. */
export interface NodeWorkload {
  readonly workload: Entity;
  readonly pods: readonly [Pod, ...Pod[]];
}

/** The workloads on a node that would run elsewhere if they could; daemons belong to the node. */
export function movableOn(node: string, { cluster }: Situation): readonly NodeWorkload[] {
  const pods = cluster.podsOnNode(node).filter((pod) => !isBoundToNode(cluster.ownerOf(pod)));
  return [...Map.groupBy(pods, (pod) => entityText(cluster.ownerOf(pod))).values()]
    .map((members) => {
      const pods = members as [Pod, ...Pod[]];
      return { workload: cluster.ownerOf(pods[0]), pods };
    });
}

/** Says what the pods of a workload on a node show: `StatefulSet shop/orders-db 0/1 ready: orders-db-0 Terminating`. */
export function workloadText({ workload, pods }: NodeWorkload, { cluster }: Situation): string {
  const states = pods.map((pod) => `${pod.metadata.name} ${podStatus(pod).status}`);
  return `${entityText(workload)} ${cluster.readinessText(workload) ?? ""}: ${states.join(", ")}`;
}

/** Those workloads of a node of which pods there are not ready, worst first. */
export function suffering(workloads: readonly NodeWorkload[]): readonly NodeWorkload[] {
  return workloads.filter(({ pods }) => pods.some(isUnready));
}

/** Tells whether a pod that ought to be ready is not. */
export function isUnready(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined ||
    conditionOf(pod, "Ready")?.status !== "True";
}

/** Says what is well around the workloads of a node: those who call them, for they only pass failures on. */
export function soundCallersOf(
  workloads: readonly NodeWorkload[],
  situation: Situation,
): readonly string[] {
  const all = workloads.map(({ workload }) => workload);
  return soundTexts(
    [...all.flatMap((workload) => callersOf(workload, situation)), ...all],
    situation,
  ).slice(0, 6);
}

/** The name and moment under which a node is out of use on purpose. */
export function isCordoned({ spec }: Node): boolean {
  return spec?.unschedulable === true;
}

function isBoundToNode({ kind }: Entity): boolean {
  return kind === "DaemonSet" || kind === "Pod" || kind === "Node";
}

/** The nodes that were read. */
export function nodesOf({ objects }: Situation): readonly Node[] {
  return objects.nodes ?? [];
}

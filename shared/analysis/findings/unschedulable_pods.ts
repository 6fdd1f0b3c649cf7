import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Pod } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import { parseSchedulingFailure, type SchedulingFailure } from "../scheduling_failure.ts";
import { earliest } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** Pods of one workload that no node takes, for one set of reasons. */
export interface UnschedulablePods {
  readonly workload: Entity;
  readonly pods: readonly [Pod, ...Pod[]];
  readonly since?: string;
  /** What the scheduler said, data. */
  readonly message: string;
  readonly failure?: SchedulingFailure;
}

/** Folds the pods that the scheduler has refused by workload. */
export function unschedulablePods({ objects, cluster }: Situation): readonly UnschedulablePods[] {
  const refused = (objects.pods ?? []).filter((pod) =>
    !isOver(pod) && pod.metadata.deletionTimestamp === undefined &&
    conditionOf(pod, "PodScheduled")?.reason === "Unschedulable"
  );
  const groups = Map.groupBy(refused, (pod) => entityText(cluster.ownerOf(pod)));
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const message = conditionOf(first, "PodScheduled")?.message ?? "";
    const failure = parseSchedulingFailure(message);
    const since = earliest(
      [first, ...others].map((pod) => conditionOf(pod, "PodScheduled")?.lastTransitionTime),
    );
    return [{
      workload: cluster.ownerOf(first),
      pods: [first, ...others] as const,
      message,
      ...(since !== undefined && { since }),
      ...(failure !== undefined && { failure }),
    }];
  });
}

/** The resources of which nodes that would do otherwise have too little: `cpu`, `memory`, `pods`. */
export function insufficientResources(failure: SchedulingFailure | undefined): readonly string[] {
  return (failure?.predicates ?? []).flatMap(({ reason }) => {
    if (/^Too many pods/.test(reason)) return ["pods"];
    return /^Insufficient (\S+)/.exec(reason)?.[1] ?? [];
  });
}

/** Tells whether the pod waits for its volume rather than for a node. */
export function waitsForVolume(failure: SchedulingFailure | undefined): boolean {
  return failure !== undefined &&
    failure.predicates.every(({ reason }) => /volume|persistentvolumeclaim/i.test(reason));
}

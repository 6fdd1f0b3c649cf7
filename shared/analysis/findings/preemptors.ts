import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Pod } from "../kube_pod.ts";
import type { PriorityClass } from "../kube_policy.ts";
import type { Situation } from "./situation.ts";

/** A preemptor is bound when its victims have ended, which may take their whole grace period. */
const MOST_WAIT_MS = 15 * 60_000;
const ON_NODE = / on node (\S+?)\.?$/;

/** Who took the place of preempted pods. */
export interface Preemptor {
  readonly workload: Entity;
  readonly pods: readonly [Pod, ...Pod[]];
}

/** The nodes on which pods were preempted, by the events that say so. */
export function preemptedNodes(events: readonly EventGroup[]): readonly string[] {
  return [...new Set(events.flatMap(({ message }) => ON_NODE.exec(message)?.[1] ?? []))].sort();
}

/** The priority of a pod and its class: `batch-urgent (1000000)`, `0`. */
export function priorityText(pod: Pod | undefined, situation: Situation): string {
  const name = pod?.spec?.priorityClassName;
  const value = priorityOf(pod, situation);
  return name === undefined ? `${value}` : `${name} (${value})`;
}

/** The priority class of a pod, where it names one that exists. */
export function priorityClassOf(pod: Pod, { objects }: Situation): PriorityClass | undefined {
  return objects.priorityClasses?.find(({ metadata }) =>
    metadata.name === pod.spec?.priorityClassName
  );
}

/** Finds who got the places of preempted pods: pods of higher priority bound to those nodes right after. */
export function preemptorOf(
  victim: Entity,
  events: readonly EventGroup[],
  situation: Situation,
): Preemptor | undefined {
  const { cluster } = situation;
  const limit = priorityOf(cluster.podsOf(victim)[0], situation);
  const begin = Math.min(...events.map(({ firstAt }) => Date.parse(firstAt)));
  const end = Math.max(...events.map(({ lastAt }) => Date.parse(lastAt))) + MOST_WAIT_MS;
  const candidates = preemptedNodes(events).flatMap((node) => cluster.podsOnNode(node))
    .filter((pod) => {
      const at = Date.parse(
        conditionOf(pod, "PodScheduled")?.lastTransitionTime ?? pod.status?.startTime ?? "",
      );
      return priorityOf(pod, situation) > limit && at >= begin && at <= end;
    });
  const groups = Map.groupBy(candidates, (pod) => entityText(cluster.ownerOf(pod)));
  const [pods] = [...groups.values()].sort((a, b) => b.length - a.length);
  const [first, ...others] = pods ?? [];
  return first && { workload: cluster.ownerOf(first), pods: [first, ...others] };
}

function priorityOf(pod: Pod | undefined, situation: Situation): number {
  return pod?.spec?.priority ?? (pod && priorityClassOf(pod, situation)?.value) ?? 0;
}

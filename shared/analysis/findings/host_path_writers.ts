import type { Change } from "../changes/change.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Pod } from "../kube_pod.ts";
import { isOver } from "../pod_status.ts";
import { changesOf } from "./change_evidence.ts";
import type { Situation } from "./situation.ts";
import { workloadOfEvent } from "./workload_events.ts";
import { tellable } from "./tellable.ts";

/** A workload that may write into directories of its nodes. */
export interface HostPathWriter {
  readonly workload: Entity;
  readonly paths: readonly string[];
  /** Where its pods are. */
  readonly nodes: readonly string[];
  /** When its pods were given their present form, where it is known. */
  readonly since?: string;
  /** Its newest change. */
  readonly change?: Change;
  readonly wasEvicted: boolean;
}

/** Finds the workloads with a hostPath that they can write to; daemons are made for that and left out. */
export function hostPathWriters(situation: Situation): readonly HostPathWriter[] {
  const pods = (situation.objects.pods ?? []).filter((pod) =>
    !isOver(pod) && writablePaths(pod).length > 0
  );
  const evicted = new Set(
    situation.events.filter(({ reason }) => reason === "Evicted")
      .map((event) => entityText(workloadOfEvent(event, situation))),
  );
  const byOwner = Map.groupBy(pods, (pod) => entityText(situation.cluster.ownerOf(pod)));
  return [...byOwner.values()].flatMap(([first, ...others]): HostPathWriter[] => {
    if (first === undefined) return [];
    const workload = situation.cluster.ownerOf(first);
    if (workload.kind === "DaemonSet" || workload.kind === "Node") return [];
    const [change] = changesOf(situation, workload);
    const since = change?.at ??
      situation.cluster.replicaSetsOf(workload)
        .map(({ metadata }) => metadata.creationTimestamp ?? "").sort().at(-1);
    return [{
      workload,
      paths: writablePaths(first),
      nodes: [...new Set([first, ...others].flatMap(({ spec }) => spec?.nodeName ?? []))].sort(),
      ...(since && { since }),
      ...(change !== undefined && { change }),
      wasEvicted: evicted.has(entityText(workload)),
    }];
  });
}

function writablePaths({ spec }: Pod): readonly string[] {
  const mounts: readonly { readonly name: string; readonly readOnly?: boolean }[] =
    (spec?.containers ?? []).flatMap(({ volumeMounts = [] }) => volumeMounts);
  return (spec?.volumes ?? []).flatMap(({ name, hostPath }) =>
    hostPath !== undefined &&
      mounts.some((mount) => mount.name === name && mount.readOnly !== true)
      ? [tellable(hostPath.path)]
      : []
  );
}

import type { Container, Pod } from "./kube_pod.ts";
import { isOver } from "./pod_status.ts";
import { parseQuantity } from "./quantity.ts";

/** CPU and memory of a group of pods: what they use now and what they have reserved. */
export interface GroupUsage {
  readonly pods: number;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly cpuRequested: number;
  readonly memoryRequested: number;
}

export interface PodFigures {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** Sums usage and requests of live pods by any key; pods without a key are left out. */
export function usageBy(
  pods: readonly Pod[],
  usage: ReadonlyMap<string, PodFigures>,
  keyOf: (pod: Pod) => string | undefined,
): Map<string, GroupUsage> {
  const groups = new Map<string, GroupUsage>();
  for (const pod of pods) {
    const key = isOver(pod) ? undefined : keyOf(pod);
    if (key === undefined) continue;
    const used = usage.get(`${pod.metadata.namespace}/${pod.metadata.name}`);
    const sum = groups.get(key) ?? NOTHING;
    groups.set(key, {
      pods: sum.pods + 1,
      cpuCores: sum.cpuCores + (used?.cpuCores ?? 0),
      memoryBytes: sum.memoryBytes + (used?.memoryBytes ?? 0),
      cpuRequested: sum.cpuRequested + requested(pod, "cpu"),
      memoryRequested: sum.memoryRequested + requested(pod, "memory"),
    });
  }
  return groups;
}

const NOTHING: GroupUsage = {
  pods: 0,
  cpuCores: 0,
  memoryBytes: 0,
  cpuRequested: 0,
  memoryRequested: 0,
};

/** What the scheduler counts for a pod: its containers and sidecars, or its largest init container. */
export function requested({ spec }: Pod, resource: "cpu" | "memory"): number {
  const amount = ({ resources }: Container) => parseQuantity(resources?.requests?.[resource]) ?? 0;
  const inits = spec?.initContainers ?? [];
  const sidecars = inits.filter(({ restartPolicy }) => restartPolicy === "Always");
  const running = [...spec?.containers ?? [], ...sidecars].reduce(
    (sum, one) => sum + amount(one),
    0,
  );
  const starting = inits.filter(({ restartPolicy }) => restartPolicy !== "Always").map(amount);
  return Math.max(running, ...starting);
}

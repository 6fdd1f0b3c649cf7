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
  const groups = new Map<string, Sums>();
  const requestsOf = rememberedRequests();
  for (const pod of pods) {
    const key = isOver(pod) ? undefined : keyOf(pod);
    if (key === undefined) continue;
    let sums = groups.get(key);
    if (sums === undefined) {
      sums = { pods: 0, cpuCores: 0, memoryBytes: 0, cpuRequested: 0, memoryRequested: 0 };
      groups.set(key, sums);
    }
    const { cpu, memory } = requestsOf(pod);
    sums.pods += 1;
    sums.cpuRequested += cpu;
    sums.memoryRequested += memory;
    if (usage.size === 0) continue;
    const used = usage.get(`${pod.metadata.namespace}/${pod.metadata.name}`);
    sums.cpuCores += used?.cpuCores ?? 0;
    sums.memoryBytes += used?.memoryBytes ?? 0;
  }
  return groups;
}

type Sums = { -readonly [sum in keyof GroupUsage]: GroupUsage[sum] };

interface Requests {
  readonly cpu: number;
  readonly memory: number;
}

/** Reads requests once for all pods that share their containers, as the replicas of a workload in memory do. */
function rememberedRequests(): (pod: Pod) => Requests {
  const known = new Map<readonly Container[], Requests>();
  return (pod) => {
    const { containers, initContainers } = pod.spec ?? {};
    const read = () => ({ cpu: requested(pod, "cpu"), memory: requested(pod, "memory") });
    if (containers === undefined || initContainers !== undefined) return read();
    const requests = known.get(containers) ?? read();
    known.set(containers, requests);
    return requests;
  };
}

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

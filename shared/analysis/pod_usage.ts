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

/** A live pod with what it uses and has reserved. */
export interface PodAmounts extends PodFigures {
  readonly pod: Pod;
  readonly cpuRequested: number;
  readonly memoryRequested: number;
}

/** Puts live pods beside what they use, by `namespace/pod`, and what they have reserved. */
export function podAmounts(
  pods: readonly Pod[],
  usage: ReadonlyMap<string, PodFigures>,
): readonly PodAmounts[] {
  const requestsOf = rememberedRequests();
  return pods.filter((pod) => !isOver(pod)).map((pod) => {
    const { namespace, name } = pod.metadata;
    const used = usage.size === 0 ? undefined : usage.get(`${namespace}/${name}`);
    return {
      pod,
      cpuCores: used?.cpuCores ?? 0,
      memoryBytes: used?.memoryBytes ?? 0,
      ...requestsOf(pod),
    };
  });
}

/** Sums the amounts of pods by any key; pods without a key are left out. */
export function usageBy(
  amounts: readonly PodAmounts[],
  keyOf: (pod: Pod) => string | undefined,
): Map<string, GroupUsage> {
  const groups = new Map<string, Sums>();
  for (const { pod, cpuCores, memoryBytes, cpuRequested, memoryRequested } of amounts) {
    const key = keyOf(pod);
    if (key === undefined) continue;
    let sums = groups.get(key);
    if (sums === undefined) {
      sums = { pods: 0, cpuCores: 0, memoryBytes: 0, cpuRequested: 0, memoryRequested: 0 };
      groups.set(key, sums);
    }
    sums.pods += 1;
    sums.cpuCores += cpuCores;
    sums.memoryBytes += memoryBytes;
    sums.cpuRequested += cpuRequested;
    sums.memoryRequested += memoryRequested;
  }
  return groups;
}

type Sums = { -readonly [sum in keyof GroupUsage]: GroupUsage[sum] };

interface Requests {
  readonly cpuRequested: number;
  readonly memoryRequested: number;
}

/** Reads requests once for all pods that share their containers, as the replicas of a workload in memory do. */
function rememberedRequests(): (pod: Pod) => Requests {
  const known = new Map<readonly Container[], Requests>();
  return (pod) => {
    const { containers, initContainers } = pod.spec ?? {};
    const read = () => ({
      cpuRequested: requested(pod, "cpu"),
      memoryRequested: requested(pod, "memory"),
    });
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

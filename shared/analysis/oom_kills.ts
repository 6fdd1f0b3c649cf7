import type { ContainerStatus, Pod } from "./kube_pod.ts";
import { ascending, descending } from "./order.ts";
import { ownerOfPod, ownerText } from "./workload_owner.ts";

/** Containers of one workload that ran out of memory. */
export interface OomKills {
  readonly namespace: string;
  readonly workload: string;
  readonly container: string;
  readonly pods: number;
  readonly restarts: number;
  readonly lastAt: string;
  /** The memory limit that was hit, as its author wrote it. */
  readonly limit?: string;
}

const RECENT_SECONDS = 86_400;

/** Finds containers whose last end within a day was for lack of memory: newest first. */
export function oomKills(pods: readonly Pod[], now: Date): OomKills[] {
  const kills = new Map<string, OomKills>();
  for (const pod of pods) {
    for (const status of pod.status?.containerStatuses ?? []) {
      const at = oomEnd(status);
      if (at === undefined || (now.getTime() - Date.parse(at)) / 1_000 > RECENT_SECONDS) continue;
      const kill = killOf(pod, status, at);
      const key = `${kill.namespace}/${kill.workload}/${kill.container}`;
      kills.set(key, merged(kills.get(key), kill));
    }
  }
  return [...kills.values()].sort((a, b) =>
    descending(a.lastAt, b.lastAt) || ascending(a.namespace, b.namespace) ||
    ascending(a.workload, b.workload) || ascending(a.container, b.container)
  );
}

function oomEnd({ state, lastState }: ContainerStatus): string | undefined {
  return [state?.terminated, lastState?.terminated]
    .find((end) => end?.reason === "OOMKilled")?.finishedAt;
}

function killOf(pod: Pod, status: ContainerStatus, lastAt: string): OomKills {
  const container = pod.spec?.containers?.find(({ name }) => name === status.name);
  const limit = container?.resources?.limits?.["memory"];
  return {
    namespace: pod.metadata.namespace ?? "",
    workload: ownerText(ownerOfPod(pod)),
    container: status.name,
    pods: 1,
    restarts: status.restartCount ?? 0,
    lastAt,
    ...(limit !== undefined && { limit }),
  };
}

function merged(known: OomKills | undefined, kill: OomKills): OomKills {
  if (known === undefined) return kill;
  return {
    ...known,
    pods: known.pods + kill.pods,
    restarts: known.restarts + kill.restarts,
    lastAt: known.lastAt > kill.lastAt ? known.lastAt : kill.lastAt,
  };
}

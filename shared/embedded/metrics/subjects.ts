import { hash32, mix32 } from "../random.ts";
import type { World } from "../world/world.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import {
  type Container,
  type ContainerStatus,
  type Node,
  type Pod,
  timeMs,
} from "../world/kube_objects.ts";
import { quantity } from "./quantity.ts";
import type { Scope, Subject } from "./family.ts";

/** A pod over time. */
export type PodHistory = ObjectHistory<Pod>;

/** A container of a pod, with what it uses when nothing is wrong. */
export interface ContainerEntity {
  readonly pod: Pod;
  readonly history: PodHistory;
  readonly container: Container;
  readonly status: ContainerStatus | undefined;
  readonly cpuCores: number;
  readonly memoryBytes: number;
  readonly cpuLimitCores: number | undefined;
  readonly memoryLimitBytes: number | undefined;
}

/** The pods that ran in some part of the history. */
export function* pods(world: World, { namespace, pod }: Scope): Generator<PodHistory> {
  if (namespace !== undefined && pod !== undefined) {
    const found = world.store.history<Pod>("pods", { namespace, name: pod });
    if (found !== undefined) yield found;
    return;
  }
  for (const history of world.store.histories<Pod>("pods", namespace)) {
    if (history.deletedMs > world.startMs) yield history;
  }
}

/** Containers that have run, as cAdvisor sees them: gone with their pod or with their node. */
export function* containers(world: World, scope: Scope): Generator<Subject<ContainerEntity>> {
  const lost = lostNodes(world);
  for (const history of pods(world, scope)) {
    const { namespace = "", name } = history.latest.metadata;
    for (const { name: of } of history.latest.spec.containers) {
      const [fromMs, untilMs] = containerSpan(history, of);
      // A pod that is made anew under its name may be on another node: what counts is where the container ran.
      const pod = history.at(untilMs - 1) ?? history.latest;
      const container = pod.spec.containers.find((item) => item.name === of);
      if (fromMs === undefined || container === undefined) continue;
      const status = pod.status?.containerStatuses?.find((item) => item.name === of);
      const node = pod.spec.nodeName ?? "";
      yield {
        entity: { pod, history, container, status, ...usage(container, hash32(name, world.seed)) },
        labels: { namespace, pod: name, container: of, node },
        seed: hash32(`${namespace}/${name}/${of}`, world.seed),
        fromMs,
        untilMs: Math.min(untilMs, history.deletedMs, lost.get(node) ?? Infinity),
      };
    }
  }
}

/** Whether all containers of a pod have stopped for good. */
export function hasEnded({ status }: Pod): boolean {
  return status?.phase === "Failed" || status?.phase === "Succeeded";
}

/** When a pod was first seen to have ended; `Infinity` where it has not. */
export function endedMs({ revisions }: PodHistory): number {
  return revisions.find(({ object }) => hasEnded(object))?.atMs ?? Infinity;
}

function containerSpan(
  history: PodHistory,
  name: string,
): readonly [fromMs: number | undefined, untilMs: number] {
  const statuses = history.revisions.flatMap(({ object, atMs }) =>
    object.status?.containerStatuses?.filter((status) => status.name === name)
      .map((status) => ({ ...status, atMs })) ?? []
  );
  const started = statuses.flatMap(({ state, lastState }) =>
    [state?.running, state?.terminated, lastState?.terminated]
      .flatMap((run) => timeMs(run?.startedAt) ?? [])
  );
  if (started.length === 0) return [undefined, Infinity];
  const restarted = (statuses.at(-1)?.restartCount ?? 0) > 0;
  return [
    restarted ? history.createdMs : Math.min(...started),
    stoppedMs(statuses) ?? endedMs(history),
  ];
}

/** When a container that does not run ceased to: at its end where that is told, or else when it was first seen so. */
function stoppedMs(
  statuses: readonly (ContainerStatus & { readonly atMs: number })[],
): number | undefined {
  const { state, lastState } = statuses.at(-1) ?? {};
  if (state?.waiting === undefined && state?.terminated === undefined) return undefined;
  const run = state.terminated ?? lastState?.terminated;
  const running = statuses.findLastIndex((status) => status.state?.running !== undefined);
  return timeMs(run?.finishedAt) ?? statuses[running + 1]?.atMs;
}

function usage({ resources }: Container, seed: number) {
  const { requests, limits } = resources ?? {};
  const spread = 0.8 + 0.4 * (mix32(seed, 5) / 2 ** 32);
  const memory = quantity(limits?.memory) ?? quantity(requests?.memory) ?? 64 * 2 ** 20;
  return {
    cpuCores: 0.45 * spread * (quantity(requests?.cpu) ?? 0.02),
    memoryBytes: 0.5 * spread * memory,
    cpuLimitCores: quantity(limits?.cpu),
    memoryLimitBytes: quantity(limits?.memory),
  };
}

const LOST_NODES = new WeakMap<World, ReadonlyMap<string, number>>();
// The node controller waits this long before it writes Unknown.
const GRACE_MS = 40_000;

/** Nodes that fell silent, with the time of their last word. */
export function lostNodes(world: World): ReadonlyMap<string, number> {
  const known = LOST_NODES.get(world);
  if (known !== undefined) return known;
  const lost = new Map<string, number>();
  for (const { key, latest, deletedMs } of world.store.histories<Node>("nodes")) {
    const sinceMs = silentSinceMs(latest) ?? deletedMs;
    if (sinceMs < Infinity) lost.set(key, sinceMs);
  }
  LOST_NODES.set(world, lost);
  return lost;
}

/** The last word of a node that is not heard of any more; `undefined` for one that is. */
export function silentSinceMs({ status }: Node): number | undefined {
  const ready = status.conditions.find(({ type }) => type === "Ready");
  const writtenMs = timeMs(ready?.lastTransitionTime);
  return ready?.status === "Unknown" && writtenMs !== undefined ? writtenMs - GRACE_MS : undefined;
}

/** Nodes with the label they are told apart by; their series end when they fall silent. */
export function nodesAs(label: "instance" | "node", more: Readonly<Record<string, string>>) {
  return function* (world: World): Generator<Subject<Node>> {
    const lost = lostNodes(world);
    for (const history of world.store.histories<Node>("nodes")) {
      yield {
        entity: history.latest,
        labels: { ...more, [label]: history.key },
        seed: hash32(history.key, world.seed),
        fromMs: history.createdMs,
        untilMs: lost.get(history.key) ?? Infinity,
      };
    }
  };
}

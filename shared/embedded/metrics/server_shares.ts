import type { World } from "../world/world.ts";
import type { Pod } from "../world/kube_objects.ts";
import { endedMs, hasEnded, type PodHistory, pods } from "./subjects.ts";

/** When a pod gets requests. */
export interface ServingTime {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A share of the requests that holds until the next one. */
export interface Share {
  readonly fromMs: number;
  readonly of: number;
}

/** The time from when a pod is ready until it ends; `undefined` for one that was never ready. */
export function servingTime(history: PodHistory): ServingTime | undefined {
  const ready = history.revisions.find(({ object }) => isReady(object) && !hasEnded(object));
  if (ready === undefined) return undefined;
  return { fromMs: ready.atMs, untilMs: Math.min(history.deletedMs, endedMs(history)) };
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ??
    false;
}

/** What one of the pods of `namespace/app` gets over time: all that serve at a moment get the same. */
export function sharesOf(
  world: World,
  app: string,
  { fromMs, untilMs }: ServingTime,
): readonly Share[] {
  const servers = serversByApp(world).get(app) ?? [];
  const times = servers.flatMap((server) => [server.fromMs, server.untilMs])
    .filter((timeMs) => timeMs > Math.max(fromMs, world.startMs) && timeMs < untilMs);
  // Before the history nobody sees who served with whom.
  const first = Math.max(fromMs, world.startMs);
  return [...new Set([first, ...times])].sort((left, right) => left - right).map((atMs) => {
    const serving = servers.filter((server) => server.fromMs <= atMs && server.untilMs > atMs);
    return { fromMs: atMs === first ? fromMs : atMs, of: 1 / Math.max(1, serving.length) };
  });
}

const SERVERS = new WeakMap<World, ReadonlyMap<string, readonly ServingTime[]>>();

function serversByApp(world: World): ReadonlyMap<string, readonly ServingTime[]> {
  const known = SERVERS.get(world);
  if (known !== undefined) return known;
  const servers = new Map<string, ServingTime[]>();
  for (const history of pods(world, {})) {
    const time = servingTime(history);
    if (time === undefined) continue;
    const { namespace, labels } = history.latest.metadata;
    const app = `${namespace}/${labels?.app}`;
    servers.set(app, [...servers.get(app) ?? [], time]);
  }
  SERVERS.set(world, servers);
  return servers;
}

import type { World } from "../world/world.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { timeMs, type WorldObject } from "../world/kube_objects.ts";
import type { Family, GeneratedSeries, Labels, Scope } from "./family.ts";

/** A value that follows from the object alone, or also from the time (conditions that changed, restarts). */
export type ObjectValue = number | ((timeMs: number) => number);

export type ObjectRows<T extends WorldObject> = (
  object: T,
  world: World,
) => readonly (readonly [labels: Labels, value: ObjectValue | undefined])[];

const IDENTITY = { job: "kube-state-metrics", instance: "10.96.0.12:8080" } as const;

export interface ObjectTable<T extends WorldObject> {
  /** Where the store keeps the objects. */
  readonly key: string;
  /** The label that carries an object's name. */
  readonly nameLabel: string;
  readonly metrics: Readonly<Record<string, readonly [help: string, rows: ObjectRows<T>]>>;
}

/** Makes families of kube-state-metrics: they follow the objects of the world through all their states. */
export function objectFamilies<T extends WorldObject>(
  { key, nameLabel, metrics }: ObjectTable<T>,
): readonly Family[] {
  return Object.entries(metrics).map(([name, [help, rows]]) => ({
    name,
    type: name.endsWith("_total") ? "counter" : "gauge",
    help,
    *series(world: World, scope: Scope) {
      for (const history of historiesIn<T>(world, { key, scope })) {
        if (history.deletedMs <= world.startMs) continue;
        const { namespace, name: object } = history.latest.metadata;
        const own = { ...IDENTITY, ...(namespace ? { namespace } : {}), [nameLabel]: object };
        yield* overTime(history, { labels: { __name__: name, ...own }, rows, world });
      }
    },
  }));
}

function historiesIn<T extends WorldObject>(
  world: World,
  { key, scope: { namespace, pod } }: { readonly key: string; readonly scope: Scope },
): readonly ObjectHistory<T>[] {
  if (key !== "pods" || namespace === undefined || pod === undefined) {
    return world.store.histories<T>(key, namespace);
  }
  const found = world.store.history<T>(key, { namespace, name: pod });
  return found === undefined ? [] : [found];
}

interface OverTime<T extends WorldObject> {
  readonly labels: Labels;
  readonly rows: ObjectRows<T>;
  readonly world: World;
}

function* overTime<T extends WorldObject>(
  history: ObjectHistory<T>,
  { labels, rows, world }: OverTime<T>,
): Generator<GeneratedSeries> {
  const span = { fromMs: history.createdMs, untilMs: history.deletedMs };
  if (history.revisions.length === 1) {
    for (const [more, value] of rows(history.latest, world)) {
      if (value === undefined) continue;
      const at = typeof value === "number" ? () => value : value;
      yield { labels: { ...labels, ...more }, at, ...span };
    }
    return;
  }
  for (const { more, states } of statesByLabels(history, rows, world)) {
    const at = (time: number) => {
      const value = states.findLast(({ atMs }) => atMs <= time)?.value;
      return typeof value === "function" ? value(time) : value;
    };
    yield { labels: { ...labels, ...more }, at, ...span };
  }
}

/** The values of each label set over the states of an object; a set that a state lacks ends there. */
function statesByLabels<T extends WorldObject>(
  history: ObjectHistory<T>,
  rows: ObjectRows<T>,
  world: World,
) {
  const sets = new Map<string, { more: Labels; states: { atMs: number; value?: ObjectValue }[] }>();
  for (const { atMs, object } of history.revisions) {
    for (const { states } of sets.values()) states.push({ atMs });
    for (const [more, value] of rows(object, world)) {
      const id = JSON.stringify(more);
      const set = sets.get(id) ?? { more, states: [] };
      sets.set(id, set);
      if (set.states.at(-1)?.atMs === atMs) set.states.pop();
      set.states.push(value === undefined ? { atMs } : { atMs, value });
    }
  }
  return sets.values();
}

/** Seconds since 1970 of an RFC 3339 time. */
export function seconds(time: string | null | undefined): number | undefined {
  const ms = timeMs(time);
  return ms === undefined ? undefined : ms / 1_000;
}

/** Label names as kube-state-metrics writes the keys of Kubernetes labels. */
export function prefixed(prefix: string, labels: Readonly<Record<string, string>> = {}): Labels {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`${prefix}_${key.replace(/\W/g, "_")}`, value]),
  );
}

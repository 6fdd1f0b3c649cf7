import type { BaseCluster } from "../base/build_base.ts";
import { withManagedFields } from "../world/managed_fields.ts";
import type { Workload, WorldObject } from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { resourceKey } from "../world/resources.ts";
import { strategicMerge } from "../world/strategic_merge.ts";
import { rollOut } from "./rollout.ts";
import type { Scenario } from "./scenario_schema.ts";
import { objectId } from "./scenario_objects.ts";

type Reference = Scenario["changes"][number]["object"];

/** Finds what a reference of a scenario names, by its kind alone. */
export function findObject(
  { store }: BaseCluster,
  { kind, namespace, name }: Reference,
): ObjectHistory | undefined {
  const candidates = store.resources.filter((resource) => resource.kind === kind);
  for (const resource of candidates) {
    const inside = resource.namespaced ? namespace || "default" : undefined;
    const found = store.history(resourceKey(resource), { namespace: inside, name });
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Applies the changes in order of time, each a new state of its object with its manager and time. A Deployment
 * of the base rolls out; one that the scenario gave has its ReplicaSets written out. Returns the positions of
 * changes to objects that are not there.
 */
export function applyChanges(
  cluster: BaseCluster,
  changes: Scenario["changes"],
  given: ReadonlySet<string>,
): readonly number[] {
  const unknown: number[] = [];
  const inOrder = changes.map((change, i) => ({ ...change, i, atMs: Date.parse(change.at) }))
    .sort((left, right) => left.atMs - right.atMs);
  for (const { object, patch, by, atMs, i } of inOrder) {
    const history = findObject(cluster, object);
    if (history === undefined) {
      unknown.push(i);
      continue;
    }
    const patched: WorldObject = strategicMerge(history.latest, patch);
    cluster.store.put(withManagedFields(patched, patch, { atMs, by }), atMs);
    if (!writtenOut(cluster, history, given)) {
      rollOut(cluster, history as ObjectHistory<Workload>, atMs);
    }
  }
  return unknown;
}

/** Whether the scenario gives the object itself, or the ReplicaSets that a change of it would make. */
function writtenOut(
  { store }: BaseCluster,
  { latest }: ObjectHistory,
  given: ReadonlySet<string>,
): boolean {
  const { namespace, name } = latest.metadata;
  return given.has(objectId(latest)) ||
    store.list<Workload>("apps/replicasets", namespace).some((set) =>
      set.metadata.ownerReferences?.[0]?.name === name && given.has(objectId(set))
    );
}

import type { BaseCluster } from "../base/build_base.ts";
import { managedFieldsEntry } from "../world/managed_fields.ts";
import { timeMs, timestamp, type WorldObject } from "../world/kube_objects.ts";
import { impliedResource, resourceKey } from "../world/resources.ts";
import type { Scenario } from "./scenario_schema.ts";

const WEEK_MS = 7 * 86_400_000;

/** `Kind/namespace/name` of an object. */
export function objectId({ kind, metadata }: Pick<WorldObject, "kind" | "metadata">): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

/**
 * Adds the objects of a scenario to its base; one of the same name replaces the base's. Definitions of
 * custom resources go first, so that their objects are known. Returns the positions of unknown kinds.
 */
export function addObjects(
  { store, builder }: BaseCluster,
  manifests: Scenario["objects"],
): readonly number[] {
  const unknown: number[] = [];
  const order = manifests.map((manifest, i) => ({ manifest, i }))
    .sort((left, right) =>
      Number(isDefinition(right.manifest)) - Number(isDefinition(left.manifest))
    );
  for (const { manifest, i } of order) {
    const object = manifest as WorldObject;
    if (object.metadata.namespace === "") delete object.metadata.namespace;
    if (store.resourceOf(object) === undefined) store.define(impliedResource(object));
    const resource = store.resourceOf(object);
    if (resource === undefined) {
      unknown.push(i);
      continue;
    }
    if (!resource.namespaced) delete object.metadata.namespace;
    else object.metadata.namespace ??= "default";
    const replaced = store.history(resourceKey(resource), object.metadata);
    if (replaced !== undefined) store.forget(replaced);
    const createdMs = timeMs(object.metadata.creationTimestamp) ?? replaced?.createdMs ??
      builder.nowMs - WEEK_MS;
    store.put({ ...object, metadata: completed(object, createdMs) });
  }
  return unknown;
}

function isDefinition({ kind }: { readonly kind: string }): boolean {
  return kind === "CustomResourceDefinition";
}

/** Metadata with what every object of the API has: its time, and who made it. */
function completed(
  { apiVersion, kind: _, metadata, status: __, ...fields }: WorldObject,
  createdMs: number,
) {
  const by = metadata.ownerReferences?.[0]?.controller ? "kube-controller-manager" : "helm";
  return {
    ...metadata,
    creationTimestamp: timestamp(createdMs),
    managedFields: metadata.managedFields ??
      [managedFieldsEntry(apiVersion, fields, { atMs: createdMs, by })],
  };
}

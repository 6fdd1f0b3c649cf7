import { hash32, uuid } from "../random.ts";
import { type ObjectMeta, timestamp, type WorldObject } from "./kube_objects.ts";
import { ChangeLog, type LoggedChange } from "./change_log.ts";
import { stampGeneration } from "./generations.ts";
import { ObjectHistory, type Revision } from "./object_history.ts";
import { firstAtOrAfter, objectKey } from "./object_keys.ts";
import { referencesOf } from "./object_references.ts";
import {
  BUILT_IN_RESOURCES,
  customResource,
  groupVersion,
  type Resource,
  resourceKey,
} from "./resources.ts";

/**
 * The objects of one cluster over time.
 *
 * Filled in any order, then sealed: sealing orders all states by time and gives uids, generations and
 * resource versions. A change after that takes the next version and reaches the listeners.
 */
export class ObjectStore {
  /** What happened, by resource version. */
  readonly log = new ChangeLog();
  readonly #seed: number;
  readonly #histories = new Map<string, Map<string, ObjectHistory>>();
  readonly #sorted = new Map<string, readonly ObjectHistory[]>();
  readonly #kinds = new Map<string, Resource>();
  #resources: readonly Resource[];
  #sealed = false;

  constructor(seed: number, resources: readonly Resource[] = BUILT_IN_RESOURCES) {
    this.#seed = seed;
    this.#resources = resources;
    for (const resource of resources) this.#kinds.set(kindKey(resource), resource);
  }

  /** Everything discovery tells: the built-in resources and those of CustomResourceDefinitions. */
  get resources(): readonly Resource[] {
    return this.#resources;
  }

  /** Finds the resource of a manifest. */
  resourceOf({ apiVersion, kind }: Pick<WorldObject, "apiVersion" | "kind">): Resource | undefined {
    return this.#kinds.get(`${apiVersion}/${kind}`);
  }

  /** Finds a resource by kind alone, built-in ones first. */
  resourceOfKind(kind: string): Resource | undefined {
    return this.#resources.find((resource) => resource.kind === kind);
  }

  /** Adds a state of an object, its creation when it is the first; without a time, at its creation. */
  put(object: WorldObject, atMs?: number): void {
    const resource = this.resourceOf(object);
    if (resource === undefined) throw new RangeError(`No kind ${object.apiVersion} ${object.kind}`);
    const history = this.#history(resource, object.metadata);
    const first = history.revisions.length === 0;
    const metadata = { ...object.metadata };
    const time = atMs ?? Date.parse(metadata.creationTimestamp ?? timestamp(0));
    metadata.creationTimestamp ??= timestamp(time);
    this.#add(history, {
      atMs: time,
      type: first ? "ADDED" : "MODIFIED",
      object: { ...object, metadata },
    });
    if (resource.kind === "CustomResourceDefinition") this.define(customResource(object));
  }

  /** Deletes an object at a moment. */
  delete(history: ObjectHistory, atMs: number): void {
    this.#add(history, { atMs, type: "DELETED", object: history.latest });
  }

  /** Takes an object out as if it had never been. */
  forget(history: ObjectHistory): void {
    this.#histories.get(resourceKey(history.resource))?.delete(history.key);
    this.#sorted.delete(resourceKey(history.resource));
  }

  /** One object over time, deleted or not. */
  history<T extends WorldObject>(
    key: string,
    { namespace, name }: { readonly namespace?: string | undefined; readonly name: string },
  ): ObjectHistory<T> | undefined {
    const found = this.#histories.get(key)?.get(objectKey({ namespace, name }));
    return found as ObjectHistory<T> | undefined;
  }

  /** All objects of a resource over time, in order of namespace and name. */
  histories<T extends WorldObject>(key: string, namespace?: string): readonly ObjectHistory<T>[] {
    const sorted = this.#sort(key) as readonly ObjectHistory<T>[];
    if (namespace === undefined) return sorted;
    const prefix = `${namespace}/`;
    const start = firstAtOrAfter(sorted, prefix);
    let end = start;
    while (sorted[end]?.key.startsWith(prefix)) end++;
    return sorted.slice(start, end);
  }

  /** The objects of a resource that exist, in order of namespace and name. */
  list<T extends WorldObject>(key: string, namespace?: string): readonly T[] {
    return this.histories<T>(key, namespace).flatMap(({ current }) => current ?? []);
  }

  /** Gives every state its place in time. */
  seal(): void {
    const changes = [...this.#histories.values()].flatMap((byKey) =>
      [...byKey.values()].flatMap((history) =>
        history.revisions.map((revision) => ({ history, revision }))
      )
    );
    changes.sort((left, right) => left.revision.atMs - right.revision.atMs);
    const logged = changes.map((change) => this.log.append(change));
    for (const change of logged) this.#stamp(change);
    for (const change of logged) this.#fillReferences(change.revision.object);
    this.#sealed = true;
  }

  #add(history: ObjectHistory, revision: Revision): void {
    history.add(revision);
    if (!this.#sealed) return;
    const change = this.log.append({ history, revision });
    this.#stamp(change);
    this.#fillReferences(revision.object);
    this.log.announce(change);
  }

  #stamp({ history, revision, resourceVersion }: LoggedChange): void {
    const { metadata } = revision.object;
    const { createdMs, key, resource } = history;
    metadata.uid ??= uuid(hash32(`${resourceKey(resource)}/${key}@${createdMs}`, this.#seed));
    metadata.resourceVersion = String(resourceVersion);
    stampGeneration(history, revision);
  }

  // References are written by name; the API has the uid beside it.
  #fillReferences(object: WorldObject): void {
    for (const { reference, namespace } of referencesOf(object)) {
      if (reference.uid !== undefined) continue;
      const { apiVersion = "v1", kind, name } = reference;
      const resource = this.#kinds.get(`${apiVersion}/${kind}`) ?? this.resourceOfKind(kind);
      if (resource === undefined) continue;
      const inside = resource.namespaced ? namespace : undefined;
      const found = this.history(resourceKey(resource), { namespace: inside, name });
      reference.uid = found?.latest.metadata.uid ?? uuid(hash32(`${kind}/${namespace}/${name}`));
    }
  }

  /** Makes a resource known to discovery, once. */
  define(resource: Resource | undefined): void {
    if (resource === undefined || this.#kinds.has(kindKey(resource))) return;
    this.#kinds.set(kindKey(resource), resource);
    this.#resources = [...this.#resources, resource];
  }

  #history(resource: Resource, metadata: ObjectMeta): ObjectHistory {
    const key = resourceKey(resource);
    const byKey = this.#histories.get(key) ?? new Map<string, ObjectHistory>();
    this.#histories.set(key, byKey);
    const id = objectKey(metadata);
    const found = byKey.get(id);
    if (found !== undefined) return found;
    const history = new ObjectHistory(resource, id);
    byKey.set(id, history);
    this.#sorted.delete(key);
    return history;
  }

  #sort(key: string): readonly ObjectHistory[] {
    const known = this.#sorted.get(key);
    if (known !== undefined) return known;
    const sorted = [...this.#histories.get(key)?.values() ?? []]
      .sort((left, right) => left.key < right.key ? -1 : 1);
    this.#sorted.set(key, sorted);
    return sorted;
  }
}

function kindKey(resource: Resource): string {
  return `${groupVersion(resource)}/${resource.kind}`;
}

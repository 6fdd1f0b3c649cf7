import type { KubeObject } from "../analysis/kube_object.ts";
import { ascending } from "../analysis/order.ts";
import { Interner } from "./interner.ts";

export interface KindStoreOptions {
  /** What an object counts for. @default 1 each */
  readonly weigh?: (object: KubeObject) => number;
  /** More than this is not kept. */
  readonly limit: number;
}

/** There is more of a kind than is kept in memory. */
export class TooManyObjects extends Error {
  override readonly name = "TooManyObjects";
}

/** All objects of one kind, in order of namespace and name like the lists of the API. */
export class KindStore {
  readonly #options: KindStoreOptions;
  readonly #namespaces = new Map<string, NamespaceObjects>();
  #interner = new Interner();
  #weight = 0;

  constructor(options: KindStoreOptions) {
    this.#options = options;
  }

  /** Keeps the new state of an object, which must be nobody else's, and gives the state before. @throws {TooManyObjects} */
  put(object: KubeObject): KubeObject | undefined {
    const { namespace = "" } = object.metadata;
    let objects = this.#namespaces.get(namespace);
    if (objects === undefined) {
      objects = new NamespaceObjects();
      this.#namespaces.set(namespace, objects);
    }
    this.#interner.adopt(object);
    const before = objects.put(object);
    this.#weight += this.#weigh(object) - (before === undefined ? 0 : this.#weigh(before));
    if (this.#weight > this.#options.limit) throw new TooManyObjects();
    return before;
  }

  /** Forgets an object and gives its last state. */
  remove({ namespace = "", name }: KubeObject["metadata"]): KubeObject | undefined {
    const objects = this.#namespaces.get(namespace);
    const before = objects?.remove(name);
    if (before === undefined) return undefined;
    this.#weight -= this.#weigh(before);
    if (objects?.size === 0) this.#namespaces.delete(namespace);
    return before;
  }

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace)?.get(name);
  }

  /** The objects of one namespace, or all. */
  list(namespace?: string): readonly KubeObject[] {
    if (namespace !== undefined) return this.#namespaces.get(namespace)?.sorted ?? [];
    return [...this.#namespaces].sort(([a], [b]) => ascending(a, b))
      .flatMap(([, objects]) => objects.sorted);
  }

  get size(): number {
    let size = 0;
    for (const objects of this.#namespaces.values()) size += objects.size;
    return size;
  }

  clear(): void {
    this.#namespaces.clear();
    this.#interner = new Interner();
    this.#weight = 0;
  }

  #weigh(object: KubeObject): number {
    return this.#options.weigh?.(object) ?? 1;
  }
}

class NamespaceObjects {
  readonly #byName = new Map<string, KubeObject>();
  #sorted: readonly KubeObject[] | undefined;

  get size(): number {
    return this.#byName.size;
  }

  get sorted(): readonly KubeObject[] {
    this.#sorted ??= [...this.#byName.values()]
      .sort((a, b) => ascending(a.metadata.name, b.metadata.name));
    return this.#sorted;
  }

  get(name: string): KubeObject | undefined {
    return this.#byName.get(name);
  }

  put(object: KubeObject): KubeObject | undefined {
    const { name } = object.metadata;
    const before = this.#byName.get(name);
    this.#byName.set(name, object);
    this.#sorted = undefined;
    return before;
  }

  remove(name: string): KubeObject | undefined {
    const before = this.#byName.get(name);
    this.#byName.delete(name);
    this.#sorted = undefined;
    return before;
  }
}

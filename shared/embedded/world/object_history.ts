import type { WorldObject } from "./kube_objects.ts";
import type { Resource } from "./resources.ts";

export interface Revision<T extends WorldObject = WorldObject> {
  readonly atMs: number;
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: T;
}

/** One object over time, from its creation to its deletion or to now. */
export class ObjectHistory<T extends WorldObject = WorldObject> {
  readonly resource: Resource;
  /** `namespace/name`, or the name alone of a cluster-scoped object: the order of lists. */
  readonly key: string;
  readonly revisions: Revision<T>[] = [];

  constructor(resource: Resource, key: string) {
    this.resource = resource;
    this.key = key;
  }

  /** The newest state, the last one before a deletion included. */
  get latest(): T {
    return this.#last.object;
  }

  /** The newest state, or nothing once it is deleted. */
  get current(): T | undefined {
    return this.#last.type === "DELETED" ? undefined : this.#last.object;
  }

  get createdMs(): number {
    return this.revisions[0]?.atMs ?? 0;
  }

  get deletedMs(): number {
    return this.#last.type === "DELETED" ? this.#last.atMs : Infinity;
  }

  /** The state at a moment; nothing before the creation and after the deletion. */
  at(timeMs: number): T | undefined {
    for (let i = this.revisions.length - 1; i >= 0; i--) {
      const revision = this.revisions[i];
      if (revision === undefined || revision.atMs > timeMs) continue;
      return revision.type === "DELETED" ? undefined : revision.object;
    }
    return undefined;
  }

  /** Adds a state; states may come in any order of time. */
  add(revision: Revision<T>): void {
    this.revisions.push(revision);
    this.revisions.sort((left, right) => left.atMs - right.atMs);
  }

  get #last(): Revision<T> {
    const last = this.revisions.at(-1);
    if (last === undefined) throw new RangeError(`No state of ${this.key}`);
    return last;
  }
}

import type { ObjectHistory, Revision } from "./object_history.ts";

/** A state of an object with its place in the order of all. */
export interface LoggedChange {
  readonly resourceVersion: number;
  readonly revision: Revision;
  readonly history: ObjectHistory;
}

const FIRST_RESOURCE_VERSION = 100_000;

/** Everything that happened in a cluster, oldest first: what a watch reads. */
export class ChangeLog {
  readonly #changes: LoggedChange[] = [];
  readonly #listeners = new Set<(change: LoggedChange) => void>();

  /** The version of the newest change. */
  get resourceVersion(): number {
    return this.#changes.at(-1)?.resourceVersion ?? FIRST_RESOURCE_VERSION;
  }

  /** Adds a change under the next version. */
  append(change: Omit<LoggedChange, "resourceVersion">): LoggedChange {
    const logged = { ...change, resourceVersion: this.resourceVersion + 1 };
    this.#changes.push(logged);
    return logged;
  }

  /** What happened after a version, oldest first. */
  since(resourceVersion: number): readonly LoggedChange[] {
    const first = this.#changes[0]?.resourceVersion ?? 0;
    // Versions have no gaps, so the place follows from the number.
    return this.#changes.slice(Math.max(0, resourceVersion + 1 - first));
  }

  /** The version the cluster was at before a moment; a watch from it sees everything since. */
  versionBefore(timeMs: number): number {
    const before = this.#changes.findLast(({ revision }) => revision.atMs < timeMs);
    return before?.resourceVersion ?? FIRST_RESOURCE_VERSION;
  }

  /** Calls back on every change announced from now on; returns how to stop. */
  subscribe(listener: (change: LoggedChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners of a change. */
  announce(change: LoggedChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

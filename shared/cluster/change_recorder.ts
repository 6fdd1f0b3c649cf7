import { observedChanges } from "../analysis/changes/observed_changes.ts";
import { isObserved } from "../analysis/changes/observed_parts.ts";
import type { ClusterKind } from "../analysis/cluster_kinds.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import type { ChangeLog } from "./change_log.ts";
import type { ObjectWrite } from "./kind_watch.ts";

/** Makes changes of the writes that watches see, and of what the first list shows to have changed since a restart. */
export class ChangeRecorder {
  readonly #log: ChangeLog;

  constructor(log: ChangeLog) {
    this.#log = log;
  }

  /** Records one write. */
  wrote(kind: ClusterKind, { before, after, resourceVersion }: ObjectWrite): void {
    const object = after ?? before;
    if (object === undefined || !isObserved(kind, object)) return;
    const changes = observedChanges(kind, { before, after, seenAt: new Date() });
    if (changes.length === 0) return;
    this.#log.add({ uid: uidOf(object), resourceVersion }, changes);
    this.#log.keepObject(kind, uidOf(object), after && textOf(kind, after));
  }

  /** Compares the first list of a kind with how the process before left it. */
  async listed(kind: ClusterKind, objects: readonly KubeObject[]): Promise<void> {
    const observed = objects.filter((object) => isObserved(kind, object));
    if (observed.length === 0 && objects.length > 0) return;
    const left = new Map(await this.#log.objectsOf(kind));
    // The first list of all says what there is, not what has changed.
    const isFirst = left.size === 0;
    for (const after of observed) {
      const uid = uidOf(after);
      const text = left.get(uid);
      left.delete(uid);
      if (isFirst) this.#log.keepObject(kind, uid, textOf(kind, after));
      else if (
        text === undefined || JSON.parse(text).metadata.resourceVersion !== versionOf(after)
      ) {
        const before = text === undefined ? undefined : JSON.parse(text);
        this.wrote(kind, { before, after, resourceVersion: versionOf(after) });
      }
    }
    for (const [, text] of left) {
      const before = JSON.parse(text);
      this.wrote(kind, { before, after: undefined, resourceVersion: `${versionOf(before)} gone` });
    }
  }
}

function uidOf({ metadata }: KubeObject): string {
  return metadata.uid ?? `${metadata.namespace ?? ""}/${metadata.name}`;
}

function versionOf({ metadata }: KubeObject): string {
  return metadata.resourceVersion ?? "";
}

// Status is told of nodes alone.
function textOf(kind: ClusterKind, object: KubeObject): string {
  return JSON.stringify(kind === "nodes" ? object : { ...object, status: undefined });
}

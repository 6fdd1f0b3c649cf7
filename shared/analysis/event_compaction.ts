import { eventMessage } from "./event_message.ts";
import type { KubeEvent } from "./kube_event.ts";
import { ascending, descending } from "./order.ts";
import { type Owner, ownerOf } from "./workload_owner.ts";

/** Events of one cause: one reason, one workload, one message. */
export interface EventGroup {
  readonly type: string;
  readonly reason: string;
  readonly namespace: string;
  readonly owner: Owner;
  /** Without what differs between repeats; written by others, data. */
  readonly message: string;
  /** A lower bound: senders aggregate and drop repeats, and events expire. */
  readonly count: number;
  /** How many objects it happened to, and the one it happened to last. */
  readonly objects: number;
  readonly lastObject: Owner;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** Folds events into groups: warnings first, then the most recent, then the most frequent. */
export function compactEvents(events: readonly KubeEvent[]): EventGroup[] {
  const groups = new Map<string, KubeEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [event]);
    else members.push(event);
  }
  return [...groups.values()].map(groupOf).sort(mostImportantFirst);
}

/** When an event happened for the last time: the first of its five time fields that somebody filled. */
export function lastSeen(event: KubeEvent): string {
  return event.series?.lastObservedTime || event.lastTimestamp || event.eventTime ||
    event.firstTimestamp || event.metadata.creationTimestamp || "";
}

/** When an event happened for the first time. */
export function firstSeen(event: KubeEvent): string {
  return event.firstTimestamp || event.eventTime || event.metadata.creationTimestamp ||
    lastSeen(event);
}

/** How often an event happened, at least. */
export function occurrences(event: KubeEvent): number {
  return Math.max(1, event.series?.count ?? 0, event.count ?? 0);
}

/** The object that an event is about. */
export function objectOf({ involvedObject }: KubeEvent): Owner {
  return { kind: involvedObject.kind ?? "", name: involvedObject.name ?? "" };
}

/** The namespace that an event is about; empty for cluster-scoped objects, whose events live in `default`. */
export function namespaceOf({ involvedObject }: KubeEvent): string {
  return involvedObject.namespace ?? "";
}

function keyOf(event: KubeEvent): string {
  const object = objectOf(event);
  const owner = ownerOf(object);
  return JSON.stringify([
    event.type,
    event.reason,
    namespaceOf(event),
    owner.kind,
    owner.name,
    eventMessage(event.message ?? "", object.name).key,
  ]);
}

function groupOf(members: readonly KubeEvent[]): EventGroup {
  const newestFirst = [...members].sort((a, b) =>
    descending(lastSeen(a), lastSeen(b)) || ascending(a.metadata.name, b.metadata.name)
  );
  const newest = newestFirst[0] as KubeEvent;
  const lastObject = objectOf(newest);
  return {
    type: newest.type ?? "Normal",
    reason: newest.reason ?? "",
    namespace: namespaceOf(newest),
    owner: ownerOf(lastObject),
    message: eventMessage(newest.message ?? "", lastObject.name).text,
    count: members.reduce((sum, event) => sum + occurrences(event), 0),
    objects: new Set(members.map((event) => objectOf(event).name)).size,
    lastObject,
    firstAt: members.map(firstSeen).reduce((a, b) => (a < b ? a : b)),
    lastAt: lastSeen(newest),
  };
}

function mostImportantFirst(a: EventGroup, b: EventGroup): number {
  return Number(b.type === "Warning") - Number(a.type === "Warning") ||
    descending(a.lastAt, b.lastAt) || b.count - a.count ||
    ascending(a.namespace, b.namespace) || ascending(a.owner.name, b.owner.name) ||
    ascending(a.reason, b.reason) || ascending(a.message, b.message);
}

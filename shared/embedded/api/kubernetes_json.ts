import { groupVersion, type Resource } from "../world/resources.ts";
import type { KubeEvent, WorldObject } from "../world/kube_objects.ts";

const BODIES = new WeakMap<WorldObject, string>();

/** An object without its kind, as built-in lists carry it; serialised once per state. */
export function itemJson(object: WorldObject): string {
  const known = BODIES.get(object);
  if (known !== undefined) return known;
  const { apiVersion: _, kind: __, ...rest } = object;
  const json = JSON.stringify(rest);
  BODIES.set(object, json);
  return json;
}

/** An object with its kind, as a get or a watch carries it. */
export function objectJson(object: WorldObject, resource: Resource): string {
  return `{"kind":"${resource.kind}","apiVersion":"${groupVersion(resource)}",${
    itemJson(inGroup(object, resource)).slice(1)
  }`;
}

/** A list; items of custom resources keep their kind, those of built-in ones lose it. */
export function listJson(
  objects: readonly WorldObject[],
  resource: Resource,
  metadata: Readonly<Record<string, unknown>>,
): ReadableStream<Uint8Array> {
  const custom = resource.printerColumns !== undefined;
  const head = `{"kind":"${resource.kind}List","apiVersion":"${
    groupVersion(resource)
  }","metadata":${JSON.stringify(metadata)},"items":[`;
  return joined(
    head,
    objects,
    (object) => custom ? objectJson(object, resource) : itemJson(inGroup(object, resource)),
  );
}

const CHUNK = 200;

/** Writes a long array piece by piece, so that 30,000 objects are never one string. */
export function joined<T>(
  head: string,
  items: readonly T[],
  write: (item: T) => string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(head)),
    pull(controller) {
      const part = items.slice(next, next + CHUNK).map(write).join(",");
      const comma = next > 0 && part !== "" ? "," : "";
      next += CHUNK;
      const done = next >= items.length;
      controller.enqueue(encoder.encode(`${comma}${part}${done ? "]}\n" : ""}`));
      if (done) controller.close();
    },
  });
}

const NEW_EVENTS = new WeakMap<WorldObject, WorldObject>();

/** Events are stored once, in the core group's form; the newer group has other names for the same fields. */
function inGroup(object: WorldObject, resource: Resource): WorldObject {
  if (resource.group !== "events.k8s.io") return object;
  const known = NEW_EVENTS.get(object);
  if (known !== undefined) return known;
  const event = object as KubeEvent;
  const renamed = {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: event.metadata,
    eventTime: null,
    reportingController: event.source.component,
    reason: event.reason,
    type: event.type,
    regarding: event.involvedObject,
    note: event.message,
    deprecatedCount: event.count,
    deprecatedFirstTimestamp: event.firstTimestamp,
    deprecatedLastTimestamp: event.lastTimestamp,
    deprecatedSource: event.source,
  };
  NEW_EVENTS.set(object, renamed);
  return renamed;
}

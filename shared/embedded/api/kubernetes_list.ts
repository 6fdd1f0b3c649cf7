import type { World } from "../world/world.ts";
import { firstAtOrAfter } from "../world/object_keys.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { type Resource, resourceKey } from "../world/resources.ts";
import { fieldSelector, labelSelector } from "./kubernetes_selectors.ts";
import { wholeNumber } from "./kubernetes_query_number.ts";
import { badRequest } from "./kubernetes_status.ts";

/** One page of a list, in order of namespace and name. */
export interface Page {
  readonly objects: readonly WorldObject[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Tells whether an object is in the namespace and passes the selectors of a request. */
export function selectorOf(
  query: URLSearchParams,
  resource: Resource,
): (object: WorldObject) => boolean {
  const byLabel = labelSelector(query.get("labelSelector"));
  const byField = fieldSelector(query.get("fieldSelector"), resource.kind);
  return (object) => byLabel(object) && byField(object);
}

/** The key objects of a resource are stored under: both groups of events are one. */
export function storageKey(resource: Resource): string {
  return resource.group === "events.k8s.io" ? "events" : resourceKey(resource);
}

/** Reads one page: `limit` objects after `continue`. @throws {StatusError} 400 on a bad selector or token */
export function listPage(
  world: World,
  { resource, namespace }: { readonly resource: Resource; readonly namespace?: string | undefined },
  query: URLSearchParams,
): Page {
  const matches = selectorOf(query, resource);
  const all = world.store.histories(storageKey(resource), namespace);
  const after = continueKey(query.get("continue"));
  const limit = wholeNumber(query, "limit") || Infinity;
  const objects: WorldObject[] = [];
  let last = "";
  let i = after === undefined ? 0 : firstAtOrAfter(all, `${after}\0`);
  for (; i < all.length && objects.length < limit; i++) {
    const history = all[i];
    if (history?.current === undefined || !matches(history.current)) continue;
    objects.push(history.current);
    last = history.key;
  }
  const resourceVersion = String(world.store.log.resourceVersion);
  if (i >= all.length) return { objects, metadata: { resourceVersion } };
  const selected = query.has("labelSelector") || query.has("fieldSelector");
  // The API server does not count what a selector would still let through.
  const remaining = selected ? {} : { remainingItemCount: all.length - i };
  return {
    objects,
    metadata: { resourceVersion, continue: continueToken(last), ...remaining },
  };
}

function continueToken(key: string): string {
  return btoa(JSON.stringify({ v: "meta.k8s.io/v1", start: encodeURIComponent(key) }));
}

function continueKey(token: string | null): string | undefined {
  if (token === null || token === "") return undefined;
  try {
    const { start } = JSON.parse(atob(token)) as { start?: unknown };
    if (typeof start === "string") return decodeURIComponent(start);
  } catch {
    // Whatever is wrong with a token, it is the caller's.
  }
  throw badRequest("continue key is not valid: it was not made by this server");
}

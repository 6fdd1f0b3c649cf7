import type { ObjectStore } from "../world/object_store.ts";
import type { Resource } from "../world/resources.ts";

/** What a path of the API addresses. */
export interface ResourcePath {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly subresource?: string | undefined;
}

/** Whether a path lies in a group and version that is served, whatever it names there. */
export function isServed(store: ObjectStore, path: string): boolean {
  const [, group = "", version] = PREFIX.exec(path) ?? [];
  return store.resources.some((known) => known.group === group && known.version === version);
}

const PREFIX = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(.+?)\/?$/;

/** Reads `/api/v1/namespaces/shop/pods/x/log` and its like; `undefined` where nothing is served. */
export function parseResourcePath(store: ObjectStore, path: string): ResourcePath | undefined {
  const [, group = "", version = "", rest = ""] = PREFIX.exec(path) ?? [];
  const parts = rest.split("/").map(decodeURIComponent);
  const scoped = parts[0] === "namespaces" && parts.length > 2 && parts[2] !== "status";
  const [plural = "", name, subresource] = scoped ? parts.slice(2) : parts;
  const resource = store.resources.find((candidate) =>
    candidate.group === group && candidate.version === version && candidate.resource === plural
  );
  if (resource === undefined || (scoped && !resource.namespaced)) return undefined;
  return { resource, namespace: scoped ? parts[1] : undefined, name, subresource };
}

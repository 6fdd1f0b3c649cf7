import type { KubeObject } from "../analysis/kube_object.ts";
import { ToolError } from "../errors.ts";
import type { ApiResource } from "./kubernetes.ts";
import { resolveKind } from "./kubernetes_discovery.ts";
import { objectOf } from "./kubernetes_pages.ts";
import { purposeOf, refuseHidden, requestOf } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";
import { statusOf, UpstreamFailure } from "./upstream_failure.ts";

/** One page of all objects of a kind; they belong to whoever reads it. */
export interface ObjectPage {
  readonly items: readonly KubeObject[];
  /** The state of the cluster that all pages are cut from; a watch goes on from here. */
  readonly resourceVersion: string;
}

/** What a watch says: an object in its new state or as it was last, or only how far it has come. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: KubeObject;
}

export interface WatchOptions {
  readonly resourceVersion: string;
  /** When the server ends the watch; the client does a little later. */
  readonly timeoutSeconds: number;
}

/** Follows the objects of a kind in the whole cluster. All throw {ToolError}. */
export interface KubernetesWatcher {
  resolve(kind: string): Promise<ApiResource>;
  /** Lists page by page, so that no more than a page is held at a time. */
  pages(resource: ApiResource): AsyncIterable<ObjectPage>;
  /** Yields what happens after a version. @throws {ToolError} see {@linkcode isExpired} */
  watch(resource: ApiResource, options: WatchOptions): AsyncIterable<WatchEvent>;
}

/** Follows a Kubernetes API with one call, which lasts as long as the following does. */
export function createKubernetesWatcher(call: UpstreamCall): KubernetesWatcher {
  return {
    resolve: (kind) => resolveKind(call, kind),
    pages: (resource) => readPages(call, resource),
    watch: (resource, options) => followChanges(call, resource, options),
  };
}

/** Tells whether a version has left the server's history, so that only a new list helps. */
export function isExpired(error: unknown): boolean {
  return statusOf(error) === 410;
}

// Half of what a list reads: what follows a cluster is in no hurry, and a page is garbage a moment later.
const PAGE_OBJECTS = 250;
/** What the API server lets an object be, with room for its ownership and the escapes of JSON. */
const OBJECT_CHARACTERS = 8 * 1024 * 1024;
const GRACE_SECONDS = 5;

interface WireList {
  readonly metadata?: { readonly continue?: string; readonly resourceVersion?: string };
  readonly items: readonly KubeObject[];
}

async function* readPages(call: UpstreamCall, resource: ApiResource): AsyncGenerator<ObjectPage> {
  refuseHidden(resource);
  let next: string | undefined;
  do {
    const { metadata, items } = await call.json(
      {
        ...requestOf({ resource }),
        query: { limit: PAGE_OBJECTS, continue: next },
        uncached: true,
      },
      (body) => body as WireList,
    );
    yield {
      items: items.map((item) => objectOf<KubeObject>(item, resource)),
      resourceVersion: metadata?.resourceVersion ?? "",
    };
    next = metadata?.continue || undefined;
  } while (next !== undefined);
}

interface WireEvent {
  readonly type: WatchEvent["type"] | "ERROR";
  readonly object: KubeObject & { readonly code?: number };
}

async function* followChanges(
  call: UpstreamCall,
  resource: ApiResource,
  { resourceVersion, timeoutSeconds }: WatchOptions,
): AsyncGenerator<WatchEvent> {
  refuseHidden(resource);
  const target = { resource, purpose: `watch ${resource.resource}` };
  const lines = call.lines(
    {
      ...requestOf(target),
      accept: "application/json",
      query: {
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion,
        // The API server refuses fractions.
        timeoutSeconds: Math.ceil(timeoutSeconds),
      },
    },
    { seconds: timeoutSeconds + GRACE_SECONDS, limitCharacters: OBJECT_CHARACTERS },
  );
  for await (const line of lines) {
    const { type, object } = parseEvent(line, purposeOf(target));
    if (type === "ERROR") throw refused(purposeOf(target), object.code);
    yield { type, object: type === "BOOKMARK" ? object : objectOf<KubeObject>(object, resource) };
  }
}

function parseEvent(line: string, purpose: string): WireEvent {
  try {
    return JSON.parse(line);
  } catch (cause) {
    // The connection broke off in the middle of a line.
    throw new ToolError("upstream_unavailable", `Cannot ${purpose}: it broke off`, { cause });
  }
}

function refused(purpose: string, status = 500): ToolError {
  return new ToolError("upstream_rejected", `Cannot ${purpose}: Kubernetes ended it`, {
    cause: new UpstreamFailure("refused", { status }),
  });
}

import type { LoggedChange } from "../world/change_log.ts";
import type { World } from "../world/world.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { groupVersion, type Resource } from "../world/resources.ts";
import { selectorOf, storageKey } from "./kubernetes_list.ts";
import { wholeNumber } from "./kubernetes_query_number.ts";
import { tooOldVersion } from "./kubernetes_status.ts";

export interface WatchTarget {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** Writes an object in the form the client asked for. */
  readonly write: (object: WorldObject) => string;
}

const BOOKMARK_SECONDS = 30;
const DEFAULT_SECONDS = 30 * 60;

/**
 * Streams changes as lines of JSON: first what exists (without a version) or what happened since the
 * version asked for, then what happens, with bookmarks in between; a version from before the kept history
 * is answered with one ERROR event, 410.
 */
export function watchStream(
  world: World,
  target: WatchTarget,
  { query, signal }: { readonly query: URLSearchParams; readonly signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const timeoutMs = (wholeNumber(query, "timeoutSeconds") ?? DEFAULT_SECONDS) * 1_000;
  const bookmarks = query.get("allowWatchBookmarks") === "true";
  const matches = matcher(target, query);
  let stop = () => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (type: string, json: string) =>
        controller.enqueue(encoder.encode(`{"type":"${type}","object":${json}}\n`));
      const sendChange = ({ history, revision, resourceVersion }: LoggedChange) => {
        if (storageKey(history.resource) !== storageKey(target.resource)) return;
        const { object } = revision;
        const type = typeFor(revision.type, {
          matches: matches(object),
          matched: matches(history.at(revision.atMs - 1) ?? object),
        });
        if (type !== undefined) send(type, target.write(deletionAt(object, type, resourceVersion)));
      };
      const bookmark = (annotations = {}) =>
        bookmarks && send("BOOKMARK", bookmarkJson(world, target.resource, annotations));
      const outcome = begin(world, target, { query, matches, sendChange, send });
      if (outcome !== "sent") {
        send("ERROR", JSON.stringify(outcome));
        controller.close();
        return;
      }
      if (query.get("sendInitialEvents") === "true") bookmark(INITIAL_EVENTS_END);
      const unsubscribe = world.store.log.subscribe(sendChange);
      const beat = setInterval(bookmark, BOOKMARK_SECONDS * 1_000);
      const end = setTimeout(() => {
        bookmark();
        stop();
        controller.close();
      }, timeoutMs);
      stop = () => {
        unsubscribe();
        clearInterval(beat);
        clearTimeout(end);
      };
      signal.addEventListener("abort", () => stop(), { once: true });
    },
    cancel: () => stop(),
  });
}

const INITIAL_EVENTS_END = { "k8s.io/initial-events-end": "true" };

interface Beginning {
  readonly query: URLSearchParams;
  readonly matches: (object: WorldObject) => boolean;
  readonly sendChange: (change: LoggedChange) => void;
  readonly send: (type: string, json: string) => void;
}

function begin(world: World, target: WatchTarget, { query, matches, sendChange, send }: Beginning) {
  const { store } = world;
  const asked = Number(query.get("resourceVersion") ?? 0);
  if (asked === 0) {
    if (query.get("sendInitialEvents") === "false") return "sent";
    for (const object of store.list(storageKey(target.resource), target.namespace)) {
      if (matches(object)) send("ADDED", target.write(object));
    }
    return "sent";
  }
  const oldest = store.log.versionBefore(world.startMs);
  if (asked < oldest) return tooOldVersion(asked, oldest);
  for (const change of store.log.since(asked)) sendChange(change);
  return "sent";
}

/** What a change is to a watcher with selectors: an object that stops to match is gone for it. */
function typeFor(
  type: LoggedChange["revision"]["type"],
  { matches, matched }: { readonly matches: boolean; readonly matched: boolean },
): LoggedChange["revision"]["type"] | undefined {
  if (type !== "MODIFIED" || matches === matched) return matches ? type : undefined;
  return matches ? "ADDED" : "DELETED";
}

function matcher({ resource, namespace, name }: WatchTarget, query: URLSearchParams) {
  const selected = selectorOf(query, resource);
  return (object: WorldObject) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) && selected(object);
}

// A deleted object carries the version of its deletion, so that a client resumes after it.
function deletionAt(object: WorldObject, type: string, resourceVersion: number): WorldObject {
  if (type !== "DELETED") return object;
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: String(resourceVersion) },
  };
}

function bookmarkJson(
  world: World,
  resource: Resource,
  annotations: Record<string, string>,
): string {
  return JSON.stringify({
    kind: resource.kind,
    apiVersion: groupVersion(resource),
    metadata: { resourceVersion: String(world.store.log.resourceVersion), annotations },
  });
}

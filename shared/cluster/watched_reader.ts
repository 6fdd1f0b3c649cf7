import type { KubeObject } from "../analysis/kube_object.ts";
import { selectionOf } from "../analysis/object_selection.ts";
import type {
  ApiResource,
  KubernetesReader,
  ListOptions,
  ListResult,
} from "../backends/kubernetes.ts";
import { ToolError } from "../errors.ts";
import type { KindWatch } from "./kind_watch.ts";
import type { WatchedCluster } from "./watched_cluster.ts";

/**
 * Answers lists, counts and objects of watched kinds from memory, and everything else from the API.
 *
 * What is not synced, or was not confirmed lately, is read from the API; only when that is away, memory answers and
 * says how old it is.
 */
export function watchedReader(cluster: WatchedCluster, direct: KubernetesReader): KubernetesReader {
  const listed = async <T extends KubeObject>(
    resource: ApiResource | string,
    options: ListOptions,
    read: () => Promise<ListResult<T>>,
  ): Promise<ListResult<T>> => {
    const watch = cluster.watchOf(resource);
    const held = watch && heldList<T>(watch, options);
    if (watch === undefined || held === undefined) return await read();
    if (watch.state.isFresh) return held;
    return await read().catch((error: unknown) => {
      const { isSynced, ageSeconds } = watch.state;
      if (!isSynced || ageSeconds === undefined || !isAway(error)) throw error;
      return { ...held, staleSeconds: Math.round(ageSeconds) };
    });
  };
  return {
    ...direct,
    list: (resource, options = {}) =>
      listed(resource, options, () => direct.list(resource, options)),
    count: async (resource, options = {}) => {
      const { limit: _, ...all } = options;
      const watch = cluster.watchOf(resource);
      const held = watch?.state.isFresh ? heldList(watch, all) : undefined;
      return held?.total ?? await direct.count(resource, options);
    },
    get: async <T extends KubeObject>(
      resource: ApiResource | string,
      object: { readonly name: string; readonly namespace?: string },
    ) => {
      const watch = cluster.watchOf(resource);
      const isKnown = watch?.resource?.namespaced === (object.namespace !== undefined);
      const held = watch?.state.isFresh && isKnown
        ? watch.store.get(object.namespace ?? "", object.name)
        : undefined;
      // What is not there is asked for once more: the API says why.
      return held === undefined ? await direct.get<T>(resource, object) : held as T;
    },
    namespaces: async () => {
      const { items } = await listed("namespaces", {}, async () => ({
        items: (await direct.namespaces()).map((name) => ({ metadata: { name } })),
        total: 0,
        unread: [],
      }));
      return items.map(({ metadata }) => metadata.name);
    },
  };
}

/** What memory has of a list; `undefined` where only the server can select. */
function heldList<T extends KubeObject>(
  watch: KindWatch,
  options: ListOptions,
): ListResult<T> | undefined {
  const { store, resource } = watch;
  if (resource === undefined) return undefined;
  const selects = selectionOf(resource.kind, options);
  if (selects === undefined) return undefined;
  const { namespace, namespaces = [undefined], limit } = resource.namespaced ? options : {
    limit: options.limit,
  };
  const places = namespace === undefined ? [...new Set(namespaces)] : [namespace];
  const held = places.flatMap((place) => store.list(place));
  const isAll = options.labelSelector === undefined && options.fieldSelector === undefined;
  const selected = (isAll ? held : held.filter(selects)) as readonly KubeObject[] as readonly T[];
  const items = limit === undefined ? selected : selected.slice(0, Math.max(1, limit));
  return { items, total: selected.length, unread: [] };
}

const AWAY: readonly string[] = ["upstream_unavailable", "timeout", "rate_limited"];

function isAway(error: unknown): boolean {
  return error instanceof ToolError && AWAY.includes(error.code);
}

import type { ClusterKind } from "../analysis/cluster_kinds.ts";
import { CLUSTER_SOURCES, sourceName } from "../analysis/cluster_sources.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import type { ConfigMap } from "../analysis/kube_storage.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import type { KubernetesWatcher } from "../backends/kubernetes_watch.ts";
import {
  KindWatch,
  type KindWatchOptions,
  type ObjectWrite,
  type WatchState,
} from "./kind_watch.ts";

/** A kind that is watched; events tell of the others. */
export type WatchedKind = ClusterKind | "events";

export interface WatchedClusterOptions {
  /** Makes what reads the API until the signal aborts. */
  readonly watcher: (signal: AbortSignal) => KubernetesWatcher;
  /** Told of every write after the first list of its kind. */
  readonly onWrite?: (kind: ClusterKind, write: ObjectWrite) => void;
  /** Told once of the first list of a kind, before the kind counts as synced. */
  readonly onListed?: (kind: ClusterKind, objects: readonly KubeObject[]) => Promise<void>;
  readonly times?: KindWatchOptions["times"];
}

/** How one kind fares. */
export interface KindState extends WatchState {
  readonly kind: WatchedKind;
}

const EVENTS = { apiGroup: "", resource: "events" } as const;

interface Limit {
  readonly limit: number;
  readonly weigh?: (object: KubeObject) => number;
}

const MOST_OBJECTS: Limit = { limit: 150_000 };
const LIMITS: Partial<Record<WatchedKind, Limit>> = {
  events: { limit: 20_000 },
  // In characters: one of them may be as large as a thousand others.
  configMaps: { limit: 64 * 1024 * 1024, weigh: dataCharacters },
};

/** Lists under way at the same time during a sync. */
const LISTS_AT_ONCE = 2;

/** The objects of a cluster in memory, kept as the API has them by one watch for each kind. */
export class WatchedCluster {
  readonly #stopped = new AbortController();
  readonly #watches: ReadonlyMap<WatchedKind, KindWatch>;
  #runs: Promise<unknown> | undefined;

  constructor(options: WatchedClusterOptions) {
    const { watcher, onWrite = () => {}, onListed, times } = options;
    const { signal } = this.#stopped;
    const shared = {
      watcher: watcher(signal),
      inTurn: turns(LISTS_AT_ONCE),
      signal,
      ...(times && { times }),
    };
    const watch = (
      kind: WatchedKind,
      own: Pick<KindWatchOptions, "name" | "onWrite" | "onListed">,
    ) => [kind, new KindWatch({ ...shared, ...(LIMITS[kind] ?? MOST_OBJECTS), ...own })] as const;
    const kinds = Object.keys(CLUSTER_SOURCES) as ClusterKind[];
    this.#watches = new Map([
      ...kinds.map((kind) =>
        watch(kind, {
          name: sourceName(CLUSTER_SOURCES[kind]),
          onWrite: (write) => onWrite(kind, write),
          ...(onListed && { onListed: (objects) => onListed(kind, objects) }),
        })
      ),
      watch("events", { name: sourceName(EVENTS), onWrite: () => {} }),
    ]);
  }

  /** Begins to watch, once. */
  start(): void {
    this.#runs ??= Promise.all([...this.#watches.values()].map((watch) => watch.run()));
  }

  /** Ends all watches; what is in memory stays. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#runs;
  }

  /** The watch of a resource, or of the name by which tools list it. */
  watchOf(resource: ApiResource | string): KindWatch | undefined {
    const kind = typeof resource === "string"
      ? KIND_OF_NAME.get(resource)
      : KIND_OF_NAME.get(sourceName({ apiGroup: resource.group, resource: resource.resource }));
    const watch = kind && this.#watches.get(kind);
    // Another version of the API gives other fields.
    if (typeof resource !== "string" && watch?.resource?.version !== resource.version) {
      return undefined;
    }
    return watch;
  }

  /** When every kind that can be watched had been listed; `undefined` until then. */
  get syncedAt(): Date | undefined {
    const times: number[] = [];
    for (const { syncedAt, refusal } of this.states()) {
      if (syncedAt === undefined && refusal === undefined) return undefined;
      times.push(syncedAt?.getTime() ?? 0);
    }
    return new Date(Math.max(...times));
  }

  /** How every kind fares, in no order. */
  states(): readonly KindState[] {
    return [...this.#watches].map(([kind, watch]) => ({ kind, ...watch.state }));
  }
}

const KIND_OF_NAME: ReadonlyMap<string, WatchedKind> = new Map<string, WatchedKind>([
  ...(Object.keys(CLUSTER_SOURCES) as ClusterKind[])
    .map((kind) => [sourceName(CLUSTER_SOURCES[kind]), kind] as const),
  [sourceName(EVENTS), "events"],
]);

function dataCharacters(object: KubeObject): number {
  const { data = {}, binaryData = {} } = object as ConfigMap;
  return [...Object.values(data), ...Object.values(binaryData)]
    .reduce((sum, value) => sum + value.length, 100);
}

/** Lets only so many works run at a time, in the order they were asked for. */
function turns(most: number): KindWatchOptions["inTurn"] {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

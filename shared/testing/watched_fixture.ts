import { createKubernetes, type KubernetesReader } from "../backends/kubernetes.ts";
import { createKubernetesWatcher } from "../backends/kubernetes_watch.ts";
import { httpConnection } from "../backends/connection.ts";
import { Upstream } from "../backends/upstream.ts";
import type { ClusterKind } from "../analysis/cluster_kinds.ts";
import type { ObjectWrite } from "../cluster/kind_watch.ts";
import { WatchedCluster, type WatchedClusterOptions } from "../cluster/watched_cluster.ts";
import { watchedReader } from "../cluster/watched_reader.ts";
import { EMBEDDED_URLS, inProcessFetch } from "../embedded/in_process_fetch.ts";
import { baseWorld } from "../embedded/world/base_world.ts";
import type { WorldObject } from "../embedded/world/kube_objects.ts";
import type { World } from "../embedded/world/world.ts";

export interface WatchedFixture {
  readonly world: World;
  readonly cluster: WatchedCluster;
  /** Answers from memory where it can. */
  readonly reader: KubernetesReader;
  /** Always asks the API. */
  readonly direct: KubernetesReader;
  readonly writes: readonly { readonly kind: ClusterKind; readonly write: ObjectWrite }[];
  /** Paths and queries of what was asked, in order. */
  readonly requests: readonly URL[];
  /** Changes an object of the world by its storage key, such as `apps/deployments`. */
  change(key: string, object: ObjectName, change: (object: WorldObject) => WorldObject): void;
}

interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

export interface WatchedFixtureOptions {
  /** Stands between the reader and the API. */
  readonly through?: (request: Request, answer: () => Promise<Response>) => Promise<Response>;
  readonly times?: WatchedClusterOptions["times"];
}

/** Watches a small embedded cluster, and stops when the test is over. */
export async function withWatched(
  use: (fixture: WatchedFixture) => Promise<void>,
  { through = (_, answer) => answer(), times = {} }: WatchedFixtureOptions = {},
): Promise<void> {
  const world = baseWorld("shop-small");
  const answer = inProcessFetch(world);
  const requests: URL[] = [];
  const upstream = new Upstream({
    name: "kubernetes",
    setting: "TELEMCP_KUBECONFIG",
    connect: httpConnection({
      baseUrl: EMBEDDED_URLS.kubernetes,
      fetch: (input, init) => {
        const request = new Request(input, init);
        requests.push(new URL(request.url));
        return through(request, () => answer(request.clone(), { signal: request.signal }));
      },
    }),
    timeoutSeconds: 5,
    limitBytes: 64 * 1024 * 1024,
    cacheTtlSeconds: 0,
    breakAfterFailures: 1_000,
    observe: () => {},
  });
  const writes: { kind: ClusterKind; write: ObjectWrite }[] = [];
  const cluster = new WatchedCluster({
    watcher: (signal) => createKubernetesWatcher(upstream.for({ scope: "watch", signal })),
    onWrite: (kind, write) => writes.push({ kind, write }),
    times: { again: 0.01, refused: 0.05, ...times },
  });
  const { signal } = new AbortController();
  const direct = createKubernetes(upstream.for({ scope: "tester", signal }));
  const change: WatchedFixture["change"] = (key, object, change) => {
    const { current } = world.store.history(key, object) ?? {};
    if (current === undefined) throw new Error(`No ${key} ${object.name}`);
    world.store.put(change(structuredClone(current)), world.nowMs);
  };
  const reader = watchedReader(cluster, direct);
  cluster.start();
  try {
    await use({ world, cluster, reader, direct, writes, requests, change });
  } finally {
    await cluster.close();
    upstream.close();
  }
}

/** Waits until something holds; the test's own time limit is the only one. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Waits until every kind that there is has been listed. */
export async function untilSynced({ cluster }: Pick<WatchedFixture, "cluster">): Promise<void> {
  await until(() =>
    cluster.states().every(({ isSynced, refusal }) => isSynced || refusal !== undefined)
  );
}

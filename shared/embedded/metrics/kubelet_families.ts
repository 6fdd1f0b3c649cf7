import { hash32 } from "../random.ts";
import type { World } from "../world/world.ts";
import type { Node, Pod, WorldObject } from "../world/kube_objects.ts";
import { defineFamilies, type FamilyRow, type Subject } from "./family.ts";
import { histogram } from "./histogram.ts";
import { wobble } from "./load_curve.ts";
import { quantity } from "./quantity.ts";
import { nodesAs } from "./subjects.ts";

const JOB = { job: "kubelet", metrics_path: "/metrics" } as const;

interface Volume {
  readonly sizeBytes: number;
}

/** Claims that a pod mounts, seen by the kubelet of its node. */
function* volumes(world: World): Generator<Subject<Volume>> {
  const mounts = mountedClaims(world);
  for (const history of world.store.histories<WorldObject>("persistentvolumeclaims")) {
    const { metadata, status } = history.latest;
    const node = mounts.get(history.key);
    const { capacity } = (status ?? {}) as { capacity?: { storage?: string } };
    const sizeBytes = quantity(capacity?.storage);
    if (node === undefined || sizeBytes === undefined) continue;
    yield {
      entity: { sizeBytes },
      labels: {
        ...JOB,
        node,
        namespace: metadata.namespace ?? "",
        persistentvolumeclaim: metadata.name,
      },
      seed: hash32(history.key, world.seed),
      fromMs: history.createdMs,
      untilMs: history.deletedMs,
    };
  }
}

function mountedClaims(world: World): ReadonlyMap<string, string> {
  const mounts = new Map<string, string>();
  for (const { metadata, spec } of world.store.list<Pod>("pods")) {
    for (const { persistentVolumeClaim } of spec.volumes ?? []) {
      const { claimName } = (persistentVolumeClaim ?? {}) as { claimName?: string };
      if (claimName && spec.nodeName) {
        mounts.set(`${metadata.namespace}/${claimName}`, spec.nodeName);
      }
    }
  }
  return mounts;
}

const INODES_PER_BYTE = 1 / 16_384;

function volumeGauge(
  help: string,
  value: (sizeBytes: number) => number,
  share = 0.01,
): FamilyRow<Volume> {
  return {
    type: "gauge",
    help,
    rows: ({ sizeBytes }, { seed }) => [[
      {},
      share === 0 ? value(sizeBytes) : wobble(value(sizeBytes), seed, share),
    ]],
  };
}

/** Space and inodes of mounted volumes. */
const VOLUME_FAMILIES = defineFamilies<Volume>(volumes, {
  kubelet_volume_stats_capacity_bytes: volumeGauge("Size of the volume.", (size) => size, 0),
  kubelet_volume_stats_available_bytes: volumeGauge("Free space.", (size) => 0.62 * size),
  kubelet_volume_stats_used_bytes: volumeGauge("Used space.", (size) => 0.38 * size),
  kubelet_volume_stats_inodes: volumeGauge("Inodes.", (size) => size * INODES_PER_BYTE, 0),
  kubelet_volume_stats_inodes_free: volumeGauge(
    "Free inodes.",
    (size) => 0.97 * size * INODES_PER_BYTE,
  ),
  kubelet_volume_stats_inodes_used: volumeGauge(
    "Used inodes.",
    (size) => 0.03 * size * INODES_PER_BYTE,
  ),
});

function perNode(type: "gauge" | "counter", help: string, value: number): FamilyRow<Node> {
  return {
    type,
    help,
    rows: (
      _,
      { sinceMs },
    ) => [[{}, type === "gauge" ? value : { perSecond: value, sinceMs, whole: true }]],
  };
}

const YEAR_SECONDS = 365 * 86_400;

/** The kubelet's own metrics. */
const NODE_FAMILIES = defineFamilies<Node>(nodesAs("node", JOB), {
  kubelet_node_name: {
    type: "gauge",
    help: "The node's name.",
    rows: () => [[{}, 1]],
  },
  kubelet_running_pods: {
    type: "gauge",
    help: "Pods that have a running sandbox.",
    rows: ({ metadata }, { world }) => [[{}, podsOn(world).get(metadata.name) ?? 0]],
  },
  kubelet_running_containers: {
    type: "gauge",
    help: "Containers by state.",
    rows: ({ metadata }, { world }) => [[
      { container_state: "running" },
      podsOn(world).get(metadata.name) ?? 0,
    ]],
  },
  kubelet_evictions: perNode("counter", "Pods evicted.", 0),
  kubelet_runtime_operations_total: perNode("counter", "Calls to the container runtime.", 9),
  kubelet_runtime_operations_errors_total: perNode(
    "counter",
    "Failed calls to the container runtime.",
    0,
  ),
  kubelet_certificate_manager_client_ttl_seconds: perNode(
    "gauge",
    "Time the client certificate is still valid.",
    0.6 * YEAR_SECONDS,
  ),
  kubelet_certificate_manager_server_ttl_seconds: perNode(
    "gauge",
    "Time the serving certificate is still valid.",
    0.6 * YEAR_SECONDS,
  ),
  ...histogram<Node>(
    "kubelet_pleg_relist_duration_seconds",
    "Time to list the pods of the runtime.",
    (_, { sinceMs }) => [{ count: { perSecond: 1, sinceMs }, medianSeconds: 0.012 }],
  ),
  ...histogram<Node>(
    "kubelet_pod_start_duration_seconds",
    "Time from seeing a pod to starting it.",
    (_, { sinceMs }) => [{ count: { perSecond: 0.002, sinceMs }, medianSeconds: 2.2 }],
    [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, 45, 60, 120, 180, 240, 300, 360, 480, 600],
  ),
});

const PODS_ON = new WeakMap<World, ReadonlyMap<string, number>>();

function podsOn(world: World): ReadonlyMap<string, number> {
  const known = PODS_ON.get(world);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const { spec, status } of world.store.list<Pod>("pods")) {
    if (status?.phase !== "Running" || spec.nodeName === undefined) continue;
    counts.set(spec.nodeName, (counts.get(spec.nodeName) ?? 0) + 1);
  }
  PODS_ON.set(world, counts);
  return counts;
}

export const KUBELET_FAMILIES = [...VOLUME_FAMILIES, ...NODE_FAMILIES];

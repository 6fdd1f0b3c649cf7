/** The shop: what runs in the lab, as data, and the story of what goes wrong in it. */

/** A Deployment with everything that belongs to it. Its container and its `app` label bear its name. */
export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** @default registry.example/<namespace>/<name>:1.4.2 */
  readonly image?: string;
  /** Port of container and Service. Without it there is no Service. */
  readonly port?: number;
  /** What the Service selects, when that is not the workload's own label. */
  readonly selects?: string;
  /** What a container uses, as Kubernetes quantities. */
  readonly cpu: string;
  readonly memory: string;
  readonly requests: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
  /** Which of the behaviours in `k8s/lab/kwok` its pods show, and with what. */
  readonly behaviour?: Readonly<Record<string, string>>;
  /** Whether it has a ConfigMap `<name>-config` and a Secret `<name>-secret`. */
  readonly configured?: boolean;
  /** Taints its pods accept. */
  readonly tolerates?: readonly string[];
}

/** The namespace with 80 to 100 pods, for benchmarks. */
export const BUSY_NAMESPACE = "batch";

/** The node that stops reporting; only pods that accept its pool's taint are placed on it. */
export const DOWN_NODE = "node-17";
export const DOWN_NODE_POOL = "spot";

export const NODE_NAMES: readonly string[] = Array.from(
  { length: 20 },
  (_, index) => `node-${String(index + 1).padStart(2, "0")}`,
);

/** When things begin to go wrong, in seconds before the load. */
export const ONSET = {
  /** The release that misspelt the selector of Service cart: cart gets no traffic from here on. */
  cartSelector: -90 * 60,
  /** payments reaches its memory limit; from here on checkout fails and logs a new error. */
  paymentsOutOfMemory: -20 * 60,
} as const;

/** Restarts of payments when the lab is loaded: kubelet's back-off over twenty minutes. */
export const PAYMENTS_RESTART_SECONDS: readonly number[] = [
  -1200,
  -1185,
  -1160,
  -1115,
  -1030,
  -865,
  -560,
  -255,
];

const SMALL = { cpu: "50m", memory: "64Mi" };
const MEDIUM = { cpu: "100m", memory: "128Mi" };
const MEDIUM_LIMITS = { cpu: "500m", memory: "256Mi" };

export const WORKLOADS: readonly Workload[] = [
  shop({ name: "edge", replicas: 3, cpu: "60m", memory: "90Mi" }),
  shop({ name: "web", replicas: 6, cpu: "70m", memory: "140Mi" }),
  shop({ name: "checkout", replicas: 3, cpu: "70m", memory: "150Mi" }),
  shop({ name: "cart", replicas: 3, cpu: "5m", memory: "80Mi", selects: "crat" }),
  shop({
    name: "catalog",
    replicas: 3,
    cpu: "480m",
    memory: "170Mi",
    behaviour: { "throttled-share": "0.38" },
  }),
  shop({
    name: "payments",
    replicas: 1,
    cpu: "90m",
    memory: "250Mi",
    behaviour: {
      behaviour: "out-of-memory",
      restarts: String(PAYMENTS_RESTART_SECONDS.length),
    },
  }),
  shop({ name: "orders", replicas: 3, cpu: "40m", memory: "120Mi" }),
  shop({ name: "search", replicas: 3, cpu: "110m", memory: "190Mi" }),
  shop({ name: "cache", replicas: 1, cpu: "25m", memory: "60Mi", port: 6379 }),
  {
    namespace: "shop",
    name: "catalog-canary",
    replicas: 1,
    image: "registry.example/shop/catalog:1.5.0-rc.1",
    cpu: "0",
    memory: "0",
    requests: MEDIUM,
    behaviour: { behaviour: "image-pull" },
  },
  {
    namespace: "platform",
    name: "ingress-nginx",
    replicas: 2,
    port: 8080,
    cpu: "35m",
    memory: "110Mi",
    requests: MEDIUM,
  },
  {
    namespace: "kube-system",
    name: "coredns",
    replicas: 2,
    image: "registry.example/kube-system/coredns:1.13.1",
    port: 9153,
    cpu: "8m",
    memory: "24Mi",
    requests: SMALL,
  },
  {
    namespace: BUSY_NAMESPACE,
    name: "worker",
    replicas: 84,
    cpu: "30m",
    memory: "48Mi",
    requests: SMALL,
    tolerates: [DOWN_NODE_POOL],
  },
  {
    namespace: BUSY_NAMESPACE,
    name: "model-trainer",
    replicas: 1,
    cpu: "0",
    memory: "0",
    requests: { cpu: "2", memory: "512Gi" },
  },
  {
    namespace: "dev",
    name: "sandbox",
    replicas: 1,
    port: 8080,
    cpu: "10m",
    memory: "30Mi",
    requests: SMALL,
    behaviour: { behaviour: "unready" },
  },
  { namespace: "dev", name: "playground", replicas: 3, cpu: "2m", memory: "20Mi", requests: SMALL },
];

function shop(
  workload: Pick<Workload, "name" | "replicas" | "cpu" | "memory"> & Partial<Workload>,
): Workload {
  return {
    namespace: "shop",
    port: 8080,
    requests: MEDIUM,
    limits: MEDIUM_LIMITS,
    configured: true,
    ...workload,
  };
}

/** Pods that run once all is loaded: the workloads without those that cannot start, and others. */
export const RUNNING_PODS = WORKLOADS
  .filter(({ name }) => !["catalog-canary", "model-trainer"].includes(name))
  .reduce((sum, { replicas }) => sum + replicas, NODE_NAMES.length + 1);

import type { BaseSize } from "./base_sizes.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

type Replicas = Readonly<Record<BaseSize["replicas"], number>>;

/** One service of the shop and whom it calls. */
export interface ShopService {
  readonly name: string;
  readonly replicas: Replicas;
  readonly port: number;
  /** Whether it serves HTTP and so exports request metrics. */
  readonly http: boolean;
  /** Median time to answer. */
  readonly latencySeconds: number;
  /** Calls it makes for each request it serves. */
  readonly calls: Readonly<Record<string, number>>;
  readonly cpu: readonly [request: string, limit: string];
  readonly memory: readonly [request: string, limit: string];
}

export const SHOP_SERVICES: readonly ShopService[] = [
  {
    name: "edge",
    replicas: { small: 2, large: 4 },
    port: 8080,
    http: true,
    latencySeconds: 0.06,
    calls: { web: 1 },
    cpu: ["200m", "1"],
    memory: ["128Mi", "256Mi"],
  },
  {
    name: "web",
    replicas: { small: 4, large: 12 },
    port: 8080,
    http: true,
    latencySeconds: 0.05,
    calls: { checkout: 0.15, catalog: 0.7 },
    cpu: ["200m", "1"],
    memory: ["256Mi", "512Mi"],
  },
  {
    name: "checkout",
    replicas: { small: 3, large: 8 },
    port: 8080,
    http: true,
    latencySeconds: 0.08,
    calls: { cart: 1, payments: 1, orders: 1 },
    cpu: ["200m", "1"],
    memory: ["256Mi", "512Mi"],
  },
  {
    name: "cart",
    replicas: { small: 3, large: 6 },
    port: 8080,
    http: true,
    latencySeconds: 0.012,
    calls: { cache: 2 },
    cpu: ["100m", "500m"],
    memory: ["128Mi", "256Mi"],
  },
  {
    name: "catalog",
    replicas: { small: 3, large: 8 },
    port: 8080,
    http: true,
    latencySeconds: 0.03,
    calls: { search: 0.5 },
    cpu: ["200m", "1"],
    memory: ["256Mi", "512Mi"],
  },
  {
    name: "payments",
    replicas: { small: 2, large: 4 },
    port: 8080,
    http: true,
    latencySeconds: 0.04,
    calls: {},
    cpu: ["100m", "500m"],
    memory: ["256Mi", "512Mi"],
  },
  {
    name: "orders",
    replicas: { small: 3, large: 6 },
    port: 8080,
    http: true,
    latencySeconds: 0.025,
    calls: { "orders-db": 3 },
    cpu: ["100m", "500m"],
    memory: ["256Mi", "512Mi"],
  },
  {
    name: "search",
    replicas: { small: 2, large: 4 },
    port: 8080,
    http: true,
    latencySeconds: 0.02,
    calls: {},
    cpu: ["500m", "2"],
    memory: ["1Gi", "2Gi"],
  },
  {
    name: "cache",
    replicas: { small: 1, large: 1 },
    port: 6379,
    http: false,
    latencySeconds: 0.001,
    calls: {},
    cpu: ["100m", "500m"],
    memory: ["256Mi", "512Mi"],
  },
];

export const ORDERS_DB: ShopService = {
  name: "orders-db",
  replicas: { small: 1, large: 1 },
  port: 5432,
  http: false,
  latencySeconds: 0.003,
  calls: {},
  cpu: ["500m", "2"],
  memory: ["1Gi", "2Gi"],
};

export const SHOP_VERSION = "1.4.2";
const EARLIER_VERSION = "1.4.1";

/** Plans the workload of one service, with the addresses of the services it calls in its environment. */
export function shopWorkload(service: ShopService, replicas: BaseSize["replicas"]): WorkloadPlan {
  const { name, port, cpu, memory } = service;
  const image = `registry.example/shop/${name}`;
  return {
    kind: service === ORDERS_DB ? "StatefulSet" : "Deployment",
    namespace: "shop",
    name,
    replicas: service.replicas[replicas],
    image: `${image}:${SHOP_VERSION}`,
    earlierImage: `${image}:${EARLIER_VERSION}`,
    port,
    probe: service.http ? "http" : "tcp",
    cpu,
    memory,
    configured: true,
    env: Object.fromEntries(
      Object.keys(service.calls).map((target) => [
        `${target.toUpperCase().replace("-", "_")}_ADDR`,
        `${target}:${portOf(target)}`,
      ]),
    ),
    ...(service === ORDERS_DB
      ? { volume: { size: "20Gi", mountPath: "/var/lib/postgresql/data" } }
      : {}),
  };
}

function portOf(target: string): number {
  return [...SHOP_SERVICES, ORDERS_DB].find(({ name }) => name === target)?.port ?? 8080;
}

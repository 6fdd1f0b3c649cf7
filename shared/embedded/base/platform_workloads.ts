import type { BaseSize } from "./base_sizes.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

interface Row {
  readonly plan: Omit<WorkloadPlan, "replicas">;
  readonly small: number;
  readonly large: number;
}

function row(
  kind: WorkloadPlan["kind"],
  place: string,
  rest: {
    image: string;
    replicas: readonly [small: number, large: number];
    cpu?: string;
    memory?: string;
    more?: Partial<WorkloadPlan>;
  },
): Row {
  const [namespace = "", name = ""] = place.split("/");
  const { image, replicas: [small, large], cpu = "100m", memory = "128Mi", more } = rest;
  const limit = `${Number.parseInt(memory) * 2}${memory.replace(/^\d+/, "")}`;
  const plan = { kind, namespace, name, image, cpu: [cpu, "1"], memory: [memory, limit] } as const;
  return { plan: { ...plan, ...more }, small, large };
}

const NODE_AGENT = { hostNetwork: true, priorityClassName: "system-node-critical" } as const;
const CRITICAL = { priorityClassName: "system-cluster-critical" } as const;

const ROWS: readonly Row[] = [
  row("Deployment", "kube-system/coredns", {
    image: "registry.example/coredns:1.12.4",
    replicas: [2, 2],
    more: { port: 53, ...CRITICAL },
  }),
  row("Deployment", "kube-system/metrics-server", {
    image: "registry.example/metrics-server:0.9.0",
    replicas: [1, 1],
    more: { port: 10250, ...CRITICAL },
  }),
  row("Deployment", "kube-system/kube-state-metrics", {
    image: "registry.example/kube-state-metrics:2.19.1",
    replicas: [1, 1],
    more: { port: 8080 },
  }),
  row("Deployment", "kube-system/local-path-provisioner", {
    image: "registry.example/local-path-provisioner:0.0.34",
    replicas: [1, 1],
  }),
  row("DaemonSet", "kube-system/kube-proxy", {
    image: "registry.example/kube-proxy:1.36.4",
    replicas: [0, 0],
    more: NODE_AGENT,
  }),
  row("DaemonSet", "kube-system/node-exporter", {
    image: "registry.example/node-exporter:1.12.1",
    replicas: [0, 0],
    memory: "32Mi",
    more: { port: 9100, ...NODE_AGENT },
  }),
  row("DaemonSet", "kube-system/alloy", {
    image: "registry.example/alloy:1.14.0",
    replicas: [0, 0],
    more: { port: 12345 },
  }),
  row("Deployment", "platform/ingress-nginx", {
    image: "registry.example/ingress-nginx/controller:1.14.1",
    replicas: [2, 3],
    memory: "256Mi",
    more: { port: 8080 },
  }),
  row("Deployment", "platform/otel-collector", {
    image: "registry.example/otel-collector:0.141.0",
    replicas: [2, 4],
    memory: "256Mi",
    more: { port: 4317 },
  }),
  row("StatefulSet", "platform/prometheus", {
    image: "registry.example/prometheus:3.15.0",
    replicas: [1, 1],
    cpu: "500m",
    memory: "4Gi",
    more: { port: 9090, volume: { size: "100Gi", mountPath: "/prometheus" } },
  }),
  row("StatefulSet", "platform/alertmanager", {
    image: "registry.example/alertmanager:0.34.2",
    replicas: [1, 2],
    more: { port: 9093 },
  }),
  row("StatefulSet", "platform/loki", {
    image: "registry.example/loki:3.7.8",
    replicas: [1, 1],
    memory: "1Gi",
    more: { port: 3100, volume: { size: "100Gi", mountPath: "/var/loki" } },
  }),
  ...["sandbox-ada", "sandbox-ben", "loadgen", "playground"].map((name) => devRow(name, [1, 1])),
  ...["feature-login", "feature-tax", "notebook", "wiki", "mirror", "demo"].map((name) =>
    devRow(name, [0, 1])
  ),
];

function devRow(name: string, replicas: readonly [number, number]): Row {
  return row("Deployment", `dev/${name}`, {
    image: `registry.example/dev/${name}:main`,
    replicas,
    cpu: "50m",
    memory: "64Mi",
    more: { port: 8080 },
  });
}

/** The workloads that every base has beside the shop: cluster add-ons, platform, and what developers left running. */
export function platformWorkloads(replicas: BaseSize["replicas"]): readonly WorkloadPlan[] {
  return ROWS.filter((entry) => entry.plan.kind === "DaemonSet" || entry[replicas] > 0)
    .map((entry) => ({ ...entry.plan, replicas: entry[replicas] }));
}

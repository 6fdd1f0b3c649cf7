import { hash32, hex } from "../random.ts";
import { timestamp, type WorldObject } from "../world/kube_objects.ts";
import { type ClusterBuilder, DAY_MS } from "./cluster_builder.ts";
import { buildStorageClass } from "./storage_builder.ts";

export const ZONES = ["a", "b", "c"] as const;
export const KUBERNETES_VERSION = "v1.36.4";
const CLUSTER_AGE_MS = 120 * DAY_MS;

/**
 * The namespaces of every base. Events of cluster-scoped objects live in `default`, the heartbeats of nodes in
 * `kube-node-lease`; nothing lives in `kube-public`.
 */
export const NAMESPACES = [
  "batch",
  "default",
  "dev",
  "kube-node-lease",
  "kube-public",
  "kube-system",
  "platform",
  "shop",
] as const;

/** Builds what belongs to no team: namespaces, nodes, storage, priorities, the metrics API's registration. */
export function buildClusterObjects(builder: ClusterBuilder, namespaces: readonly string[]): void {
  const bornMs = builder.nowMs - CLUSTER_AGE_MS;
  for (const name of namespaces) buildNamespace(builder, name, bornMs);
  builder.nodeNames.forEach((_, i) => builder.create(node(builder, i), bornMs, "kubelet"));
  buildStorageClass(builder, bornMs);
  const priorities = [
    ["system-cluster-critical", 2_000_000_000],
    ["system-node-critical", 2_000_001_000],
  ] as const;
  for (const [name, value] of priorities) {
    builder.create({
      apiVersion: "scheduling.k8s.io/v1",
      kind: "PriorityClass",
      metadata: { name },
      value,
    }, bornMs);
  }
  builder.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "nginx" },
    spec: { controller: "k8s.io/ingress-nginx" },
  }, bornMs);
  buildMetricsApiService(builder, bornMs);
}

function buildNamespace(builder: ClusterBuilder, name: string, bornMs: number): void {
  builder.create({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  }, bornMs);
  builder.create(
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: name },
    },
    bornMs,
    "kube-controller-manager",
  );
  builder.create(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "kube-root-ca.crt", namespace: name },
      data: { "ca.crt": "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" },
    },
    bornMs,
    "kube-controller-manager",
  );
}

function buildMetricsApiService(builder: ClusterBuilder, bornMs: number): void {
  builder.create({
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      service: { namespace: "kube-system", name: "metrics-server", port: 443 },
      groupPriorityMinimum: 100,
      versionPriority: 100,
    },
    status: {
      conditions: [{
        type: "Available",
        status: "True",
        reason: "Passed",
        message: "all checks passed",
        lastTransitionTime: timestamp(bornMs),
      }],
    },
  }, bornMs);
}

function node(builder: ClusterBuilder, index: number): WorldObject {
  const name = builder.nodeNames[index] ?? "";
  const zone = ZONES[index % ZONES.length] ?? "a";
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": "general-8x32",
        "topology.kubernetes.io/region": "region-1",
        "topology.kubernetes.io/zone": zone,
      },
    },
    spec: {
      podCIDR: `10.${244 - Math.floor(index / 250)}.${index % 250}.0/24`,
      providerID: `example://${zone}/${name}`,
    },
    status: {
      addresses: [
        { type: "InternalIP", address: builder.nodeIp(index) },
        { type: "Hostname", address: name },
      ],
      capacity: { ...SIZE, cpu: "8", memory: "32768Mi" },
      allocatable: { ...SIZE, cpu: "7800m", memory: "31232Mi" },
      conditions: nodeConditions(builder.nowMs),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: nodeInfo(name),
    },
  };
}

const SIZE = {
  "ephemeral-storage": "102400Mi",
  "hugepages-2Mi": "0",
  pods: "110",
} as const;

const HEALTHY = [
  [
    "MemoryPressure",
    "False",
    "KubeletHasSufficientMemory",
    "kubelet has sufficient memory available",
  ],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
] as const;

function nodeConditions(nowMs: number) {
  return HEALTHY.map(([type, status, reason, message]) => ({
    type,
    status,
    reason,
    message,
    lastHeartbeatTime: timestamp(nowMs - 90_000),
    lastTransitionTime: timestamp(nowMs - 21 * DAY_MS),
  }));
}

function nodeInfo(name: string): Record<string, string> {
  return {
    architecture: "amd64",
    bootID: hex(hash32(`boot ${name}`), 32),
    containerRuntimeVersion: "containerd://2.2.1",
    kernelVersion: "6.12.57-cloud-amd64",
    kubeProxyVersion: KUBERNETES_VERSION,
    kubeletVersion: KUBERNETES_VERSION,
    machineID: hex(hash32(`machine ${name}`), 32),
    operatingSystem: "linux",
    osImage: "Debian GNU/Linux 13 (trixie)",
    systemUUID: hex(hash32(`system ${name}`), 32),
  };
}

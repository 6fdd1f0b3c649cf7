/** Kubernetes objects made of the tables in `lab_shop.ts`. */

import { POD_LOGS } from "./lab_layout.ts";
import { DOWN_NODE, DOWN_NODE_POOL, NODE_NAMES, WORKLOADS } from "./lab_shop.ts";
import type { Workload } from "./lab_shop.ts";

/** A manifest; what the API server makes of it is its business. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string | undefined>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [section: string]: unknown;
}

/** One `List` for kubectl. */
export function listOf(items: readonly Manifest[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items });
}

/** Twenty nodes over three zones; kwok plays their kubelets. */
export function nodeManifests(): Manifest[] {
  const capacity = { cpu: "4", memory: "16Gi", pods: "110", "ephemeral-storage": "100Gi" };
  return NODE_NAMES.map((name, index) => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      labels: {
        type: "kwok",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/region": "lab",
        "topology.kubernetes.io/zone": "abc"[index % 3],
        ...name === DOWN_NODE && { pool: DOWN_NODE_POOL },
      },
      annotations: {
        "metrics.k8s.io/resource-metrics-path": `/metrics/nodes/${name}/metrics/resource`,
      },
    },
    spec: name === DOWN_NODE
      ? { taints: [{ key: "pool", value: DOWN_NODE_POOL, effect: "NoSchedule" }] }
      : {},
    status: {
      capacity,
      allocatable: { ...capacity, cpu: "3900m", memory: "15Gi" },
      nodeInfo: {
        architecture: "amd64",
        operatingSystem: "linux",
        osImage: "Debian GNU/Linux 12 (bookworm)",
        kernelVersion: "6.1.0-41-amd64",
        containerRuntimeVersion: "containerd://2.2.1",
        kubeletVersion: "v1.36.4",
        kubeProxyVersion: "",
        bootID: "",
        machineID: "",
        systemUUID: "",
      },
    },
  }));
}

/** Every Deployment with its Service, ConfigMap and Secret. */
export function workloadManifests(): Manifest[] {
  return WORKLOADS.flatMap((workload) => [
    ...workload.configured ? [configMap(workload), secret(workload)] : [],
    ...workload.port === undefined ? [] : [service(workload, workload.port)],
    deployment(workload),
  ]);
}

function deployment(workload: Workload): Manifest {
  const { namespace, name, replicas, behaviour = {} } = workload;
  const labels = { app: name };
  const usage = { cpu: workload.cpu, memory: workload.memory };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name, labels: { app: name, "app.kubernetes.io/part-of": namespace } },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: labAnnotations({ ...usage, ...behaviour }) },
        spec: {
          containers: [container(workload)],
          tolerations: (workload.tolerates ?? []).map((value) => (
            { key: "pool", operator: "Equal", value, effect: "NoSchedule" }
          )),
        },
      },
    },
  };
}

function container({ namespace, name, port, requests, limits, configured, image }: Workload) {
  const probe = { httpGet: { path: "/healthz", port }, periodSeconds: 10 };
  return {
    name,
    image: image ?? `registry.example/${namespace}/${name}:1.4.2`,
    resources: { requests, ...limits && { limits } },
    ...port !== undefined && { ports: [{ name: "main", containerPort: port }] },
    ...port === 8080 && { readinessProbe: probe, livenessProbe: probe },
    ...configured && {
      envFrom: [
        { configMapRef: { name: `${name}-config` } },
        { secretRef: { name: `${name}-secret` } },
      ],
      env: [{ name: "LOG_LEVEL", value: "info" }, { name: "API_TOKEN", value: CANARY }],
    },
  };
}

/** A value that looks secret. It is in Secrets and in the environment, and must never be in an answer. */
export const CANARY = "canary-5b1f0c9e7d3a";

function configMap({ namespace, name }: Workload): Manifest {
  const data = { ZONE: "lab", TIMEOUT_SECONDS: "3" };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { namespace, name: `${name}-config` },
    data,
  };
}

function secret({ namespace, name }: Workload): Manifest {
  const metadata = { namespace, name: `${name}-secret` };
  return { apiVersion: "v1", kind: "Secret", metadata, stringData: { PASSWORD: CANARY } };
}

function service({ namespace, name, selects = name }: Workload, port: number): Manifest {
  const ports = [{ name: "main", port, targetPort: port }];
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name, labels: { app: name } },
    spec: { selector: { app: selects }, ports },
  };
}

function labAnnotations(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values).map(([key, value]) => [`lab.example/${key}`, value]);
  return Object.fromEntries(entries);
}

/** Tells kwok which file holds the log of which container. */
export function podLogManifest(containers: readonly string[]): Manifest {
  const logs = containers.map((name) => ({
    containers: [name],
    logsFile: `${POD_LOGS}/${name}.log`,
    ...name === "payments" && { previousLogsFile: `${POD_LOGS}/${name}.previous.log` },
    follow: true,
  }));
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "ClusterLogs",
    metadata: { name: "pod-logs" },
    spec: { logs },
  };
}

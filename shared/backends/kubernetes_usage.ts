import type { ObjectMeta } from "../analysis/kube_object.ts";
import { parseQuantity } from "../analysis/quantity.ts";
import { ToolError } from "../errors.ts";
import type { NodeUsage, PodUsage } from "./kubernetes.ts";
import { explainRefusal, pathOf, purposeOf, type Target } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";
import type { UpstreamFailure } from "./upstream_failure.ts";

interface WireUsage {
  readonly cpu: string;
  readonly memory: string;
}

interface WirePods {
  readonly items: readonly {
    readonly metadata: ObjectMeta;
    readonly containers: readonly { readonly usage: WireUsage }[];
  }[];
}

interface WireNodes {
  readonly items: readonly { readonly metadata: ObjectMeta; readonly usage: WireUsage }[];
}

const METRICS = {
  group: "metrics.k8s.io",
  version: "v1beta1",
  shortNames: [],
  verbs: ["get", "list"],
};
const POD_METRICS = {
  ...METRICS,
  resource: "pods",
  singular: "pod",
  kind: "PodMetrics",
  namespaced: true,
};
const NODE_METRICS = {
  ...METRICS,
  resource: "nodes",
  singular: "node",
  kind: "NodeMetrics",
  namespaced: false,
};

/** Current usage by pod, the sum of its containers. */
export async function readPodUsage(
  call: UpstreamCall,
  namespace?: string,
): Promise<readonly PodUsage[]> {
  const target = { resource: POD_METRICS, namespace, purpose: "read the usage of pods" };
  return await read(call, target, podUsageOf);
}

export async function readNodeUsage(call: UpstreamCall): Promise<readonly NodeUsage[]> {
  const target = { resource: NODE_METRICS, purpose: "read the usage of nodes" };
  return await read(call, target, nodeUsageOf);
}

function podUsageOf(body: unknown): readonly PodUsage[] {
  return (body as WirePods).items.map(({ metadata, containers }) => ({
    namespace: metadata.namespace ?? "",
    pod: metadata.name,
    cpuCores: sum(containers.map(({ usage }) => amount(usage.cpu))),
    memoryBytes: sum(containers.map(({ usage }) => amount(usage.memory))),
  }));
}

function nodeUsageOf(body: unknown): readonly NodeUsage[] {
  return (body as WireNodes).items.map(({ metadata, usage }) => ({
    node: metadata.name,
    cpuCores: amount(usage.cpu),
    memoryBytes: amount(usage.memory),
  }));
}

async function read<T>(
  call: UpstreamCall,
  target: Target,
  decode: (body: unknown) => T,
): Promise<T> {
  const request = {
    purpose: purposeOf(target),
    path: pathOf(target),
    // The API server passes it on to metrics-server, which may be away alone.
    isolated: true,
    explain: (failure: UpstreamFailure) =>
      failure.status === 404 ? missing(failure) : explainRefusal(failure, target),
  };
  return await call.json(request, decode);
}

function missing(cause: UpstreamFailure): ToolError {
  return new ToolError("upstream_unavailable", "Cannot read current usage: no metrics-server", {
    hint: "Install metrics-server, or ask Prometheus for container_cpu_usage_seconds_total",
    coverage: "not configured",
    cause,
  });
}

function amount(quantity: string): number {
  const value = parseQuantity(quantity);
  if (value === undefined) throw new Error("Expected a quantity");
  return value;
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, one) => total + one, 0);
}

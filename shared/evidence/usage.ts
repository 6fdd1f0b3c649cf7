import type { Series } from "../analysis/series.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

export interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** What pods and nodes use now. */
export interface CurrentUsage {
  /** By `namespace/pod`. */
  readonly pods: ReadonlyMap<string, Usage>;
  readonly nodes: ReadonlyMap<string, Usage>;
  /** Where the figures come from; absent when nobody gave any. */
  readonly source?: "prometheus" | "metrics.k8s.io";
  readonly coverage: readonly Coverage[];
}

export interface UsageQuery {
  /** Leaves nodes unread. */
  readonly namespace?: string | undefined;
}

type Readers = Pick<ToolContext, "kubernetes" | "prometheus">;

/**
 * Reads current CPU and memory of pods and nodes: from Prometheus' cAdvisor series, else from metrics.k8s.io.
 *
 * Four queries side by side, or two lists where Prometheus has no such series; coverage says which.
 */
export async function readUsage(context: Readers, query: UsageQuery): Promise<CurrentUsage> {
  const series = await usageFromPrometheus(context, query);
  if (series.pods.size > 0) return { ...series, source: "prometheus" };
  const { pods, nodes, coverage } = await usageFromMetricsApi(context, query);
  return {
    pods,
    nodes,
    ...(pods.size > 0 && { source: "metrics.k8s.io" }),
    coverage: [...series.coverage, ...coverage],
  };
}

async function usageFromPrometheus(
  { prometheus }: Readers,
  { namespace }: UsageQuery,
): Promise<CurrentUsage> {
  const scope = namespace === undefined ? "" : `namespace=${JSON.stringify(namespace)},`;
  // The pod's own cgroup and its pause container would count everything twice.
  const container = `{${scope}container!="",container!="POD"}`;
  const instant = async (expr: string) => (await prometheus.instant({ expr })).series;
  const queries = [
    `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total${container}[5m]))`,
    `sum by (namespace, pod) (container_memory_working_set_bytes${container})`,
    ...(namespace === undefined
      ? [
        `sum by (node) (rate(container_cpu_usage_seconds_total{id="/",node!=""}[5m]))`,
        `sum by (node) (container_memory_working_set_bytes{id="/",node!=""})`,
      ]
      : []),
  ];
  const { value, coverage } = await readSource(
    "prometheus usage",
    () => Promise.all(queries.map(instant)),
    { stateOf: ([cpu]) => (cpu?.length ?? 0) > 0 ? "ok" : "no series" },
  );
  const [podCpu = [], podMemory = [], nodeCpu = [], nodeMemory = []] = value ?? [];
  return {
    pods: joined(podCpu, podMemory, ({ namespace, pod }) => `${namespace}/${pod}`),
    nodes: joined(nodeCpu, nodeMemory, ({ node }) => node ?? ""),
    coverage: [coverage],
  };
}

async function usageFromMetricsApi(
  { kubernetes }: Readers,
  { namespace }: UsageQuery,
): Promise<CurrentUsage> {
  const [pods, nodes] = await Promise.all([
    readSource("metrics.k8s.io pods", () => kubernetes.podUsage(namespace)),
    namespace === undefined
      ? readSource("metrics.k8s.io nodes", () => kubernetes.nodeUsage())
      : undefined,
  ]);
  return {
    pods: new Map(pods.value?.map((one) => [`${one.namespace}/${one.pod}`, one])),
    nodes: new Map(nodes?.value?.map((one) => [one.node, one])),
    coverage: [pods.coverage, ...(nodes === undefined ? [] : [nodes.coverage])],
  };
}

function joined(
  cpu: readonly Series[],
  memory: readonly Series[],
  keyOf: (labels: Series["labels"]) => string,
): ReadonlyMap<string, Usage> {
  const bytes = new Map(memory.map(({ labels, samples }) => [keyOf(labels), lastOf(samples)]));
  return new Map(cpu.map(({ labels, samples }) => {
    const key = keyOf(labels);
    return [key, { cpuCores: lastOf(samples), memoryBytes: bytes.get(key) ?? 0 }];
  }));
}

function lastOf(samples: Series["samples"]): number {
  return samples.at(-1)?.[1] ?? 0;
}

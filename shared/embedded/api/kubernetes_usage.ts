import type { Matcher } from "../../query/matchers.ts";
import { timestamp, type WorldObject } from "../world/kube_objects.ts";
import { selectorOf } from "./kubernetes_list.ts";
import type { ResourcePath } from "./kubernetes_path.ts";
import { notFound } from "./kubernetes_status.ts";
import type { Telemetry } from "./telemetry.ts";

const WINDOW_MS = 60_000;

interface Usage {
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** Answers metrics.k8s.io: what pods or nodes use now, from the same counters Prometheus has. */
export function usageAnswer(
  telemetry: Telemetry,
  { resource, namespace, name }: ResourcePath,
  query: URLSearchParams,
): Response {
  const matches = selectorOf(query, { ...resource, kind: resource.kind.replace("Metrics", "") });
  const { store } = telemetry.world;
  const objects = store.list<WorldObject>(resource.resource, namespace)
    .filter((object) => (name === undefined || object.metadata.name === name) && matches(object));
  const usage = resource.resource === "pods"
    ? podItems(telemetry, objects, namespace)
    : nodeItems(telemetry, objects);
  const items = usage.map((item) => ({ ...item, ...window(telemetry.world.nowMs) }));
  if (name === undefined) {
    return Response.json({
      kind: `${resource.kind}List`,
      apiVersion: "metrics.k8s.io/v1beta1",
      metadata: {},
      items,
    });
  }
  const [item] = items;
  if (item === undefined) throw notFound(resource, name);
  return Response.json({ kind: resource.kind, apiVersion: "metrics.k8s.io/v1beta1", ...item });
}

function window(nowMs: number) {
  return { timestamp: timestamp(nowMs), window: `${WINDOW_MS / 1_000}s` };
}

function podItems(telemetry: Telemetry, pods: readonly WorldObject[], namespace?: string) {
  const scope = namespace === undefined ? [] : [equal("namespace", namespace)];
  const used = usageBy(telemetry, "container", scope);
  const byPod = Map.groupBy(used, ([id]) => id.slice(0, id.lastIndexOf("/")));
  return pods.flatMap(({ metadata }) => {
    const containers = byPod.get(`${metadata.namespace}/${metadata.name}`);
    if (containers === undefined) return [];
    return {
      metadata: itemMetadata(metadata),
      containers: containers.map(([id, usage]) => ({
        name: id.slice(id.lastIndexOf("/") + 1),
        usage: quantities(usage),
      })),
    };
  });
}

// What a node uses beside its pods: kubelet, runtime, kernel.
const SYSTEM: Usage = { cpuCores: 0.2, memoryBytes: 1.5 * 2 ** 30 };

function nodeItems(telemetry: Telemetry, nodes: readonly WorldObject[]) {
  const used = new Map(usageBy(telemetry, "node", []));
  return nodes.flatMap(({ metadata }) => {
    const pods = used.get(metadata.name);
    if (pods === undefined) return [];
    const usage = {
      cpuCores: pods.cpuCores + SYSTEM.cpuCores,
      memoryBytes: pods.memoryBytes + SYSTEM.memoryBytes,
    };
    return { metadata: itemMetadata(metadata), usage: quantities(usage) };
  });
}

function itemMetadata({ name, namespace, labels, creationTimestamp }: WorldObject["metadata"]) {
  return { name, namespace, labels, creationTimestamp };
}

function quantities({ cpuCores, memoryBytes }: Usage) {
  return {
    cpu: `${Math.round(cpuCores * 1e9)}n`,
    memory: `${Math.round(memoryBytes / 1024)}Ki`,
  };
}

function usageBy(
  { metrics, world }: Telemetry,
  by: "container" | "node",
  scope: readonly Matcher[],
): readonly (readonly [id: string, usage: Usage])[] {
  const usage = new Map<string, { cpuCores: number; memoryBytes: number }>();
  const add = (labels: Readonly<Record<string, string>>, key: keyof Usage, amount: number) => {
    const { namespace, pod, container, node = "" } = labels;
    const id = by === "node" ? node : `${namespace}/${pod}/${container}`;
    const sum = usage.get(id) ?? { cpuCores: 0, memoryBytes: 0 };
    sum[key] += amount;
    usage.set(id, sum);
  };
  const recent = [world.nowMs - WINDOW_MS, world.nowMs] as const;
  const cpu = [equal("__name__", "container_cpu_usage_seconds_total"), ...scope];
  for (const { labels, samples } of metrics.select(cpu, ...recent)) {
    add(labels, "cpuCores", rateOf(samples));
  }
  const memory = [equal("__name__", "container_memory_working_set_bytes"), ...scope];
  for (const { labels, samples } of metrics.select(memory, ...recent)) {
    add(labels, "memoryBytes", samples.v.at(-1) ?? 0);
  }
  return [...usage];
}

function rateOf({ t, v }: { readonly t: number[]; readonly v: number[] }): number {
  const elapsed = ((t.at(-1) ?? 0) - (t[0] ?? 0)) / 1_000;
  return elapsed === 0 ? 0 : ((v.at(-1) ?? 0) - (v[0] ?? 0)) / elapsed;
}

function equal(label: string, value: string): Matcher {
  return { label, op: "=", value };
}

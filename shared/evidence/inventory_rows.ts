import { batchFaults } from "../analysis/batch_faults.ts";
import type { Node } from "../analysis/kube_node.ts";
import { nodeProblem, nodeProblemSince, nodeStatus, taintText } from "../analysis/node_status.ts";
import { oomKills } from "../analysis/oom_kills.ts";
import { ascending, descending } from "../analysis/order.ts";
import { type GroupUsage, type PodAmounts, podAmounts, usageBy } from "../analysis/pod_usage.ts";
import { parseQuantity } from "../analysis/quantity.ts";
import { type WorkloadHealth, workloadHealth } from "../analysis/workload_health.ts";
import { ownerOfPod, ownerText } from "../analysis/workload_owner.ts";
import type { ClusterKind, ClusterObjects } from "../analysis/cluster_kinds.ts";
import { networkRows, recommendations, scalingFaults, volumeFaults } from "./inventory_faults.ts";
import type { InventoryRows } from "./inventory_schema.ts";
import type { Saturation } from "./saturation.ts";
import type { CurrentUsage } from "./usage.ts";

/** The kinds that an inventory reads. */
export const INVENTORY_KINDS = [
  "namespaces",
  "nodes",
  "pods",
  "deployments",
  "statefulSets",
  "daemonSets",
  "jobs",
  "cronJobs",
  "services",
  "endpointSlices",
  "ingresses",
  "httpRoutes",
  "grpcRoutes",
  "autoscalers",
  "verticalAutoscalers",
  "budgets",
  "volumeClaims",
] as const satisfies readonly ClusterKind[];

export type InventoryObjects = ClusterObjects<typeof INVENTORY_KINDS[number]>;

export interface InventoryFigures {
  readonly usage: CurrentUsage;
  readonly saturation: Saturation;
  readonly now: Date;
}

/** Ranks what there is: in each list what is wrong first, then what uses most, then by name. */
export function inventoryRows(
  objects: InventoryObjects,
  figures: InventoryFigures,
): Omit<InventoryRows, "changes"> {
  const { saturation, now } = figures;
  const { pods = [], jobs = [], cronJobs = [] } = objects;
  const amounts = podAmounts(pods, figures.usage.pods);
  const workloads = workloadHealth({
    pods,
    deployments: objects.deployments ?? [],
    statefulSets: objects.statefulSets ?? [],
    daemonSets: objects.daemonSets ?? [],
  }, now);
  return {
    nodes: nodeRows(objects, amounts, figures),
    namespaces: namespaceRows(objects, { workloads, amounts }, figures),
    workloads: workloadRows(workloads, amounts, figures),
    ...networkRows(objects),
    batchFaults: batchFaults({ jobs, cronJobs }, now)
      .map(({ namespace, kind, name, ...fault }) => ({
        object: `${namespace} ${kind}/${name}`,
        ...fault,
      })),
    scalingFaults: scalingFaults(objects),
    recommendations: recommendations(objects),
    volumeFaults: volumeFaults(objects.volumeClaims ?? [], saturation),
    throttled: saturation.throttled.map((one) => ({ ...one, share: Number(one.share.toFixed(3)) })),
    oomKills: oomKills(pods, now),
  };
}

function nodeRows(
  { nodes = [] }: InventoryObjects,
  amounts: readonly PodAmounts[],
  { usage }: InventoryFigures,
): InventoryRows["nodes"] {
  const byNode = usageBy(amounts, ({ spec }) => spec?.nodeName);
  return nodes.map((node) => {
    const sum = byNode.get(node.metadata.name);
    const own = usage.nodes.get(node.metadata.name) ?? sum;
    const since = nodeProblemSince(node);
    return {
      name: node.metadata.name,
      status: nodeStatus(node),
      isTroubled: nodeProblem(node) !== undefined,
      ...(since !== undefined && { since }),
      taints: (node.spec?.taints ?? []).map(taintText),
      version: node.status?.nodeInfo?.kubeletVersion ?? "",
      pods: sum?.pods ?? 0,
      ...usedBy(own, usage),
      cpuRequested: rounded(sum?.cpuRequested ?? 0),
      memoryRequested: sum?.memoryRequested ?? 0,
      cpuAllocatable: allocatable(node, "cpu"),
      memoryAllocatable: allocatable(node, "memory"),
    };
  }).sort((a, b) =>
    Number(b.isTroubled) - Number(a.isTroubled) ||
    descending(shareOf(a), shareOf(b)) || ascending(a.name, b.name)
  );
}

function allocatable({ status }: Node, resource: "cpu" | "memory"): number {
  return parseQuantity(status?.allocatable?.[resource]) ?? 0;
}

function shareOf(node: InventoryRows["nodes"][number]): number {
  return node.cpuAllocatable > 0 ? (node.cpuCores ?? 0) / node.cpuAllocatable : 0;
}

function namespaceRows(
  { namespaces }: InventoryObjects,
  { workloads, amounts }: {
    readonly workloads: readonly WorkloadHealth[];
    readonly amounts: readonly PodAmounts[];
  },
  { usage }: InventoryFigures,
): InventoryRows["namespaces"] {
  const sums = usageBy(amounts, ({ metadata }) => metadata.namespace);
  const names = namespaces?.map(({ metadata }) => metadata.name) ??
    [...new Set(workloads.map(({ namespace }) => namespace))];
  const byNamespace = Map.groupBy(workloads, ({ namespace }) => namespace);
  return names.map((name) => {
    const own = byNamespace.get(name) ?? [];
    return {
      name,
      workloads: own.length,
      troubled: own.filter(({ severity }) => severity > 0).length,
      pods: sums.get(name)?.pods ?? 0,
      ...usedBy(sums.get(name), usage),
    };
  }).sort((a, b) =>
    b.troubled - a.troubled || descending(a.cpuCores ?? 0, b.cpuCores ?? 0) ||
    descending(a.pods, b.pods) || ascending(a.name, b.name)
  );
}

function workloadRows(
  workloads: readonly WorkloadHealth[],
  amounts: readonly PodAmounts[],
  { usage }: InventoryFigures,
): InventoryRows["workloads"] {
  const keyOf = (namespace: string, owner: { kind: string; name: string }) =>
    `${namespace} ${ownerText(owner)}`;
  const sums = usageBy(
    amounts,
    (pod) => keyOf(pod.metadata.namespace ?? "", ownerOfPod(pod)),
  );
  return workloads.map(({ kind, name, severity, ...rest }) => ({
    severity,
    row: {
      ...rest,
      workload: ownerText({ kind, name }),
      ...usedBy(sums.get(keyOf(rest.namespace, { kind, name })), usage),
    },
  })).sort((a, b) =>
    // The order of health among the troubled, of usage among the rest; sorting is stable.
    b.severity - a.severity ||
    (a.severity > 0 ? 0 : descending(a.row.cpuCores ?? 0, b.row.cpuCores ?? 0))
  ).map(({ row }) => row);
}

function usedBy(
  sum: Pick<GroupUsage, "cpuCores" | "memoryBytes"> | undefined,
  { source }: CurrentUsage,
): { cpuCores?: number; memoryBytes?: number } {
  if (source === undefined || sum === undefined) return {};
  return { cpuCores: rounded(sum.cpuCores), memoryBytes: Math.round(sum.memoryBytes) };
}

function rounded(cores: number): number {
  return Number(cores.toFixed(3));
}

import { batchFaults } from "../analysis/batch_faults.ts";
import type { Node } from "../analysis/kube_node.ts";
import type { PersistentVolumeClaim } from "../analysis/kube_storage.ts";
import { nodeProblem, nodeProblemSince, nodeStatus, taintText } from "../analysis/node_status.ts";
import { oomKills } from "../analysis/oom_kills.ts";
import { ascending, descending } from "../analysis/order.ts";
import { type GroupUsage, usageBy } from "../analysis/pod_usage.ts";
import { parseQuantity } from "../analysis/quantity.ts";
import { gatewayRoutes, ingressRoutes } from "../analysis/route_backends.ts";
import { readyEndpoints, serviceFaults } from "../analysis/service_wiring.ts";
import {
  autoscalerProblem,
  blocksEvictions,
  recommendationText,
} from "../analysis/workload_columns.ts";
import { type WorkloadHealth, workloadHealth } from "../analysis/workload_health.ts";
import { ownerOfPod, ownerText } from "../analysis/workload_owner.ts";
import type { ClusterKind, ClusterObjects } from "./cluster_objects.ts";
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
export function inventoryRows(objects: InventoryObjects, figures: InventoryFigures): InventoryRows {
  const { saturation, now } = figures;
  const { pods = [], jobs = [], cronJobs = [] } = objects;
  const workloads = workloadHealth({
    pods,
    deployments: objects.deployments ?? [],
    statefulSets: objects.statefulSets ?? [],
    daemonSets: objects.daemonSets ?? [],
  }, now);
  return {
    nodes: nodeRows(objects, figures),
    namespaces: namespaceRows(objects, workloads, figures),
    workloads: workloadRows(objects, workloads, figures),
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
  { nodes = [], pods = [] }: InventoryObjects,
  { usage }: InventoryFigures,
): InventoryRows["nodes"] {
  const byNode = usageBy(pods, usage.pods, ({ spec }) => spec?.nodeName);
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
  { namespaces, pods = [] }: InventoryObjects,
  workloads: readonly WorkloadHealth[],
  { usage }: InventoryFigures,
): InventoryRows["namespaces"] {
  const sums = usageBy(pods, usage.pods, ({ metadata }) => metadata.namespace);
  const names = namespaces?.map(({ metadata }) => metadata.name) ??
    [...new Set(workloads.map(({ namespace }) => namespace))];
  return names.map((name) => {
    const own = workloads.filter(({ namespace }) => namespace === name);
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
  { pods = [] }: InventoryObjects,
  workloads: readonly WorkloadHealth[],
  { usage }: InventoryFigures,
): InventoryRows["workloads"] {
  const keyOf = (namespace: string, owner: { kind: string; name: string }) =>
    `${namespace} ${ownerText(owner)}`;
  const sums = usageBy(
    pods,
    usage.pods,
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

function networkRows(
  { services = [], endpointSlices, ingresses = [], httpRoutes = [], grpcRoutes = [], pods }:
    InventoryObjects,
): Pick<InventoryRows, "serviceFaults" | "routes"> {
  // Without endpoints or pods every Service would look broken.
  if (endpointSlices === undefined || pods === undefined) return { serviceFaults: [], routes: [] };
  const targets = { services, readyEndpoints: readyEndpoints(endpointSlices) };
  const routes = [
    ...ingressRoutes(ingresses, targets),
    ...gatewayRoutes([...httpRoutes, ...grpcRoutes], targets),
  ];
  return {
    serviceFaults: serviceFaults({ services, endpointSlices, pods }),
    routes: routes.sort((a, b) =>
      Number(b.problem !== undefined) - Number(a.problem !== undefined)
    ),
  };
}

function scalingFaults(
  { autoscalers = [], budgets = [] }: InventoryObjects,
): InventoryRows["scalingFaults"] {
  const faults = [
    ...autoscalers.map((hpa) => ({
      object: `${hpa.metadata.namespace} HorizontalPodAutoscaler/${hpa.metadata.name}`,
      problem: autoscalerProblem(hpa),
    })),
    ...budgets.map((budget) => ({
      object: `${budget.metadata.namespace} PodDisruptionBudget/${budget.metadata.name}`,
      problem: blocksEvictions(budget) ? "allows no disruption" : undefined,
    })),
  ];
  return faults.flatMap(({ object, problem }) => problem === undefined ? [] : [{ object, problem }])
    .sort((a, b) => ascending(a.object, b.object));
}

function recommendations(
  { verticalAutoscalers = [] }: InventoryObjects,
): InventoryRows["recommendations"] {
  return verticalAutoscalers.map((vpa) => ({
    object: `${vpa.metadata.namespace} VerticalPodAutoscaler/${vpa.metadata.name}`,
    recommends: recommendationText(vpa),
  })).sort((a, b) => ascending(a.object, b.object));
}

/** From here on somebody should look: the warning bound of most volume alerts is 15 % free. */
const NEARLY_FULL = 0.85;

function volumeFaults(
  claims: readonly PersistentVolumeClaim[],
  { volumeFill }: Saturation,
): InventoryRows["volumeFaults"] {
  return claims.flatMap(({ metadata: { namespace, name, creationTimestamp }, status }) => {
    const object = `${namespace} PersistentVolumeClaim/${name}`;
    const fill = volumeFill.get(`${namespace}/${name}`) ?? 0;
    if (status?.phase !== "Bound") {
      const since = creationTimestamp === undefined ? {} : { since: creationTimestamp };
      return [{ object, problem: status?.phase ?? "Pending", ...since }];
    }
    return fill < NEARLY_FULL ? [] : [{ object, problem: `${Math.round(fill * 100)}% full` }];
  }).sort((a, b) => descending(a.problem, b.problem) || ascending(a.object, b.object));
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

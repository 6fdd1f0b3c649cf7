import type { ClusterObjects } from "../cluster_kinds.ts";
import type { CallEdge } from "../signals/signal.ts";
import type { Edge } from "./edge.ts";
import { TopologyGraph } from "./graph.ts";
import { policyEdges, serviceEdges, WorkloadLabels } from "./selector_edges.ts";
import { addressEdges, callEdges, routeEdges, webhookEdges } from "./traffic_edges.ts";
import { placementEdges, referenceEdges, volumeEdges } from "./workload_edges.ts";
import { foldedWorkloads, workloadTemplates } from "./workload_templates.ts";

/** Joins objects, and calls where metrics tell of them, into a graph; what was not read has no edges. Linear. */
export function topologyOf(
  objects: Partial<ClusterObjects>,
  calls: readonly CallEdge[] = [],
): TopologyGraph {
  const templates = workloadTemplates(objects);
  const workloads = new WorkloadLabels(templates);
  const serving = serviceEdges(objects, workloads);
  const edges: readonly Edge[] = [
    ...referenceEdges(templates),
    ...placementEdges(objects),
    ...volumeEdges(objects),
    ...serving,
    ...policyEdges(objects, workloads),
    ...routeEdges(objects),
    ...webhookEdges(objects),
    ...callEdges(calls, serving),
    ...addressEdges(templates, objects),
  ];
  return new TopologyGraph(edges, foldedWorkloads(objects));
}

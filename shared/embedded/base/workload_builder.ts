import { type ClusterBuilder, DAY_MS } from "./cluster_builder.ts";
import { buildDaemonSet } from "./daemon_set_builder.ts";
import { buildDeployment } from "./deployment_builder.ts";
import { buildStatefulSet } from "./stateful_set_builder.ts";
import type { Times } from "./workload_parts.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** Builds a workload and all it owns: ReplicaSets, pods, volumes. */
export function buildWorkload(builder: ClusterBuilder, plan: WorkloadPlan): void {
  const createdMs = builder.momentAgo(`${plan.namespace}/${plan.name} made`, [
    90 * DAY_MS,
    60 * DAY_MS,
  ]);
  const updatedMs = builder.momentAgo(`${plan.namespace}/${plan.name} updated`, [
    9 * DAY_MS,
    2 * DAY_MS,
  ]);
  BUILDERS[plan.kind](builder, plan, { createdMs, updatedMs });
}

const BUILDERS: Record<
  WorkloadPlan["kind"],
  (builder: ClusterBuilder, plan: WorkloadPlan, times: Times) => void
> = { Deployment: buildDeployment, StatefulSet: buildStatefulSet, DaemonSet: buildDaemonSet };

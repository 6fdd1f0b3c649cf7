import { nameSuffix } from "../random.ts";
import { type ClusterBuilder, DAY_MS, HOUR_MS } from "./cluster_builder.ts";
import { controllerReference } from "./pod_builder.ts";
import { putPod, type Times, workload } from "./workload_parts.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** Builds a DaemonSet with a pod on each node. */
export function buildDaemonSet(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
  const { name } = plan;
  const nodes = builder.nodeNames.length;
  const set = workload(plan, { updateStrategy: { type: "RollingUpdate" } });
  delete set.spec.replicas;
  set.status = {
    currentNumberScheduled: nodes,
    desiredNumberScheduled: nodes,
    numberAvailable: nodes,
    numberMisscheduled: 0,
    numberReady: nodes,
    updatedNumberScheduled: nodes,
  };
  builder.create(set, times.createdMs);
  const owner = controllerReference("apps/v1", "DaemonSet", name);
  builder.nodeNames.forEach((_, node) => {
    const pod = `${name}-${nameSuffix(builder.hash(`${name} on ${node}`), 5)}`;
    const atMs = builder.momentAgo(`${name} on ${node}`, [9 * DAY_MS, 12 * HOUR_MS]);
    putPod(builder, plan, { name: pod, owner, n: 0, atMs, node });
  });
}

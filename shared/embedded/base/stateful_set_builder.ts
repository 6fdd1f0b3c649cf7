import { nameSuffix } from "../random.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";
import { controllerReference } from "./pod_builder.ts";
import { buildVolume } from "./storage_builder.ts";
import { putPod, type Times, workload } from "./workload_parts.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** Builds a StatefulSet with its pods and a volume for each. */
export function buildStatefulSet(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
  const { name, replicas, volume } = plan;
  const revision = `${name}-${nameSuffix(builder.hash(`${name}/${plan.image}`), 10)}`;
  const set = workload(plan, {
    serviceName: name,
    replicas,
    podManagementPolicy: "OrderedReady",
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
    ...(volume === undefined ? {} : { volumeClaimTemplates: [claimTemplate(volume.size)] }),
  });
  set.status = {
    replicas,
    readyReplicas: replicas,
    currentReplicas: replicas,
    updatedReplicas: replicas,
    availableReplicas: replicas,
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  };
  builder.create(set, times.createdMs);
  const owner = controllerReference("apps/v1", "StatefulSet", name);
  for (let n = 0; n < replicas; n++) {
    const pod = `${name}-${n}`;
    if (volume !== undefined) {
      buildVolume(builder, { ...plan, pod, size: volume.size }, times.createdMs);
    }
    putPod(builder, plan, {
      name: pod,
      owner,
      n,
      atMs: times.updatedMs,
      labels: {
        "controller-revision-hash": revision,
        "statefulset.kubernetes.io/pod-name": pod,
        "apps.kubernetes.io/pod-index": String(n),
      },
    });
  }
}

function claimTemplate(size: string) {
  return {
    metadata: { name: "data" },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
      storageClassName: "standard",
    },
  };
}

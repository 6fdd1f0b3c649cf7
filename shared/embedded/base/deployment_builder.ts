import { nameSuffix } from "../random.ts";
import { timestamp, type Workload } from "../world/kube_objects.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";
import { controllerReference } from "./pod_builder.ts";
import { putPod, type Times, workload } from "./workload_parts.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** Builds a Deployment with a ReplicaSet for each of its revisions and the pods of the last one. */
export function buildDeployment(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
  const { namespace, name, replicas } = plan;
  const earlier = plan.earlierImage === undefined
    ? []
    : [{ image: plan.earlierImage, replicas: 0 }];
  const revisions = [...earlier, { image: plan.image, replicas }];
  const deployment = workload(plan, {
    strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
    replicas,
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  deployment.metadata.annotations = { [REVISION]: String(revisions.length) };
  deployment.status = deploymentStatus(replicas, times.updatedMs);
  builder.create(deployment, times.createdMs);
  revisions.forEach(({ image, replicas: wanted }, i) => {
    const atMs = i === revisions.length - 1 ? times.updatedMs : times.createdMs;
    const revised = { ...plan, image, replicas: wanted };
    const replicaSet = buildReplicaSet(builder, revised, { revision: i + 1, atMs });
    const owner = controllerReference("apps/v1", "ReplicaSet", replicaSet.metadata.name);
    for (let n = 0; n < wanted; n++) {
      const suffix = nameSuffix(builder.hash(`${namespace}/${name}/${image}/${n}`), 5);
      putPod(builder, revised, { name: `${owner.name}-${suffix}`, owner, n, atMs });
    }
  });
}

const REVISION = "deployment.kubernetes.io/revision";

function buildReplicaSet(
  builder: ClusterBuilder,
  plan: WorkloadPlan,
  { revision, atMs }: { readonly revision: number; readonly atMs: number },
): Workload {
  const { name, replicas } = plan;
  const replicaSetName = builder.replicaSetName(name, plan.image);
  const hash = { "pod-template-hash": replicaSetName.slice(name.length + 1) };
  const replicaSet = workload(plan, { replicas });
  replicaSet.kind = "ReplicaSet";
  replicaSet.metadata = {
    name: replicaSetName,
    namespace: plan.namespace,
    labels: { app: name, ...hash },
    annotations: { [REVISION]: String(revision) },
    ownerReferences: [controllerReference("apps/v1", "Deployment", name)],
  };
  replicaSet.spec.selector = { matchLabels: { app: name, ...hash } };
  replicaSet.spec.template.metadata = { labels: { app: name, ...hash } };
  const running = {
    fullyLabeledReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
  replicaSet.status = { replicas, ...(replicas > 0 ? running : {}) };
  return builder.create(replicaSet, atMs, "kube-controller-manager");
}

function deploymentStatus(replicas: number, sinceMs: number) {
  const since = { lastUpdateTime: timestamp(sinceMs), lastTransitionTime: timestamp(sinceMs) };
  return {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
    conditions: [
      {
        type: "Available",
        status: "True" as const,
        reason: "MinimumReplicasAvailable",
        message: "Deployment has minimum availability.",
        ...since,
      },
      {
        type: "Progressing",
        status: "True" as const,
        reason: "NewReplicaSetAvailable",
        message: "ReplicaSet has successfully progressed.",
        ...since,
      },
    ],
  };
}

import { nameSuffix } from "../random.ts";
import { type Pod, type PodSpec, timestamp, type Workload } from "../world/kube_objects.ts";
import { type ClusterBuilder, DAY_MS, HOUR_MS } from "./cluster_builder.ts";
import { buildPod, controllerReference, rolloutStep } from "./pod_builder.ts";
import { podTemplateSpec } from "./pod_template.ts";
import { buildVolume } from "./storage_builder.ts";
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

interface Times {
  readonly createdMs: number;
  /** When the present template was rolled out. */
  readonly updatedMs: number;
}

const BUILDERS: Record<
  WorkloadPlan["kind"],
  (builder: ClusterBuilder, plan: WorkloadPlan, times: Times) => void
> = { Deployment: buildDeployment, StatefulSet: buildStatefulSet, DaemonSet: buildDaemonSet };

function buildDeployment(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
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

function buildStatefulSet(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
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

function buildDaemonSet(builder: ClusterBuilder, plan: WorkloadPlan, times: Times): void {
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

interface PodOfWorkload {
  readonly name: string;
  readonly owner: ReturnType<typeof controllerReference>;
  /** Its place in the workload. */
  readonly n: number;
  readonly atMs: number;
  /** A fixed node instead of the next. */
  readonly node?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

function putPod(builder: ClusterBuilder, plan: WorkloadPlan, pod: PodOfWorkload): void {
  const workloadKey = `${plan.namespace}/${plan.name}`;
  const hashLabel = pod.owner.kind === "ReplicaSet"
    ? { "pod-template-hash": pod.owner.name.slice(plan.name.length + 1) }
    : {};
  const built: Pod = buildPod(builder, {
    name: pod.name,
    namespace: plan.namespace,
    labels: { app: plan.name, ...hashLabel, ...pod.labels },
    owner: pod.owner,
    spec: podSpec(plan, pod.name),
    node: pod.node ?? builder.nodeFor(workloadKey, pod.n),
    startedMs: rolloutStep(pod.atMs, pod.n, builder.hash(workloadKey)),
  });
  builder.store.put(built);
}

function podSpec(plan: WorkloadPlan, pod: string): PodSpec {
  const spec = podTemplateSpec(plan);
  if (plan.volume === undefined) return spec;
  const data = { name: "data", persistentVolumeClaim: { claimName: `data-${pod}` } };
  return { ...spec, volumes: [data, ...spec.volumes ?? []] };
}

function workload(plan: WorkloadPlan, spec: Record<string, unknown>): Workload {
  const { kind, namespace, name } = plan;
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: {
      name,
      namespace,
      labels: { app: name, "app.kubernetes.io/managed-by": "Helm" },
    },
    spec: {
      ...spec,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podTemplateSpec(plan) },
    },
  };
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

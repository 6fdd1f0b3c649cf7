import type { Pod, PodSpec, Workload } from "../world/kube_objects.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";
import { buildPod, type controllerReference, rolloutStep } from "./pod_builder.ts";
import { podTemplateSpec } from "./pod_template.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** When a workload came to be as it is. */
export interface Times {
  readonly createdMs: number;
  /** When the present template was rolled out. */
  readonly updatedMs: number;
}

/** A pod of a workload, by its place in it. */
export interface PodOfWorkload {
  readonly name: string;
  readonly owner: ReturnType<typeof controllerReference>;
  /** Its place in the workload. */
  readonly n: number;
  readonly atMs: number;
  /** A fixed node instead of the next. */
  readonly node?: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Builds a pod of a workload and adds it. */
export function putPod(builder: ClusterBuilder, plan: WorkloadPlan, pod: PodOfWorkload): void {
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

/** The object of a workload, without its status. */
export function workload(plan: WorkloadPlan, spec: Record<string, unknown>): Workload {
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

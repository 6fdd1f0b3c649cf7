import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { PodSpec } from "../kube_pod.ts";
import type { PodTemplate } from "../kube_workload.ts";
import { ownerOf, ownerOfPod } from "../workload_owner.ts";

/** A workload with what its pods carry and ask for. */
export interface WorkloadTemplate {
  readonly workload: Entity;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: PodSpec;
  readonly owners: NonNullable<KubeObject["metadata"]["ownerReferences"]>;
}

/** Lists the workloads there are, those that only their pods tell of included, each once. */
export function workloadTemplates(objects: Partial<ClusterObjects>): readonly WorkloadTemplate[] {
  const found = new Map<string, WorkloadTemplate>();
  const add = (template: WorkloadTemplate) => {
    const key = entityText(template.workload);
    if (!found.has(key)) found.set(key, template);
  };
  const { deployments, statefulSets, daemonSets, jobs, cronJobs, pods } = objects;
  for (const object of deployments ?? []) add(templateOf("Deployment", object));
  for (const object of statefulSets ?? []) add(templateOf("StatefulSet", object));
  for (const object of daemonSets ?? []) add(templateOf("DaemonSet", object));
  for (const object of cronJobs ?? []) {
    add(templateOf("CronJob", { metadata: object.metadata, ...jobTemplate(object.spec) }));
  }
  for (const object of jobs ?? []) {
    if (workloadOfJob(object).kind === "Job") add(templateOf("Job", object));
  }
  for (const { metadata, spec = {} } of pods ?? []) {
    const workload = { ...ownerOfPod({ metadata }), namespace: metadata.namespace ?? "" };
    add({ workload, labels: metadata.labels ?? {}, spec, owners: [] });
  }
  return [...found.values()];
}

/** Says what pods, ReplicaSets and scheduled Jobs are folded into, by the text of their entity. */
export function foldedWorkloads(objects: Partial<ClusterObjects>): ReadonlyMap<string, Entity> {
  const folded = new Map<string, Entity>();
  const fold = (entity: Entity, workload: Entity) => {
    folded.set(entityText(entity), workload);
  };
  for (const pod of objects.pods ?? []) {
    const namespace = pod.metadata.namespace ?? "";
    fold(entityOf("Pod", pod), { ...ownerOfPod(pod), namespace });
  }
  for (const set of objects.replicaSets ?? []) {
    const entity = entityOf("ReplicaSet", set);
    const owner = set.metadata.ownerReferences?.[0];
    const { kind, name } = owner ?? entity;
    fold(entity, { kind, name, namespace: entity.namespace });
  }
  for (const job of objects.jobs ?? []) fold(entityOf("Job", job), workloadOfJob(job));
  return folded;
}

function workloadOfJob({ metadata }: KubeObject): Entity {
  const { name, namespace = "", ownerReferences = [] } = metadata;
  const { kind, name: owner } = ownerReferences[0] ?? ownerOf({ kind: "Job", name });
  return { kind, name: owner, namespace };
}

interface Templated extends KubeObject {
  readonly spec?: { readonly template?: PodTemplate };
}

function templateOf(kind: string, object: Templated): WorkloadTemplate {
  const template = object.spec?.template;
  return {
    workload: entityOf(kind, object),
    labels: template?.metadata?.labels ?? {},
    spec: template?.spec ?? {},
    owners: object.metadata.ownerReferences ?? [],
  };
}

function jobTemplate(
  spec: { readonly jobTemplate?: { readonly spec?: Templated["spec"] } } | undefined,
): Pick<Templated, "spec"> {
  const inner = spec?.jobTemplate?.spec;
  return inner === undefined ? {} : { spec: inner };
}

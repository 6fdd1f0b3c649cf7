import type { ClusterObjects } from "../cluster_kinds.ts";
import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import type { Service } from "../kube_network.ts";
import type { Pod } from "../kube_pod.ts";
import type { Replicated } from "../kube_workload.ts";
import { isOver } from "../pod_status.ts";
import { PodsByLabel } from "../pods_by_label.ts";
import { readyEndpoints } from "../service_wiring.ts";
import { type WorkloadHealth, workloadHealth } from "../workload_health.ts";
import { ownerOfPod } from "../workload_owner.ts";

/** Look-ups over the objects of a situation, each made when it is first asked for. */
export class ClusterIndex {
  readonly #objects: Partial<ClusterObjects>;
  readonly #now: Date;
  #podsByOwner: ReadonlyMap<string, readonly Pod[]> | undefined;
  #podsByNode: ReadonlyMap<string, readonly Pod[]> | undefined;
  #podsByNamespace: ReadonlyMap<string, readonly Pod[]> | undefined;
  #podsByLabel: PodsByLabel | undefined;
  #podsByName: ReadonlyMap<string, Pod> | undefined;
  #replicaSets: ReadonlyMap<string, readonly Replicated[]> | undefined;
  #deployments: ReadonlyMap<string, Replicated> | undefined;
  #services: ReadonlyMap<string, Service> | undefined;
  #endpoints: ReadonlyMap<string, number> | undefined;
  #health: ReadonlyMap<string, WorkloadHealth> | undefined;

  constructor(objects: Partial<ClusterObjects>, now: Date) {
    this.#objects = objects;
    this.#now = now;
  }

  /** The workload that a pod belongs to. */
  ownerOf(pod: Pod): Entity {
    return { ...ownerOfPod(pod), namespace: pod.metadata.namespace ?? "" };
  }

  /** All pods of a workload, those that have ended included. */
  podsOf(workload: Entity): readonly Pod[] {
    this.#podsByOwner ??= grouped(this.#pods, (pod) => entityText(this.ownerOf(pod)));
    return this.#podsByOwner.get(entityText(workload)) ?? [];
  }

  /** The pods of a node that have not ended. */
  podsOnNode(node: string): readonly Pod[] {
    this.#podsByNode ??= grouped(this.#live, ({ spec }) => spec?.nodeName ?? "");
    return this.#podsByNode.get(node) ?? [];
  }

  /** The pods of a namespace that have not ended. */
  podsIn(namespace: string): readonly Pod[] {
    this.#podsByNamespace ??= grouped(this.#live, ({ metadata }) => metadata.namespace ?? "");
    return this.#podsByNamespace.get(namespace) ?? [];
  }

  /** A pod by its name, one that has ended included. */
  podNamed(namespace: string, name: string): Pod | undefined {
    this.#podsByName ??= new Map(
      this.#pods.map((pod) => [`${pod.metadata.namespace}/${pod.metadata.name}`, pod]),
    );
    return this.#podsByName.get(`${namespace}/${name}`);
  }

  /** A Deployment by its entity; `undefined` for other kinds. */
  deployment({ kind, namespace, name }: Entity): Replicated | undefined {
    if (kind !== "Deployment") return undefined;
    this.#deployments ??= new Map(
      (this.#objects.deployments ?? []).map((deployment) => [
        `${deployment.metadata.namespace}/${deployment.metadata.name}`,
        deployment,
      ]),
    );
    return this.#deployments.get(`${namespace}/${name}`);
  }

  /** The ReplicaSets of a Deployment, those of past revisions included. */
  replicaSetsOf({ kind, namespace, name }: Entity): readonly Replicated[] {
    if (kind !== "Deployment") return [];
    this.#replicaSets ??= grouped(
      this.#objects.replicaSets ?? [],
      ({ metadata }) => `${metadata.namespace}/${metadata.ownerReferences?.[0]?.name}`,
    );
    return this.#replicaSets.get(`${namespace}/${name}`) ?? [];
  }

  service(namespace: string, name: string): Service | undefined {
    this.#services ??= new Map(
      (this.#objects.services ?? []).map((service) => [
        `${service.metadata.namespace}/${service.metadata.name}`,
        service,
      ]),
    );
    return this.#services.get(`${namespace}/${name}`);
  }

  /** The live pods that a Service's selector picks; none without a selector. */
  podsBehind({ metadata, spec }: Service): readonly Pod[] {
    return this.podsLabelled(metadata.namespace ?? "", spec?.selector ?? {});
  }

  /** The live pods of a namespace that carry all of some labels; none for no labels. */
  podsLabelled(namespace: string, labels: Readonly<Record<string, string>>): readonly Pod[] {
    this.#podsByLabel ??= new PodsByLabel(this.#live);
    return this.#podsByLabel.labelled(namespace, labels);
  }

  /** The ready addresses of a Service; `undefined` where EndpointSlices were not read. */
  readyEndpoints(namespace: string, name: string): number | undefined {
    const { endpointSlices } = this.#objects;
    if (endpointSlices === undefined) return undefined;
    this.#endpoints ??= readyEndpoints(endpointSlices);
    return this.#endpoints.get(`${namespace}/${name}`) ?? 0;
  }

  /** Every workload with its pods folded in, by the text of its entity. */
  get health(): ReadonlyMap<string, WorkloadHealth> {
    const { deployments, statefulSets, daemonSets } = this.#objects;
    this.#health ??= new Map(
      workloadHealth({
        pods: this.#pods,
        ...(deployments && { deployments }),
        ...(statefulSets && { statefulSets }),
        ...(daemonSets && { daemonSets }),
      }, this.#now).map((health) => [entityText(health), health]),
    );
    return this.#health;
  }

  /** How many of a workload's pods are ready: `3/3 ready`; `undefined` where it is not known. */
  readinessText(workload: Entity): string | undefined {
    const health = this.health.get(entityText(workload));
    return health && `${health.ready}/${health.desired} ready`;
  }

  /**
   * The workload that metrics and logs call by a bare name: the Deployment, StatefulSet or DaemonSet of that name,
   * else the owner of pods whose label `app` says it.
   */
  workloadNamed(namespace: string, name: string): Entity | undefined {
    for (const kind of ["Deployment", "StatefulSet", "DaemonSet", "CronJob"]) {
      const entity = { kind, namespace, name };
      if (this.health.has(entityText(entity))) return entity;
    }
    const pod = this.podsIn(namespace).find(({ metadata }) =>
      metadata.labels?.["app"] === name || metadata.labels?.["app.kubernetes.io/name"] === name
    );
    return pod && this.ownerOf(pod);
  }

  get #pods(): readonly Pod[] {
    return this.#objects.pods ?? [];
  }

  get #live(): readonly Pod[] {
    return this.#pods.filter((pod) => !isOver(pod));
  }
}

/** Tells whether the kubelet says that a pod can serve. */
export function isReady(pod: Pod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

function grouped<T>(objects: readonly T[], keyOf: (object: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    const key = keyOf(object);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [object]);
    else members.push(object);
  }
  return groups;
}

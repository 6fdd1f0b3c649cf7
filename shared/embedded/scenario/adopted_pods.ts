import { hash32, nameSuffix } from "../random.ts";
import type { BaseCluster } from "../base/build_base.ts";
import { buildPod } from "../base/pod_builder.ts";
import { type Pod, timeMs, type Workload } from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { objectId } from "./scenario_objects.ts";

type PodHistory = ObjectHistory<Pod>;

/**
 * Makes the pods of the base fit the workloads that a scenario gives. Where it gives ReplicaSets, the base's
 * own vanish and each given one gets the pods its status counts beyond those written out; where it gives only
 * the Deployment or StatefulSet, the base keeps as many pods as its status leaves room for.
 */
export function adoptPods(cluster: BaseCluster, given: ReadonlySet<string>): void {
  const { store } = cluster;
  const replicaSets = store.list<Workload>("apps/replicasets").filter((set) =>
    given.has(objectId(set))
  );
  const byDeployment = Map.groupBy(
    replicaSets,
    ({ metadata }) => `${metadata.namespace}/${metadata.ownerReferences?.[0]?.name}`,
  );
  for (const [deployment, sets] of byDeployment) {
    replaceReplicaSets(cluster, deployment, { sets, given });
  }
  for (const key of ["apps/deployments", "apps/statefulsets"]) {
    for (const workload of store.list<Workload>(key)) {
      const id = `${workload.metadata.namespace}/${workload.metadata.name}`;
      if (given.has(objectId(workload)) && !byDeployment.has(id)) trim(cluster, workload, given);
    }
  }
  replaceDaemonPods(cluster, given);
}

function replaceReplicaSets(
  cluster: BaseCluster,
  deployment: string,
  { sets, given }: { readonly sets: readonly Workload[]; readonly given: ReadonlySet<string> },
): void {
  const { store } = cluster;
  const [namespace = "", name = ""] = deployment.split("/");
  const spare = basePods(cluster, { namespace, name, given });
  for (const history of store.histories<Workload>("apps/replicasets", namespace)) {
    const owner = history.latest.metadata.ownerReferences?.[0]?.name;
    if (owner === name && !given.has(objectId(history.latest))) store.forget(history);
  }
  for (const pod of spare) store.forget(pod);
  for (const set of sets) {
    const written = store.list<Pod>("pods", namespace)
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === set.metadata.name);
    const counted = set.status?.replicas ?? set.spec.replicas ?? 0;
    for (let n = written.length; n < counted; n++) {
      store.put(podOf(cluster, set, { n, like: spare.shift() }));
    }
  }
}

/** A healthy pod of a given ReplicaSet, where the base had one. */
function podOf(
  { builder }: BaseCluster,
  set: Workload,
  { n, like }: { readonly n: number; readonly like: PodHistory | undefined },
): Pod {
  const { name, namespace = "", creationTimestamp } = set.metadata;
  const { metadata, spec } = set.spec.template;
  const node = builder.nodeNames.indexOf(like?.latest.spec.nodeName ?? "");
  return buildPod(builder, {
    name: `${name}-${nameSuffix(hash32(`${name}/${n}`), 5)}`,
    namespace,
    labels: metadata?.labels ?? {},
    owner: {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      name,
      controller: true,
      blockOwnerDeletion: true,
    },
    spec,
    node: node === -1 ? builder.nodeFor(`${namespace}/${name}`, n) : node,
    startedMs: Math.max((timeMs(creationTimestamp) ?? 0) + 4_000, like?.createdMs ?? 0),
  });
}

function trim(cluster: BaseCluster, workload: Workload, given: ReadonlySet<string>): void {
  const { namespace = "", name } = workload.metadata;
  const counted = workload.status?.replicas;
  if (counted === undefined) return;
  const spare = basePods(cluster, { namespace, name, given });
  const all = cluster.store.histories<Pod>("pods", namespace).filter((pod) => belongs(pod, name));
  const kept = Math.max(0, counted - (all.length - spare.length));
  for (const pod of spare.slice(kept)) cluster.store.forget(pod);
}

/** The pods of a Deployment or StatefulSet that come from the base. */
function basePods(
  { store }: BaseCluster,
  { namespace, name, given }: {
    readonly namespace: string;
    readonly name: string;
    readonly given: ReadonlySet<string>;
  },
): PodHistory[] {
  return store.histories<Pod>("pods", namespace)
    .filter((pod) => belongs(pod, name) && !given.has(objectId(pod.latest)));
}

function belongs({ latest: { metadata } }: PodHistory, workload: string): boolean {
  const [owner] = metadata.ownerReferences ?? [];
  if (owner?.kind === "StatefulSet") return owner.name === workload;
  return owner?.kind === "ReplicaSet" && metadata.labels?.app === workload;
}

/** A given pod of a DaemonSet takes the place of the base's on its node. */
function replaceDaemonPods({ store }: BaseCluster, given: ReadonlySet<string>): void {
  const place = ({ metadata, spec }: Pod) =>
    `${metadata.namespace}/${metadata.ownerReferences?.[0]?.name} on ${spec.nodeName}`;
  const daemons = store.histories<Pod>("pods")
    .filter(({ latest }) => latest.metadata.ownerReferences?.[0]?.kind === "DaemonSet");
  const taken = new Set(
    daemons.filter(({ latest }) => given.has(objectId(latest))).map(({ latest }) => place(latest)),
  );
  for (const pod of daemons) {
    if (!given.has(objectId(pod.latest)) && taken.has(place(pod.latest))) store.forget(pod);
  }
}

import type { BaseCluster } from "../base/build_base.ts";
import { buildPod, controllerReference, SCHEDULING_MS } from "../base/pod_builder.ts";
import { endedMs, hasEnded } from "../metrics/subjects.ts";
import { hash32, nameSuffix } from "../random.ts";
import type { Node, Pod, Workload } from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { objectId } from "./scenario_objects.ts";

/**
 * Lets the ReplicaSets of the base replace their pods that failed, each on another node that takes pods. Where a
 * scenario gives the ReplicaSet, its Deployment or pods of the same app, it has written out what replaced them.
 */
export function replaceFailedPods(cluster: BaseCluster, given: ReadonlySet<string>): void {
  const { store } = cluster;
  const failed = store.histories<Pod>("pods").filter(({ current }) =>
    current?.status?.phase === "Failed" &&
    current.metadata.ownerReferences?.[0]?.kind === "ReplicaSet"
  );
  const bySet = Map.groupBy(failed, ({ latest: { metadata } }) => ownerKey(metadata));
  for (const [key, pods] of bySet) {
    const [namespace = "", name = ""] = key.split("/");
    const set = store.history<Workload>("apps/replicasets", { namespace, name })?.current;
    if (set === undefined || isWrittenOut(cluster, set, given)) continue;
    const active = store.list<Pod>("pods", namespace)
      .filter((pod) => ownerKey(pod.metadata) === key && !hasEnded(pod));
    const missing = Math.max(0, (set.spec.replicas ?? 1) - active.length);
    for (const pod of pods.slice(0, missing)) replace(cluster, set, pod);
  }
}

function ownerKey({ namespace, ownerReferences: [owner] = [] }: Pod["metadata"]): string {
  return `${namespace}/${owner?.name}`;
}

function isWrittenOut(
  { store }: BaseCluster,
  set: Workload,
  given: ReadonlySet<string>,
): boolean {
  const { namespace, labels, ownerReferences: [owner] = [] } = set.metadata;
  return given.has(objectId(set)) || given.has(`Deployment/${namespace}/${owner?.name}`) ||
    store.list<Pod>("pods", namespace).some((pod) =>
      given.has(objectId(pod)) && pod.metadata.labels?.app === labels?.app
    );
}

function replace(
  { store, builder }: BaseCluster,
  { metadata: { name, namespace = "" }, spec: { template } }: Workload,
  failed: ObjectHistory<Pod>,
): void {
  const key = `${namespace}/${name}`;
  const nodes = store.list<Node>("nodes").filter((node) =>
    takesPods(node) && node.metadata.name !== failed.latest.spec.nodeName
  );
  const hash = hash32(`${key} instead of ${failed.key}`);
  const chosen = nodes[hash % Math.max(1, nodes.length)]?.metadata.name ?? "";
  const node = builder.nodeNames.indexOf(chosen);
  if (node === -1) return;
  store.put(buildPod(builder, {
    name: `${name}-${nameSuffix(hash, 5)}`,
    namespace,
    labels: template.metadata?.labels ?? {},
    owner: controllerReference("apps/v1", "ReplicaSet", name),
    spec: template.spec,
    node,
    startedMs: endedMs(failed) + NOTICE_MS + SCHEDULING_MS,
  }));
}

// The ReplicaSet controller hears of a failure within a second.
const NOTICE_MS = 1_000;

function takesPods({ spec, status }: Node): boolean {
  return spec.unschedulable !== true && (spec.taints ?? []).length === 0 &&
    status.conditions.some(({ type, status }) => type === "Ready" && status === "True");
}

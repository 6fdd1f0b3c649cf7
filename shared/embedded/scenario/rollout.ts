import { hash32, nameSuffix } from "../random.ts";
import type { BaseCluster } from "../base/build_base.ts";
import { buildPod, controllerReference, rolloutStep, SCHEDULING_MS } from "../base/pod_builder.ts";
import { withManagedFields } from "../world/managed_fields.ts";
import { type Pod, timestamp, type Workload } from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";

const REVISION = "deployment.kubernetes.io/revision";
const CONTROLLER = "kube-controller-manager";
// Between two pods of a rolling update.
const STEP_MS = 12_000;

/**
 * Does what the controllers do when a change reaches a Deployment of the base: a patched template becomes a new
 * ReplicaSet whose pods replace the old ones; a changed number of replicas adds or removes pods.
 */
export function rollOut(
  cluster: BaseCluster,
  history: ObjectHistory<Workload>,
  atMs: number,
): void {
  const before = history.at(atMs - 1);
  const after = history.latest;
  if (before === undefined || after.kind !== "Deployment") return;
  const active = activeReplicaSet(cluster, after);
  if (active === undefined) return;
  if (JSON.stringify(before.spec.template) !== JSON.stringify(after.spec.template)) {
    replacePods(cluster, history, { active, atMs });
  } else if (before.spec.replicas !== after.spec.replicas) {
    resize(cluster, history, { active, atMs });
  }
}

/** The ReplicaSet of the newest revision: it has the pods, if any. */
function activeReplicaSet({ store }: BaseCluster, { metadata }: Workload) {
  const revisionOf = ({ latest }: ObjectHistory<Workload>) =>
    Number(latest.metadata.annotations?.[REVISION] ?? 0);
  return store.histories<Workload>("apps/replicasets", metadata.namespace)
    .filter(({ current }) => current?.metadata.ownerReferences?.[0]?.name === metadata.name)
    .sort((left, right) => revisionOf(right) - revisionOf(left))[0];
}

interface RolloutStart {
  readonly active: ObjectHistory<Workload>;
  readonly atMs: number;
}

function replacePods(
  cluster: BaseCluster,
  deployment: ObjectHistory<Workload>,
  { active, atMs }: RolloutStart,
): void {
  const { replicas = 1, strategy } = deployment.latest.spec;
  const created = newReplicaSet(cluster, deployment.latest, { active, atMs });
  const { name, namespace, annotations } = created.metadata;
  setStatus(cluster, deployment, { replicas, revision: annotations?.[REVISION], atMs });
  const recreates = (strategy as { type?: string } | undefined)?.type === "Recreate";
  const pace = recreates ? { atMs, stepMs: 0 } : { atMs: atMs + 20_000, stepMs: STEP_MS };
  scale(cluster, active, { replicas: 0, ...pace });
  const hash = hash32(`${namespace}/${name}`);
  for (let n = 0; n < replicas; n++) {
    addPod(cluster, created, { n, startedMs: rolloutStep(atMs + SCHEDULING_MS, n, hash) });
  }
}

function resize(
  cluster: BaseCluster,
  deployment: ObjectHistory<Workload>,
  { active, atMs }: RolloutStart,
): void {
  const { replicas = 1 } = deployment.latest.spec;
  const first = active.latest.spec.replicas ?? 1;
  scale(cluster, active, { replicas, atMs, stepMs: 0 });
  for (let n = first; n < replicas; n++) {
    addPod(cluster, active.latest, { n, startedMs: atMs + SCHEDULING_MS });
  }
  setStatus(cluster, deployment, { replicas, revision: undefined, atMs });
}

function newReplicaSet(
  { store }: BaseCluster,
  deployment: Workload,
  { active, atMs }: { readonly active: ObjectHistory<Workload>; readonly atMs: number },
): Workload {
  const { name } = deployment.metadata;
  const { template, replicas = 1 } = deployment.spec;
  const hash = nameSuffix(hash32(JSON.stringify(template)), 10);
  const labels = { ...template.metadata?.labels, "pod-template-hash": hash };
  const revision = String(Number(active.latest.metadata.annotations?.[REVISION] ?? 1) + 1);
  const { managedFields: _, uid: __, ...metadata } = active.latest.metadata;
  const created: Workload = {
    ...active.latest,
    metadata: {
      ...metadata,
      name: `${name}-${hash}`,
      labels,
      annotations: { [REVISION]: revision },
      creationTimestamp: timestamp(atMs),
      ownerReferences: [controllerReference("apps/v1", "Deployment", name)],
    },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: {
      replicas,
      fullyLabeledReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
    },
  };
  store.put(withManagedFields(created, { spec: created.spec }, { atMs, by: CONTROLLER }));
  return created;
}

/** Scales a ReplicaSet; pods that are too many end, each a step after the one before. */
function scale(
  { store, builder }: BaseCluster,
  set: ObjectHistory<Workload>,
  { replicas, atMs: fromMs, stepMs }: {
    readonly replicas: number;
    readonly atMs: number;
    readonly stepMs: number;
  },
): void {
  const { metadata, spec } = set.latest;
  const atMs = Math.min(fromMs, builder.nowMs);
  const running = replicas > 0 ? { readyReplicas: replicas, availableReplicas: replicas } : {};
  const scaled = { ...set.latest, spec: { ...spec, replicas }, status: { replicas, ...running } };
  store.put(withManagedFields(scaled, { spec: { replicas } }, { atMs, by: CONTROLLER }), atMs);
  const pods = store.histories<Pod>("pods", metadata.namespace)
    .filter(({ current }) => current?.metadata.ownerReferences?.[0]?.name === metadata.name);
  pods.slice(replicas).forEach((pod, n) =>
    store.delete(pod, Math.min(atMs + n * stepMs, builder.nowMs))
  );
}

function addPod(
  { store, builder }: BaseCluster,
  set: Workload,
  { n, startedMs }: { readonly n: number; readonly startedMs: number },
): void {
  const { name, namespace = "" } = set.metadata;
  const { metadata, spec } = set.spec.template;
  const key = `${namespace}/${name}`;
  store.put(buildPod(builder, {
    name: `${name}-${nameSuffix(hash32(`${key}/${n}`), 5)}`,
    namespace,
    labels: metadata?.labels ?? {},
    owner: controllerReference("apps/v1", "ReplicaSet", name),
    spec,
    node: builder.nodeFor(key, n),
    startedMs: Math.min(startedMs, builder.nowMs),
  }));
}

function setStatus(
  { store }: BaseCluster,
  history: ObjectHistory<Workload>,
  { replicas, revision, atMs }: {
    readonly replicas: number;
    readonly revision: string | undefined;
    readonly atMs: number;
  },
): void {
  const { metadata, status } = history.latest;
  const annotations = revision === undefined
    ? metadata.annotations
    : { ...metadata.annotations, [REVISION]: revision };
  const counts = {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
  store.put({
    ...history.latest,
    metadata: annotations === undefined ? metadata : { ...metadata, annotations },
    status: { ...status, ...counts },
  }, atMs + 1);
}

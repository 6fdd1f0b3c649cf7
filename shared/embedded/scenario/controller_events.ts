import type { BaseCluster } from "../base/build_base.ts";
import { EVENT_TTL_MS, type EventPlan, kubeEvent } from "../base/kube_event.ts";
import {
  type KubeEvent,
  type Pod,
  timeMs,
  type Workload,
  type WorldObject,
} from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { podStartEvents } from "./pod_start_events.ts";
import { objectId } from "./scenario_objects.ts";

/**
 * Adds the events that controllers, scheduler and kubelets left of what happened to the pods of the base's
 * Deployments. What a scenario gives or tells of an object itself is left as it tells it.
 */
export function addControllerEvents(cluster: BaseCluster, given: ReadonlySet<string>): void {
  const { store, builder } = cluster;
  const told = new Set(
    store.list<KubeEvent>("events").map(({ involvedObject, reason }) =>
      subject({ object: involvedObject, reason })
    ),
  );
  const sets = store.histories<Workload>("apps/replicasets").filter(({ latest }) =>
    !given.has(objectId(latest)) && !given.has(ownerId(latest))
  );
  const pods = store.histories<Pod>("pods").filter(({ latest }) => !given.has(objectId(latest)));
  const byOwner = Map.groupBy(pods, ({ latest }) => ownerId(latest));
  const imagesOf = (owner: string) =>
    sets.filter(({ latest }) => ownerId(latest) === owner).flatMap(({ latest }) => images(latest));
  const plans = sets.flatMap((set) => {
    const every = imagesOf(ownerId(set.latest));
    const isNew = (image: string) => every.filter((other) => other === image).length === 1;
    const own = byOwner.get(objectId(set.latest)) ?? [];
    return [...scalings(set), ...own.flatMap((pod) => podEvents(set.latest, { pod, isNew }))];
  });
  for (const plan of plans) {
    const kept = plan.lastMs >= builder.nowMs - EVENT_TTL_MS && plan.firstMs <= builder.nowMs;
    if (kept && !told.has(subject(plan))) store.put(kubeEvent(plan), plan.lastMs);
  }
}

function subject({ object, reason }: Pick<EventPlan, "object" | "reason">): string {
  return `${reason} of ${object.kind}/${object.namespace}/${object.name}`;
}

/** `Kind/namespace/name` of the controller of an object. */
function ownerId({ metadata }: WorldObject): string {
  const [owner] = metadata.ownerReferences ?? [];
  return `${owner?.kind}/${metadata.namespace}/${owner?.name}`;
}

function images({ spec }: Workload): readonly string[] {
  return spec.template.spec.containers.map(({ image }) => image);
}

/** What the Deployment tells of the sizes that its ReplicaSet has had. */
function scalings({ latest, revisions }: ObjectHistory<Workload>): readonly EventPlan[] {
  const { name, namespace, ownerReferences: [owner] = [] } = latest.metadata;
  if (owner === undefined) return [];
  return revisions.flatMap(({ object, atMs }, i) => {
    const from = revisions[i - 1]?.object.spec.replicas ?? 0;
    const to = object.spec.replicas ?? 1;
    if (from === to) return [];
    return once(atMs, {
      reason: "ScalingReplicaSet",
      object: { apiVersion: "apps/v1", kind: "Deployment", namespace, name: owner.name },
      message: `Scaled ${from < to ? "up" : "down"} replica set ${name} from ${from} to ${to}`,
      source: { component: "deployment-controller" },
    });
  });
}

function podEvents(
  set: Workload,
  { pod, isNew }: {
    readonly pod: ObjectHistory<Pod>;
    /** Whether no earlier pod of the Deployment ran an image. */
    readonly isNew: (image: string) => boolean;
  },
): readonly EventPlan[] {
  const { metadata, spec } = pod.latest;
  const { name, namespace, creationTimestamp } = metadata;
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", namespace, name: set.metadata.name };
  const source = { component: "replicaset-controller" };
  const createdMs = timeMs(creationTimestamp) ?? pod.createdMs;
  const created = once(createdMs, {
    reason: "SuccessfulCreate",
    object: owner,
    message: `Created pod: ${name}`,
    source,
  });
  const events = [created, ...podStartEvents(pod.latest, { createdMs, isNew })];
  if (pod.current !== undefined) return events;
  const killed = spec.containers.map((container) =>
    once(pod.deletedMs, {
      reason: "Killing",
      object: { apiVersion: "v1", kind: "Pod", namespace, name },
      message: `Stopping container ${container.name}`,
      source: { component: "kubelet", host: spec.nodeName },
    })
  );
  const deleted = { reason: "SuccessfulDelete", object: owner, message: `Deleted pod: ${name}` };
  return [...events, once(pod.deletedMs, { ...deleted, source }), ...killed];
}

function once(
  atMs: number,
  plan: Pick<EventPlan, "reason" | "object" | "message" | "source">,
): EventPlan {
  return { ...plan, type: "Normal", count: 1, firstMs: atMs, lastMs: atMs };
}

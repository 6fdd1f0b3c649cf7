import type { BaseCluster } from "../base/build_base.ts";
import { EVENT_TTL_MS, type EventPlan, kubeEvent } from "../base/kube_event.ts";
import { groupVersion } from "../world/resources.ts";
import type { Scenario } from "./scenario_schema.ts";
import { matchPods } from "./scenario_pods.ts";

type ScenarioEvent = Scenario["events"][number];

/** Adds the events that are still kept; returns the positions of those about pods that are not there. */
export function addEvents(
  cluster: BaseCluster,
  events: Scenario["events"],
  given: ReadonlySet<string>,
): readonly number[] {
  const unmatched: number[] = [];
  const { store, builder } = cluster;
  events.forEach((event, i) => {
    const plans = plansOf(cluster, event, given);
    if (plans.length === 0) unmatched.push(i);
    for (const plan of plans) {
      if (plan.lastMs < builder.nowMs - EVENT_TTL_MS) continue;
      store.put(kubeEvent(plan), plan.lastMs);
    }
  });
  return unmatched;
}

function plansOf(
  cluster: BaseCluster,
  event: ScenarioEvent,
  given: ReadonlySet<string>,
): readonly EventPlan[] {
  const { object: { app, node, name, ...object }, first, last, ...rest } = event;
  const times = { firstMs: Date.parse(first), lastMs: Date.parse(last) };
  const resource = cluster.store.resourceOfKind(object.kind);
  const apiVersion = object.apiVersion ?? (resource && groupVersion(resource)) ?? "v1";
  if (name !== undefined) {
    const { source } = rest;
    const host = source.host ??
      (source.component === "kubelet" ? nodeOf(cluster, event) : undefined);
    return [{
      ...rest,
      ...times,
      object: { ...object, apiVersion, name },
      source: { ...source, host },
    }];
  }
  const match = { namespace: object.namespace || undefined, app, node };
  return matchPods(cluster, withoutUndefined(match), given).map((
    { latest: { metadata, spec } },
  ) => ({
    ...rest,
    ...times,
    object: { ...object, apiVersion, namespace: metadata.namespace, name: metadata.name },
    source: { ...rest.source, host: rest.source.host ?? spec.nodeName },
  }));
}

function nodeOf({ store }: BaseCluster, { object }: ScenarioEvent): string | undefined {
  if (object.kind === "Node") return object.name;
  if (object.kind !== "Pod" || object.name === undefined) return undefined;
  const pod = store.history("pods", { namespace: object.namespace, name: object.name });
  return (pod?.latest.spec as { nodeName?: string } | undefined)?.nodeName;
}

function withoutUndefined(match: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(match).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

import type { BaseCluster } from "../base/build_base.ts";
import { withManagedFields } from "../world/managed_fields.ts";
import { type Node, type Pod, timeMs } from "../world/kube_objects.ts";
import type { ObjectHistory } from "../world/object_history.ts";
import { strategicMerge } from "../world/strategic_merge.ts";
import type { Scenario } from "./scenario_schema.ts";
import { objectId } from "./scenario_objects.ts";

type PodMatch = Scenario["pods"][number]["match"];

/** The base's pods that match, by name; those that a scenario wrote out only where the base has none. */
export function matchPods(
  { store }: BaseCluster,
  { namespace, app, node }: PodMatch,
  given: ReadonlySet<string>,
): readonly ObjectHistory<Pod>[] {
  const matching = store.histories<Pod>("pods", namespace).filter(({ current }) =>
    current !== undefined && (app === undefined || current.metadata.labels?.app === app) &&
    (node === undefined || current.spec.nodeName === node)
  );
  const ofBase = matching.filter(({ latest }) => !given.has(objectId(latest)));
  return ofBase.length > 0 ? ofBase : matching;
}

/** Applies the pod patches in order; returns the positions of those that match no pod. */
export function patchPods(
  cluster: BaseCluster,
  patches: Scenario["pods"],
  { given, startMs }: { readonly given: ReadonlySet<string>; readonly startMs: number },
): readonly number[] {
  const unmatched: number[] = [];
  patches.forEach(({ match, count, patch }, i) => {
    const pods = matchPods(cluster, match, given).slice(0, count);
    if (pods.length === 0) unmatched.push(i);
    for (const pod of pods) patchPod(cluster, pod, { patch, startMs });
  });
  return unmatched;
}

function patchPod(
  { store, builder }: BaseCluster,
  history: ObjectHistory<Pod>,
  { patch, startMs }: { readonly patch: object; readonly startMs: number },
): void {
  const patched = onItsNode(store.histories<Node>("nodes"), strategicMerge(history.latest, patch));
  const onsetMs = onsetOf(patch, {
    fromMs: Math.max(startMs, history.createdMs),
    untilMs: builder.nowMs,
  });
  const by = "kubelet";
  if (onsetMs !== undefined) {
    store.put(withManagedFields(patched, patch, { atMs: onsetMs, by }), onsetMs);
    return;
  }
  // Nothing in the patch happened in the history: the pod has always been so.
  const { createdMs } = history;
  store.forget(history);
  store.put(withManagedFields(patched, patch, { atMs: createdMs, by }), createdMs);
}

/** A moved pod has the address of the node it is on. */
function onItsNode(nodes: readonly ObjectHistory<Node>[], pod: Pod): Pod {
  const node = nodes.find(({ key }) => key === pod.spec.nodeName)?.latest;
  const hostIP = node?.status.addresses.find(({ type }) => type === "InternalIP")?.address;
  if (hostIP === undefined || pod.status === undefined) return pod;
  return { ...pod, status: { ...pod.status, hostIP, hostIPs: [{ ip: hostIP }] } };
}

/**
 * When a patch sets in: when the pod became ready or ceased to be, or else the first of the times written in it.
 * A time outside the history says that the pod has always been so.
 */
function onsetOf(
  patch: object,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): number | undefined {
  const inHistory = (ms: number) => ms > fromMs && ms <= untilMs;
  const { status } = patch as Partial<Pick<Pod, "status">>;
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const readyMs = timeMs(ready?.lastTransitionTime);
  if (readyMs !== undefined) return inHistory(readyMs) ? readyMs : undefined;
  const times = timesIn(patch).filter(inHistory);
  return times.length === 0 ? undefined : Math.min(...times);
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

function timesIn(value: unknown): readonly number[] {
  if (typeof value === "string") return RFC_3339.test(value) ? [Date.parse(value)] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(timesIn);
}

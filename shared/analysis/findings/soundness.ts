import { type Entity, entityText } from "../entity.ts";
import type { CallEdge } from "../signals/signal.ts";
import type { Situation } from "./situation.ts";

/** More say nothing new, and cost. */
const MOST_NEIGHBOURS = 6;

/** Says that all pods of a workload are ready: `cart: 3/3 ready`; `undefined` where not all are, or it is not known. */
export function soundText(workload: Entity, { cluster }: Situation): string | undefined {
  const health = cluster.health.get(entityText(workload));
  if (health === undefined || health.desired === 0 || health.ready < health.desired) {
    return undefined;
  }
  return `${workload.name}: ${health.ready}/${health.desired} ready`;
}

/** Says of which workloads all pods are ready. */
export function soundTexts(workloads: Iterable<Entity>, situation: Situation): readonly string[] {
  return [
    ...new Set([...workloads].flatMap((workload) => soundText(workload, situation) ?? [])),
  ];
}

/**
 * Says what is well around a workload: itself, who calls it, what it calls, and what its callers call besides, which
 * falls silent with it.
 */
export function soundAround(workload: Entity, situation: Situation): readonly string[] {
  const callers = callersOf(workload, situation);
  const callees = [workload, ...callers].flatMap((caller) => calleesOf(caller, situation));
  return soundTexts([workload, ...callers, ...callees], situation).slice(0, MOST_NEIGHBOURS);
}

/** The workloads that call one. */
export function callersOf(workload: Entity, situation: Situation): readonly Entity[] {
  return edges(situation, (edge) => isNamedLike(edge.to, workload)).map(({ from }) =>
    realOf(from, situation)
  );
}

/** The workloads that one calls. */
export function calleesOf(workload: Entity, situation: Situation): readonly Entity[] {
  return edges(situation, (edge) => isNamedLike(edge.from, workload)).map(({ to }) =>
    realOf(to, situation)
  );
}

/** Tells whether two things share their names: metrics call a Service as the workload behind it. */
export function isNamedLike(a: Entity, b: Entity): boolean {
  return a.namespace === b.namespace && a.name === b.name;
}

/** Says that CoreDNS is ready: `coredns: 2/2 ready`. */
export function soundDns(situation: Situation): readonly string[] {
  return soundTexts(dnsWorkloads(situation), situation);
}

/** The workloads behind the cluster's DNS Service. */
export function dnsWorkloads({ cluster }: Situation): readonly Entity[] {
  const pods = cluster.podsLabelled("kube-system", { "k8s-app": "kube-dns" });
  const owners = pods.map((pod) => cluster.ownerOf(pod));
  const named = cluster.workloadNamed("kube-system", "coredns");
  const all = owners.length > 0 ? owners : named === undefined ? [] : [named];
  return [...new Map(all.map((owner) => [entityText(owner), owner])).values()];
}

function edges({ calls }: Situation, isWanted: (edge: CallEdge) => boolean): readonly CallEdge[] {
  return calls.filter(isWanted).sort((a, b) => b.requestsPerSecond - a.requestsPerSecond);
}

// A call names what it reaches by a Service; what has pods is the workload.
function realOf(end: Entity, { cluster }: Situation): Entity {
  if (cluster.health.has(entityText(end))) return end;
  return cluster.workloadNamed(end.namespace, end.name) ?? end;
}

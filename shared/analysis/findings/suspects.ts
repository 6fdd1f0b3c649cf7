import { type Entity, entityOf, entityText } from "../entity.ts";
import { assess } from "./assess.ts";
import type { Situation } from "./situation.ts";

/** Logs of more than these are not worth their cost. */
const MOST_SUSPECTS = 12;

const WORKLOAD_KINDS: ReadonlySet<string> = new Set([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "CronJob",
  "Job",
  "Pod",
]);

/**
 * Names the workloads whose logs are worth reading, most suspicious first: those that findings, shifted signals and
 * alerts are about, and both ends of calls that fail.
 */
export function suspects(situation: Situation): readonly Entity[] {
  const weights = new Map<string, { readonly entity: Entity; weight: number }>();
  const blame = (entity: Entity | undefined, weight: number) => {
    const workload = entity && workloadOf(entity, situation);
    if (workload === undefined) return;
    const known = weights.get(entityText(workload));
    if (known === undefined) weights.set(entityText(workload), { entity: workload, weight });
    else known.weight += weight;
  };
  for (const { entity, severity, related = [] } of assess(situation).findings) {
    blame(entity, 2 * severity);
    for (const other of related) blame(other, severity);
  }
  for (const { entity, isBad, since } of situation.signals) {
    if (isBad) blame(entity, since === undefined ? 1 : 3);
  }
  for (const { from, to, errorShare } of situation.calls) {
    if (errorShare > LEAST_FAILING_SHARE) [from, to].forEach((end) => blame(end, 2));
  }
  for (const callee of calleesOfFailing(situation)) blame(callee, 1);
  for (const job of recentJobs(situation)) blame(job, 1);
  for (const { subject, namespace, state } of situation.alerts) {
    if (subject !== undefined && state === "active") blame({ ...subject, namespace }, 2);
  }
  return [...weights].sort(([a, left], [b, right]) =>
    right.weight - left.weight || (a < b ? -1 : 1)
  ).slice(0, MOST_SUSPECTS).map(([, { entity }]) => entity);
}

/** Whom the services that fail call: the fault may lie with one that answers slowly, or not at all. */
function calleesOfFailing({ signals, calls }: Situation): readonly Entity[] {
  const failing = new Set(
    signals.filter(({ isBad, since }) => isBad && since !== undefined)
      .map(({ entity }) => entityText(entity)),
  );
  return calls.filter(({ from }) => failing.has(entityText(from))).map(({ to }) => to);
}

/** Jobs that began within the window: what runs once may hold what others wait for. */
function recentJobs({ objects, window }: Situation): readonly Entity[] {
  return (objects.jobs ?? [])
    .filter(({ metadata }) =>
      Date.parse(metadata.creationTimestamp ?? "") >= window.start.getTime()
    )
    .map((job) => entityOf("Job", job));
}

const LEAST_FAILING_SHARE = 0.01;

/** The workload that writes logs for an entity: itself, or what serves under a Service's name. */
function workloadOf(entity: Entity, { cluster }: Situation): Entity | undefined {
  const { kind, namespace, name } = entity;
  if (kind === "Service") {
    const service = cluster.service(namespace, name);
    const pod = service && cluster.podsBehind(service)[0];
    return pod === undefined ? cluster.workloadNamed(namespace, name) : cluster.ownerOf(pod);
  }
  return WORKLOAD_KINDS.has(kind) ? entity : undefined;
}

import { conditionOf } from "../condition.ts";
import type { Entity } from "../entity.ts";
import type { Replicated } from "../kube_workload.ts";
import { descending } from "../order.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** The revision that a Deployment wants, and the one it comes from. */
export interface Rollout {
  readonly newest: Replicated;
  readonly previous?: Replicated;
}

/** The last rollout of a Deployment; `undefined` for other kinds and where ReplicaSets were not read. */
export function rolloutOf(workload: Entity, { cluster }: Situation): Rollout | undefined {
  const [newest, previous] = [...cluster.replicaSetsOf(workload)].sort((a, b) =>
    descending(revisionOf(a), revisionOf(b)) ||
    descending(a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? "")
  );
  if (newest === undefined) return undefined;
  return { newest, ...(previous !== undefined && { previous }) };
}

/** The images of a revision, one for each container. */
export function imagesOf({ spec }: Replicated): string {
  return (spec?.template?.spec?.containers ?? []).map(({ image }) => image).join(", ");
}

/** Says who serves while a rollout is half done; `undefined` when none is. */
export function rolloutText(workload: Entity, situation: Situation): string | undefined {
  const { newest, previous } = rolloutOf(workload, situation) ?? {};
  if (newest === undefined || previous === undefined) return undefined;
  const serving = previous.status?.readyReplicas ?? 0;
  const wanted = newest.spec?.replicas ?? 0;
  if (serving === 0 || (newest.status?.readyReplicas ?? 0) >= wanted) return undefined;
  const readiness = situation.cluster.readinessText(workload);
  const stuck = progressText(workload, situation);
  return [
    `${workload.name} ${readiness ?? "half rolled out"}:`,
    `the old ReplicaSet ${previous.metadata.name} still serves`,
    `with ${serving} ready (image ${imagesOf(previous)}), the new ${newest.metadata.name}`,
    `has ${newest.status?.readyReplicas ?? 0}/${wanted} ready (image ${imagesOf(newest)})`,
    ...(stuck === undefined ? [] : [`and ${stuck}`]),
  ].join(" ");
}

/** Says whether a Deployment has given up waiting: `ProgressDeadlineExceeded since 08:41`. */
export function progressText(workload: Entity, situation: Situation): string | undefined {
  const deployment = situation.cluster.deployment(workload);
  const progress = deployment && conditionOf(deployment, "Progressing");
  if (progress?.status !== "False") return undefined;
  const since = progress.lastTransitionTime;
  const reason = progress.reason ?? "no progress";
  return since === undefined ? reason : `${reason} since ${momentText(since, situation.now)}`;
}

function revisionOf({ metadata }: Replicated): number {
  return Number(metadata.annotations?.["deployment.kubernetes.io/revision"] ?? 0);
}

import { conditionOf, isTrue } from "../condition.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { Pod } from "../kube_pod.ts";
import type { CronJob, Job } from "../kube_workload.ts";
import {
  type ContainerGroup,
  containersOf,
  groupContainers,
  lastEndOf,
} from "./container_groups.ts";
import type { Found } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** What people know a Job by: the CronJob that made it, else the Job itself. */
export function batchEntityOf(job: Job): Entity {
  const { namespace = "", ownerReferences = [] } = job.metadata;
  const owner = ownerReferences.find(({ kind }) => kind === "CronJob");
  return owner === undefined
    ? entityOf("Job", job)
    : { kind: "CronJob", namespace, name: owner.name };
}

/** Tells whether a Job has neither succeeded nor failed and is not suspended. */
export function isRunning(job: Job): boolean {
  return !isTrue(job, "Complete") && conditionOf(job, "Failed")?.status !== "True" &&
    job.spec?.suspend !== true;
}

/** The pods of one Job. */
export function podsOfJob(job: Job, { cluster }: Situation): readonly Pod[] {
  return cluster.podsOf(batchEntityOf(job)).filter(({ metadata: { ownerReferences = [] } }) =>
    ownerReferences.some(({ kind, name }) => kind === "Job" && name === job.metadata.name)
  );
}

/** The containers of a Job's pods that ended badly, those of the newest pod first. */
export function badEndsOf(job: Job, situation: Situation): ContainerGroup | undefined {
  const pods = [...podsOfJob(job, situation)].sort((a, b) =>
    (a.metadata.creationTimestamp ?? "") < (b.metadata.creationTimestamp ?? "") ? 1 : -1
  );
  const cases = pods.flatMap(containersOf).filter((one) => (lastEndOf(one)?.exitCode ?? 0) !== 0);
  return groupContainers(situation, cases)[0];
}

/** The CronJob of an entity. */
export function cronJobOf(entity: Entity, { objects }: Situation): CronJob | undefined {
  if (entity.kind !== "CronJob") return undefined;
  return objects.cronJobs?.find((cronJob) =>
    entityText(entityOf("CronJob", cronJob)) === entityText(entity)
  );
}

/** Says when a CronJob runs, ran and succeeded: `schedule 0 * * * *, last scheduled 10:00, last success 09:01`. */
export function scheduleText({ spec, status }: CronJob, now: Date): string {
  const { lastScheduleTime, lastSuccessfulTime } = status ?? {};
  return [
    `schedule ${spec?.schedule}${spec?.suspend ? " (suspended)" : ""}`,
    `last scheduled ${lastScheduleTime ? momentText(lastScheduleTime, now) : "never"}`,
    `last success ${lastSuccessfulTime ? momentText(lastSuccessfulTime, now) : "never"}`,
  ].join(", ");
}

/** Says that a CronJob succeeded after its trouble began. */
export function succeededSince(
  { entity, since = "" }: Found,
  situation: Situation,
): string | undefined {
  const success = cronJobOf(entity, situation)?.status?.lastSuccessfulTime;
  return success !== undefined && success > since
    ? `${entity.name}: a run succeeded at ${momentText(success, situation.now)}`
    : undefined;
}

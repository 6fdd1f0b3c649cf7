import { conditionOf, isTrue } from "./condition.ts";
import type { CronJob, Job } from "./kube_workload.ts";
import { ascending } from "./order.ts";

/** A Job or CronJob that did not do, or will not do, its work. */
export interface BatchFault {
  readonly namespace: string;
  readonly kind: "Job" | "CronJob";
  readonly name: string;
  readonly problem: string;
  readonly since?: string;
}

const OVERDUE_SECONDS = 43_200;

/** Finds failed and overdue Jobs, suspended CronJobs and those whose last runs did not succeed; Jobs first, by name. */
export function batchFaults(
  { jobs, cronJobs }: { readonly jobs: readonly Job[]; readonly cronJobs: readonly CronJob[] },
  now: Date,
): BatchFault[] {
  const faults = [
    ...jobs.map((job) => faultOf("Job", job, jobProblem(job, now))),
    ...cronJobs.map((cronJob) => faultOf("CronJob", cronJob, cronJobProblem(cronJob))),
  ];
  return faults.filter((fault) => fault !== undefined).sort((a, b) =>
    Number(a.problem === "suspended") - Number(b.problem === "suspended") ||
    ascending(b.kind, a.kind) || ascending(a.namespace, b.namespace) || ascending(a.name, b.name)
  );
}

interface Problem {
  readonly problem: string;
  readonly since?: string | undefined;
}

function faultOf(
  kind: BatchFault["kind"],
  { metadata: { namespace = "", name } }: Job | CronJob,
  found: Problem | undefined,
): BatchFault | undefined {
  if (found === undefined) return undefined;
  const { problem, since } = found;
  return { namespace, kind, name, problem, ...(since !== undefined && { since }) };
}

function jobProblem(job: Job, now: Date): Problem | undefined {
  const failed = conditionOf(job, "Failed");
  if (failed?.status === "True") {
    const reason = failed.reason === undefined ? "failed" : `failed: ${failed.reason}`;
    return { problem: reason, since: failed.lastTransitionTime };
  }
  if (isTrue(job, "Complete") || job.spec?.suspend) return undefined;
  const since = job.status?.startTime;
  const runningSeconds = since === undefined ? 0 : (now.getTime() - Date.parse(since)) / 1_000;
  return runningSeconds > OVERDUE_SECONDS ? { problem: "running for over 12h", since } : undefined;
}

function cronJobProblem({ spec, status }: CronJob): Problem | undefined {
  if (spec?.suspend) return { problem: "suspended" };
  const { active = [], lastScheduleTime, lastSuccessfulTime } = status ?? {};
  if (lastScheduleTime === undefined || active.length > 0) return undefined;
  if (lastSuccessfulTime !== undefined && lastSuccessfulTime >= lastScheduleTime) return undefined;
  return { problem: "last run did not succeed", since: lastSuccessfulTime ?? lastScheduleTime };
}

import { conditionOf } from "../condition.ts";
import { entityOf, entityText } from "../entity.ts";
import type { CronJob, Job } from "../kube_workload.ts";
import { descending } from "../order.ts";
import { imageText, lastRunOf, lastWordsOf } from "./container_facts.ts";
import { newestEndOf } from "./container_groups.ts";
import { longestPauseSeconds } from "./cron_interval.ts";
import { exitText } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import {
  badEndsOf,
  batchEntityOf,
  cronJobOf,
  isRunning,
  podsOfJob,
  scheduleText,
  succeededSince,
} from "./job_runs.ts";
import { earliest, momentText, secondsAgo } from "./moment_text.ts";
import { sidecarText } from "./sidecars.ts";
import type { Situation } from "./situation.ts";
import { counted } from "../../render/counted.ts";
import { formatAge } from "../../render/time.ts";

const OVERDUE_SECONDS = 43_200;
const IDLE_SECONDS = 600;

/** Jobs that do not do their work. */
export const BATCH_RULES: readonly FindingRule[] = [
  {
    id: "job-failed",
    class: 18,
    severity: 3,
    title: "Job has failed",
    find: failedJobs,
    disconfirmedBy: "A later run of its CronJob succeeded",
    disconfirm: succeededSince,
  },
  {
    id: "job-overdue",
    class: 18,
    severity: 2,
    title: "Job does not come to its end",
    find: overdueJobs,
    disconfirmedBy: "A later run of its CronJob succeeded",
    disconfirm: succeededSince,
  },
];

function failedJobs(situation: Situation): readonly Found[] {
  const failed = (situation.objects.jobs ?? [])
    .filter((job) => conditionOf(job, "Failed")?.status === "True")
    .sort((a, b) => descending(startOf(a), startOf(b)));
  const groups = Map.groupBy(failed, (job) => entityText(batchEntityOf(job)));
  return [...groups.values()].flatMap(([newest, ...older]): Found[] => {
    if (newest === undefined) return [];
    const entity = batchEntityOf(newest);
    const cronJob = cronJobOf(entity, situation);
    const since = earliest([...[newest, ...older].map(startOf), cronJob && firstMissOf(cronJob)]);
    const group = badEndsOf(newest, situation);
    const end = group && newestEndOf(group);
    const words = group && lastWordsOf(group, situation);
    return [{
      entity,
      ...(since !== undefined && { since }),
      facts: [
        {
          text: failureText(newest, situation),
          ...quoteOf(conditionOf(newest, "Failed")?.message),
          reproduce: lookAt(entityOf("Job", newest)),
        },
        ...(group === undefined ? [] : [{
          text: `container ${group.container} of Job ${newest.metadata.name}: ` +
            `${end ? exitText(end) : "no exit code"}, ${imageText(group, situation)}`,
          ...quoteOf(words),
          reproduce: lastRunOf(group),
        }]),
        ...(cronJob === undefined ? [] : [{
          text: scheduleText(cronJob, situation.now),
          reproduce: lookAt(entity),
        }]),
      ],
      ruledOut: end === undefined ? [] : [
        `${newest.metadata.name}: ${exitText(end)}${
          end.reason === "OOMKilled" ? "" : ", not OOMKilled"
        }`,
      ],
      ...(cronJob !== undefined && { related: [entityOf("Job", newest)] }),
    }];
  });
}

// Only the last failed Jobs are kept: the first that failed is the one after the last success.
function firstMissOf({ spec, status }: CronJob): string | undefined {
  const pause = longestPauseSeconds(spec?.schedule ?? "");
  const success = status?.lastSuccessfulTime;
  if (pause === undefined || success === undefined) return undefined;
  return new Date(Date.parse(success) + 1_000 * pause).toISOString();
}

function failureText(job: Job, situation: Situation): string {
  const failed = conditionOf(job, "Failed");
  const { failed: pods = 0 } = job.status ?? {};
  const at = failed?.lastTransitionTime;
  return `Job ${job.metadata.name} Failed: ${failed?.reason ?? "no reason given"} after ` +
    `${counted(Math.max(pods, podsOfJob(job, situation).length), "pod")}` +
    `${at === undefined ? "" : ` at ${momentText(at, situation.now)}`}` +
    `${job.spec?.backoffLimit === undefined ? "" : `, backoffLimit ${job.spec.backoffLimit}`}`;
}

function overdueJobs(situation: Situation): readonly Found[] {
  return (situation.objects.jobs ?? []).filter(isRunning).flatMap((job): Found[] => {
    const why = overdueText(job, situation);
    const since = job.status?.startTime;
    if (why === undefined || since === undefined) return [];
    return [{
      entity: batchEntityOf(job),
      since,
      facts: [{
        text: `Job ${job.metadata.name} runs since ${momentText(since, situation.now)}: ${why}`,
        reproduce: lookAt(entityOf("Job", job)),
      }],
    }];
  });
}

function overdueText(job: Job, situation: Situation): string | undefined {
  const { activeDeadlineSeconds } = job.spec ?? {};
  const seconds = secondsAgo(job.status?.startTime, situation.now);
  const limit = activeDeadlineSeconds ?? OVERDUE_SECONDS;
  if (seconds === Infinity) return undefined;
  if (seconds > limit) {
    const meant = activeDeadlineSeconds === undefined ? "longer than" : "past its deadline of";
    return `${formatAge(seconds)}, ${meant} ${formatAge(limit)}`;
  }
  const held = podsOfJob(job, situation).flatMap((pod) => sidecarText(pod) ?? [])[0];
  if (held !== undefined) return held;
  return (job.status?.active ?? 0) === 0 && podsOfJob(job, situation).length === 0 &&
      seconds > IDLE_SECONDS
    ? "it has no pod"
    : undefined;
}

function startOf(job: Job): string {
  return job.status?.startTime ?? job.metadata.creationTimestamp ?? "";
}

function quoteOf(text: string | undefined): Pick<Fact, "quote"> {
  return text ? { quote: text } : {};
}

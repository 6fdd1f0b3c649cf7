import { entityOf, entityText } from "../entity.ts";
import { longestPauseSeconds } from "./cron_interval.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { batchEntityOf, scheduleText, succeededSince } from "./job_runs.ts";
import { secondsAgo } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** The controller itself is late by some seconds, and a run that waits for its turn is not missed. */
const MISSED_PAUSES = 2;
const FORGOTTEN_SECONDS = 7 * 86_400;

/** CronJobs that do not start their Jobs, or start them in vain. */
export const CRON_JOB_RULES: readonly FindingRule[] = [
  {
    id: "cronjob-missed-runs",
    class: 18,
    severity: 2,
    title: "CronJob misses its runs",
    find: missedRuns,
    disconfirmedBy: "Its schedule has not come round twice yet",
    disconfirm: () => undefined,
  },
  {
    id: "cronjob-does-not-succeed",
    class: 18,
    severity: 2,
    title: "Last run of the CronJob did not succeed",
    find: unsuccessfulCronJobs,
    disconfirmedBy: "A Job of it still runs",
    disconfirm: succeededSince,
  },
];

function missedRuns({ objects, now }: Situation): readonly Found[] {
  return (objects.cronJobs ?? []).flatMap((cronJob): Found[] => {
    const { spec, status, metadata } = cronJob;
    const pause = longestPauseSeconds(spec?.schedule ?? "");
    const last = status?.lastScheduleTime ?? metadata.creationTimestamp;
    const late = secondsAgo(last, now);
    if (pause === undefined || last === undefined) return [];
    if (late < MISSED_PAUSES * pause || late > Math.max(FORGOTTEN_SECONDS, 10 * pause)) return [];
    const held = (status?.active ?? []).length > 0 && spec?.concurrencyPolicy === "Forbid";
    const why = spec?.suspend
      ? "it is suspended"
      : held
      ? "concurrencyPolicy Forbid, and a Job of it still runs"
      : "the controller started none";
    const entity = entityOf("CronJob", cronJob);
    return [{
      entity,
      since: new Date(Date.parse(last) + 1_000 * pause).toISOString(),
      ...(spec?.suspend && { severity: 1 as const }),
      facts: [{ text: `${scheduleText(cronJob, now)}; ${why}`, reproduce: lookAt(entity) }],
    }];
  });
}

function unsuccessfulCronJobs(situation: Situation): readonly Found[] {
  const { objects, now } = situation;
  const known = new Set((objects.jobs ?? []).map((job) => entityText(batchEntityOf(job))));
  return (objects.cronJobs ?? []).flatMap((cronJob): Found[] => {
    const entity = entityOf("CronJob", cronJob);
    const { active = [], lastScheduleTime, lastSuccessfulTime = "" } = cronJob.status ?? {};
    if (lastScheduleTime === undefined || active.length > 0) return [];
    // Jobs that are still there tell it better.
    if (lastSuccessfulTime >= lastScheduleTime || known.has(entityText(entity))) return [];
    return [{
      entity,
      since: lastSuccessfulTime || lastScheduleTime,
      facts: [{ text: scheduleText(cronJob, now), reproduce: lookAt(entity) }],
    }];
  });
}

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import type { ContainerStatus, Pod } from "../kube_pod.ts";
import type { CronJob, Job } from "../kube_workload.ts";
import { BATCH_RULES } from "./rules_batch.ts";
import { CRON_JOB_RULES } from "./rules_cron_jobs.ts";

const FAILED: Job = {
  metadata: {
    name: "sync-29909400",
    namespace: "batch",
    ownerReferences: [{ kind: "CronJob", name: "sync" }],
  },
  spec: { backoffLimit: 2 },
  status: {
    startTime: RECENTLY,
    failed: 3,
    conditions: [{
      type: "Failed",
      status: "True",
      reason: "BackoffLimitExceeded",
      message: "reached the limit",
      lastTransitionTime: "2026-11-01T10:07:00Z",
    }],
  },
};

function jobPod(containerStatuses: readonly ContainerStatus[]): Pod {
  return {
    metadata: {
      name: "sync-29909400-4hx8d",
      namespace: "batch",
      ownerReferences: [{ kind: "Job", name: "sync-29909400", controller: true }],
    },
    spec: { containers: containerStatuses.map(({ name }) => ({ name, image: `${name}:2.4.0` })) },
    status: { phase: "Failed", containerStatuses },
  };
}

function cronJob(status: CronJob["status"] & object, spec: CronJob["spec"] = {}): CronJob {
  return {
    metadata: { name: "sync", namespace: "batch" },
    spec: { schedule: "*/20 * * * *", ...spec },
    status,
  };
}

describe("job-failed", () => {
  const ended = { name: "sync", state: { terminated: { exitCode: 1, message: "lock timeout" } } };

  it("folds the Job into its CronJob, and dates it from the first run that was missed", () => {
    const cronJobs = [
      cronJob({ lastScheduleTime: RECENTLY, lastSuccessfulTime: "2026-11-01T09:01:00Z" }),
    ];
    const objects = { jobs: [FAILED], pods: [jobPod([ended])], cronJobs };
    assertEquals(told(BATCH_RULES, situationWith({ objects })), [
      "job-failed 3: CronJob batch/sync since 09:21",
      "- Job sync-29909400 Failed: BackoffLimitExceeded after 3 pods at 10:07, backoffLimit 2 «reached the limit»",
      "- container sync of Job sync-29909400: exit code 1, image sync:2.4.0 «lock timeout»",
      "- schedule */20 * * * *, last scheduled 10:05, last success 09:01",
      "+ sync-29909400: exit code 1, not OOMKilled",
    ]);
  });

  it("does not hold when a later run succeeded", () => {
    const cronJobs = [cronJob({ lastSuccessfulTime: "2026-11-01T10:21:00Z" })];
    assertEquals(told(BATCH_RULES, situationWith({ objects: { jobs: [FAILED], cronJobs } })), [
      "not job-failed: sync: a run succeeded at 10:21",
    ]);
  });

  it("finds nothing in a Job that completed", () => {
    const done = { ...FAILED, status: { conditions: [{ type: "Complete", status: "True" }] } };
    assertEquals(told(BATCH_RULES, situationWith({ objects: { jobs: [done] } })), []);
  });
});

describe("job-overdue", () => {
  const running: Job = { ...FAILED, status: { active: 1, startTime: RECENTLY } };

  it("names the sidecar that keeps a Job from ending", () => {
    const pod = jobPod([
      { name: "sync", state: { terminated: { exitCode: 0 } } },
      { name: "proxy", state: { running: {} } },
    ]);
    assertEquals(told(BATCH_RULES, situationWith({ objects: { jobs: [running], pods: [pod] } })), [
      "job-overdue 2: CronJob batch/sync since 10:05",
      "- Job sync-29909400 runs since 10:05: container sync of pod sync-29909400-4hx8d has completed, but sidecar proxy (image proxy:2.4.0) still runs",
    ]);
  });

  it("tells that a Job is past its deadline", () => {
    const late = { ...running, spec: { activeDeadlineSeconds: 600 } };
    assertEquals(
      told(BATCH_RULES, situationWith({ objects: { jobs: [late] } }))[1],
      "- Job sync-29909400 runs since 10:05: 25m, past its deadline of 10m",
    );
  });

  it("finds nothing in a Job that has run for minutes", () => {
    assertEquals(told(BATCH_RULES, situationWith({ objects: { jobs: [running] } })), []);
  });
});

describe("CronJobs", () => {
  it("have missed runs when their schedule came round twice", () => {
    const cronJobs = [cronJob({ lastScheduleTime: "2026-11-01T09:00:00Z" })];
    assertEquals(told(CRON_JOB_RULES.slice(0, 1), situationWith({ objects: { cronJobs } })), [
      "cronjob-missed-runs 2: CronJob batch/sync since 09:20",
      "- schedule */20 * * * *, last scheduled 09:00, last success never; the controller started none",
    ]);
  });

  it("wait for their own Job where they must not run twice", () => {
    const cronJobs = [
      cronJob({ lastScheduleTime: "2026-11-01T09:00:00Z", active: [{}] }, {
        concurrencyPolicy: "Forbid",
      }),
    ];
    assertEquals(
      told(CRON_JOB_RULES, situationWith({ objects: { cronJobs } }))[1],
      "- schedule */20 * * * *, last scheduled 09:00, last success never; concurrencyPolicy Forbid, and a Job of it still runs",
    );
  });

  it("are worth a look only when somebody suspended them", () => {
    const cronJobs = [
      cronJob({
        lastScheduleTime: "2026-11-01T09:00:00Z",
        lastSuccessfulTime: "2026-11-01T09:01:00Z",
      }, { suspend: true }),
    ];
    assertEquals(told(CRON_JOB_RULES, situationWith({ objects: { cronJobs } })), [
      "cronjob-missed-runs 1: CronJob batch/sync since 09:20",
      "- schedule */20 * * * * (suspended), last scheduled 09:00, last success 09:01; it is suspended",
    ]);
  });

  it("did not succeed when their last success lies before their last run", () => {
    const cronJobs = [
      cronJob({
        lastScheduleTime: "2026-11-01T10:20:00Z",
        lastSuccessfulTime: "2026-11-01T09:01:00Z",
      }),
    ];
    assertEquals(told(CRON_JOB_RULES, situationWith({ objects: { cronJobs } })), [
      "cronjob-does-not-succeed 2: CronJob batch/sync since 09:01",
      "- schedule */20 * * * *, last scheduled 10:20, last success 09:01",
    ]);
  });

  it("are well when the last run succeeded", () => {
    const cronJobs = [
      cronJob({
        lastScheduleTime: "2026-11-01T10:20:00Z",
        lastSuccessfulTime: "2026-11-01T10:21:00Z",
      }),
    ];
    assertEquals(told(CRON_JOB_RULES, situationWith({ objects: { cronJobs } })), []);
  });
});

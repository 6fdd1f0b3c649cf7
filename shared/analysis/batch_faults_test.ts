import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { batchFaults } from "./batch_faults.ts";
import type { CronJob, Job } from "./kube_workload.ts";

const NOW = new Date("2026-11-01T10:30:00Z");

function job(name: string, status: Job["status"] & object, spec: Job["spec"] & object = {}): Job {
  return { metadata: { name, namespace: "shop" }, spec, status };
}

function cronJob(name: string, status: CronJob["status"] & object, suspend = false): CronJob {
  return { metadata: { name, namespace: "shop" }, spec: { suspend }, status };
}

describe("batchFaults", () => {
  const failed = job("export", {
    conditions: [{
      type: "Failed",
      status: "True",
      reason: "BackoffLimitExceeded",
      lastTransitionTime: "2026-11-01T10:00:00Z",
    }],
  });

  it("finds failed and overdue Jobs", () => {
    const overdue = job("slow", { startTime: "2026-10-31T10:00:00Z" });
    assertEquals(batchFaults({ jobs: [overdue, failed], cronJobs: [] }, NOW), [
      {
        namespace: "shop",
        kind: "Job",
        name: "export",
        problem: "failed: BackoffLimitExceeded",
        since: "2026-11-01T10:00:00Z",
      },
      {
        namespace: "shop",
        kind: "Job",
        name: "slow",
        problem: "running for over 12h",
        since: "2026-10-31T10:00:00Z",
      },
    ]);
  });

  it("leaves alone Jobs that are done, suspended or still at work", () => {
    const jobs = [
      job("done", {
        conditions: [{ type: "Complete", status: "True" }],
        startTime: "2026-10-01T00:00:00Z",
      }),
      job("paused", { startTime: "2026-10-01T00:00:00Z" }, { suspend: true }),
      job("busy", { startTime: "2026-11-01T10:00:00Z" }),
      job("new", {}),
    ];
    assertEquals(batchFaults({ jobs, cronJobs: [] }, NOW), []);
  });

  it("finds CronJobs that are suspended or whose last run did not succeed", () => {
    const at = "2026-11-01T10:15:00Z";
    const cronJobs = [
      cronJob("off", {}, true),
      cronJob("failing", { lastScheduleTime: at, lastSuccessfulTime: "2026-11-01T10:00:05Z" }),
      cronJob("never", { lastScheduleTime: at }),
      cronJob("fine", { lastScheduleTime: at, lastSuccessfulTime: "2026-11-01T10:15:05Z" }),
      cronJob("running", { lastScheduleTime: at, active: [{}] }),
      cronJob("unused", {}),
    ];
    const found = batchFaults({ jobs: [failed], cronJobs }, NOW)
      .map(({ kind, name, problem }) => `${kind} ${name}: ${problem}`);
    assertEquals(found, [
      "Job export: failed: BackoffLimitExceeded",
      "CronJob failing: last run did not succeed",
      "CronJob never: last run did not succeed",
      "CronJob off: suspended",
    ]);
  });
});

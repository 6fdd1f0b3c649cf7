import type { Condition, WorldObject } from "../world/kube_objects.ts";
import type { Family } from "./family.ts";
import { objectFamilies, type ObjectTable, seconds } from "./object_families.ts";
import { conditionValue, created, field, type Metric, owner } from "./object_rows.ts";

interface Job extends WorldObject {
  status?: { startTime?: string; completionTime?: string; conditions?: Condition[] };
}

function jobEnded(type: "Complete" | "Failed"): Metric<Job> {
  return [`The job is ${type.toLowerCase()}.`, ({ status }) => {
    const found = status?.conditions?.find((condition) => condition.type === type);
    if (found === undefined) return [];
    return ["true", "false", "unknown"].map((state) =>
      [{ condition: state }, conditionValue(found, state)] as const
    );
  }];
}

const JOBS: ObjectTable<Job> = {
  key: "batch/jobs",
  nameLabel: "job_name",
  metrics: {
    kube_job_created: created(),
    kube_job_info: ["Information about job.", () => [[{}, 1]]],
    kube_job_owner: owner(),
    kube_job_complete: jobEnded("Complete"),
    kube_job_failed: jobEnded("Failed"),
    kube_job_spec_completions: field("spec.completions", 1),
    kube_job_spec_parallelism: field("spec.parallelism", 1),
    kube_job_spec_active_deadline_seconds: field("spec.activeDeadlineSeconds"),
    kube_job_status_active: field("status.active", 0),
    kube_job_status_succeeded: field("status.succeeded", 0),
    kube_job_status_failed: field("status.failed", 0),
    kube_job_status_start_time: ["Start time.", ({ status }) => [[{}, seconds(status?.startTime)]]],
    kube_job_status_completion_time: [
      "Completion time.",
      ({ status }) => [[{}, seconds(status?.completionTime)]],
    ],
  },
};

interface CronJob extends WorldObject {
  spec: { schedule: string; concurrencyPolicy?: string; suspend?: boolean };
  status?: { active?: unknown[]; lastScheduleTime?: string; lastSuccessfulTime?: string };
}

const CRON_JOBS: ObjectTable<CronJob> = {
  key: "batch/cronjobs",
  nameLabel: "cronjob",
  metrics: {
    kube_cronjob_created: created(),
    kube_cronjob_info: [
      "Information about cron job.",
      (
        { spec },
      ) => [[
        { schedule: spec.schedule, concurrency_policy: spec.concurrencyPolicy ?? "Allow" },
        1,
      ]],
    ],
    kube_cronjob_spec_suspend: ["Suspended.", ({ spec }) => [[{}, spec.suspend ? 1 : 0]]],
    kube_cronjob_status_active: [
      "Running jobs.",
      ({ status }) => [[{}, status?.active?.length ?? 0]],
    ],
    kube_cronjob_status_last_schedule_time: [
      "Last scheduled.",
      ({ status }) => [[{}, seconds(status?.lastScheduleTime)]],
    ],
    kube_cronjob_status_last_successful_time: [
      "Last success.",
      ({ status }) => [[{}, seconds(status?.lastSuccessfulTime)]],
    ],
  },
};

/** kube-state-metrics on Jobs and CronJobs. */
export const JOB_FAMILIES: readonly Family[] = [
  ...objectFamilies(JOBS),
  ...objectFamilies(CRON_JOBS),
];

import type { Condition, Workload, WorldObject } from "../world/kube_objects.ts";
import type { Family } from "./family.ts";
import {
  objectFamilies,
  type ObjectRows,
  type ObjectTable,
  prefixed,
  seconds,
} from "./object_families.ts";
import { conditionValue } from "./kube_state_pods.ts";

type Metric<T extends WorldObject> = readonly [help: string, rows: ObjectRows<T>];

/** One number of the object, by its path; a field left out is `otherwise`, or no series. */
export function field<T extends WorldObject>(path: string, otherwise?: number): Metric<T> {
  const keys = path.split(".");
  return [`Value of ${path}.`, (object) => {
    let value: unknown = object;
    for (const key of keys) value = (value as Record<string, unknown> | undefined)?.[key];
    return [[{}, typeof value === "number" ? value : otherwise]];
  }];
}

/** Every condition of the status, once per possible state. */
export function conditions<T extends WorldObject>(): Metric<T> {
  return [
    "Conditions.",
    ({ status }) =>
      ((status as { conditions?: Condition[] } | undefined)?.conditions ?? []).flatMap((
        condition,
      ) =>
        ["true", "false", "unknown"].map((state) =>
          [{ condition: condition.type, status: state }, conditionValue(condition, state)] as const
        )
      ),
  ];
}

export function created<T extends WorldObject>(): Metric<T> {
  return ["Creation time.", ({ metadata }) => [[{}, seconds(metadata.creationTimestamp)]]];
}

export function labels<T extends WorldObject>(): Metric<T> {
  return ["Labels.", ({ metadata }) => [[prefixed("label", metadata.labels), 1]]];
}

function owner<T extends WorldObject>(): Metric<T> {
  return [
    "Owner.",
    ({ metadata }) =>
      (metadata.ownerReferences ?? []).map(({ kind, name, controller }) =>
        [
          { owner_kind: kind, owner_name: name, owner_is_controller: String(controller === true) },
          1,
        ] as const
      ),
  ];
}

const paused: Metric<Workload> = ["Paused.", ({ spec }) => [[{}, spec.paused === true ? 1 : 0]]];

const TABLES: readonly ObjectTable<Workload>[] = [
  {
    key: "apps/deployments",
    nameLabel: "deployment",
    metrics: {
      kube_deployment_created: created(),
      kube_deployment_labels: labels(),
      kube_deployment_spec_replicas: field("spec.replicas", 1),
      kube_deployment_spec_paused: paused,
      kube_deployment_metadata_generation: field("metadata.generation", 1),
      kube_deployment_status_observed_generation: field("status.observedGeneration", 1),
      kube_deployment_status_replicas: field("status.replicas", 0),
      kube_deployment_status_replicas_ready: field("status.readyReplicas", 0),
      kube_deployment_status_replicas_available: field("status.availableReplicas", 0),
      kube_deployment_status_replicas_unavailable: field("status.unavailableReplicas", 0),
      kube_deployment_status_replicas_updated: field("status.updatedReplicas", 0),
      kube_deployment_status_condition: conditions(),
    },
  },
  {
    key: "apps/replicasets",
    nameLabel: "replicaset",
    metrics: {
      kube_replicaset_created: created(),
      kube_replicaset_owner: owner(),
      kube_replicaset_spec_replicas: field("spec.replicas", 1),
      kube_replicaset_status_replicas: field("status.replicas", 0),
      kube_replicaset_status_ready_replicas: field("status.readyReplicas", 0),
      kube_replicaset_metadata_generation: field("metadata.generation", 1),
    },
  },
  {
    key: "apps/statefulsets",
    nameLabel: "statefulset",
    metrics: {
      kube_statefulset_created: created(),
      kube_statefulset_labels: labels(),
      kube_statefulset_replicas: field("spec.replicas", 1),
      kube_statefulset_metadata_generation: field("metadata.generation", 1),
      kube_statefulset_status_observed_generation: field("status.observedGeneration", 1),
      kube_statefulset_status_replicas: field("status.replicas", 0),
      kube_statefulset_status_replicas_ready: field("status.readyReplicas", 0),
      kube_statefulset_status_replicas_available: field("status.availableReplicas", 0),
      kube_statefulset_status_replicas_current: field("status.currentReplicas", 0),
      kube_statefulset_status_replicas_updated: field("status.updatedReplicas", 0),
      kube_statefulset_status_current_revision: [
        "Current revision.",
        ({ status }) => [[{ revision: String(status?.currentRevision ?? "") }, 1]],
      ],
      kube_statefulset_status_update_revision: [
        "Update revision.",
        ({ status }) => [[{ revision: String(status?.updateRevision ?? "") }, 1]],
      ],
    },
  },
  {
    key: "apps/daemonsets",
    nameLabel: "daemonset",
    metrics: {
      kube_daemonset_created: created(),
      kube_daemonset_metadata_generation: field("metadata.generation", 1),
      kube_daemonset_status_desired_number_scheduled: field("status.desiredNumberScheduled", 0),
      kube_daemonset_status_current_number_scheduled: field("status.currentNumberScheduled", 0),
      kube_daemonset_status_number_available: field("status.numberAvailable", 0),
      kube_daemonset_status_number_misscheduled: field("status.numberMisscheduled", 0),
      kube_daemonset_status_number_ready: field("status.numberReady", 0),
      kube_daemonset_status_number_unavailable: field("status.numberUnavailable", 0),
      kube_daemonset_status_updated_number_scheduled: field("status.updatedNumberScheduled", 0),
    },
  },
];

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

export const WORKLOAD_FAMILIES: readonly Family[] = [
  ...TABLES.flatMap(objectFamilies),
  ...objectFamilies(JOBS),
  ...objectFamilies(CRON_JOBS),
];

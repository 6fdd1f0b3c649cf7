import { nameSuffix } from "../random.ts";
import { type PodSpec, timestamp } from "../world/kube_objects.ts";
import { type ClusterBuilder, DAY_MS, HOUR_MS, MINUTE_MS } from "./cluster_builder.ts";
import { buildPod, controllerReference } from "./pod_builder.ts";
import { podTemplateSpec } from "./pod_template.ts";
import type { WorkloadPlan } from "./workload_plan.ts";

/** A finished Job, run once or by a CronJob. */
interface JobPlan {
  readonly namespace: string;
  readonly name: string;
  /** Absent for a Job that somebody started by hand. */
  readonly schedule?: string;
  readonly everyMs: number;
  /** How long a run takes. */
  readonly runMs: number;
  /** Finished runs that are kept, in a small and in a large base. */
  readonly kept: Readonly<Record<"small" | "large", number>>;
}

const JOBS: readonly JobPlan[] = [
  {
    namespace: "shop",
    name: "report",
    schedule: "*/30 * * * *",
    everyMs: 30 * MINUTE_MS,
    runMs: 95_000,
    kept: { small: 2, large: 2 },
  },
  {
    namespace: "batch",
    name: "nightly-import",
    schedule: "0 2 * * *",
    everyMs: DAY_MS,
    runMs: 11 * MINUTE_MS,
    kept: { small: 2, large: 3 },
  },
  {
    namespace: "batch",
    name: "invoice-export",
    schedule: "15 */6 * * *",
    everyMs: 6 * HOUR_MS,
    runMs: 4 * MINUTE_MS,
    kept: { small: 0, large: 3 },
  },
  {
    namespace: "batch",
    name: "image-resize",
    everyMs: DAY_MS,
    runMs: 25 * MINUTE_MS,
    kept: { small: 1, large: 2 },
  },
];

/** Builds the CronJobs and the finished Jobs that they and their users left behind. */
export function buildJobs(builder: ClusterBuilder): void {
  for (const plan of JOBS) {
    const kept = plan.kept[builder.size.replicas];
    if (kept === 0) continue;
    const lastMs = Math.floor((builder.nowMs - plan.runMs) / plan.everyMs) * plan.everyMs;
    if (plan.schedule !== undefined) buildCronJob(builder, plan, lastMs);
    for (let run = 0; run < kept; run++) buildJob(builder, plan, lastMs - run * plan.everyMs);
  }
}

function buildCronJob(builder: ClusterBuilder, plan: JobPlan, lastMs: number): void {
  const { namespace, name, schedule, kept, runMs } = plan;
  builder.create({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      schedule,
      concurrencyPolicy: "Forbid",
      suspend: false,
      successfulJobsHistoryLimit: kept[builder.size.replicas],
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: jobSpec(plan) },
    },
    status: {
      lastScheduleTime: timestamp(lastMs),
      lastSuccessfulTime: timestamp(lastMs + runMs),
    },
  }, builder.nowMs - 60 * DAY_MS);
}

function buildJob(builder: ClusterBuilder, plan: JobPlan, startedMs: number): void {
  const { namespace, name, schedule, runMs } = plan;
  const finishedMs = startedMs + runMs;
  const job = schedule === undefined
    ? `${name}-${nameSuffix(builder.hash(`${name}@${startedMs}`), 5)}`
    : `${name}-${Math.floor(startedMs / MINUTE_MS)}`;
  const labels = { app: name, "batch.kubernetes.io/job-name": job, "job-name": job };
  const owners = schedule === undefined ? {} : {
    ownerReferences: [controllerReference("batch/v1", "CronJob", name)],
  };
  builder.create(
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: job, namespace, labels, ...owners },
      spec: jobSpec(plan),
      status: {
        startTime: timestamp(startedMs),
        completionTime: timestamp(finishedMs),
        succeeded: 1,
        conditions: ["SuccessCriteriaMet", "Complete"].map((type) => ({
          type,
          status: "True",
          reason: "CompletionsReached",
          lastTransitionTime: timestamp(finishedMs),
        })),
      },
    },
    startedMs,
    "kube-controller-manager",
  );
  builder.store.put(buildPod(builder, {
    name: `${job}-${nameSuffix(builder.hash(`pod of ${job}`), 5)}`,
    namespace,
    labels,
    owner: controllerReference("batch/v1", "Job", job),
    spec: jobPodSpec(plan),
    node: builder.nodeFor(`${namespace}/${job}`, 0),
    startedMs: startedMs + 4_000,
    finishedMs,
  }));
}

function jobSpec(plan: JobPlan) {
  const template = { metadata: { labels: { app: plan.name } }, spec: jobPodSpec(plan) };
  return { backoffLimit: 6, completions: 1, parallelism: 1, suspend: false, template };
}

function jobPodSpec({ namespace, name }: JobPlan): PodSpec {
  const plan: WorkloadPlan = {
    kind: "Deployment",
    namespace,
    name,
    replicas: 1,
    image: `registry.example/${namespace}/${name}:1.4.2`,
    cpu: ["200m", "1"],
    memory: ["256Mi", "512Mi"],
  };
  return {
    ...podTemplateSpec(plan),
    restartPolicy: "Never",
    serviceAccountName: "default",
    serviceAccount: "default",
  };
}

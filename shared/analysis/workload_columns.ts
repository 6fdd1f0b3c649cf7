import { ageOf, formatAge } from "../render/time.ts";
import { conditionOf, isTrue } from "./condition.ts";
import type { Pod } from "./kube_pod.ts";
import type {
  CronJob,
  DaemonSet,
  HorizontalPodAutoscaler,
  HpaMetric,
  Job,
  PodDisruptionBudget,
  PodTemplate,
  Replicated,
  VerticalPodAutoscaler,
} from "./kube_workload.ts";
import type { ObjectTable } from "./object_columns.ts";
import { podProblem } from "./pod_problem.ts";
import { podStatus } from "./pod_status.ts";
import { ownerOfPod, ownerText } from "./workload_owner.ts";

const pods: ObjectTable<Pod> = {
  trouble: (pod, now) => podProblem(pod, now)?.severity ?? 0,
  columns: [
    { title: "ready", from: "concise", cell: readyText },
    { title: "status", from: "concise", cell: statusText },
    { title: "restarts", from: "concise", cell: restartsText },
    { title: "node", cell: (pod) => pod.spec?.nodeName },
    { title: "owner", cell: (pod) => ownerText(ownerOfPod(pod)) },
    { title: "ip", from: "full", cell: (pod) => pod.status?.podIP },
    {
      title: "images",
      from: "full",
      cell: (pod) => pod.spec?.containers?.map(({ image }) => image).join(","),
    },
  ],
};

function readyText(pod: Pod): string {
  const { ready, containers } = podStatus(pod);
  return `${ready}/${containers}`;
}

function statusText(pod: Pod, now: Date): string {
  const { status } = podStatus(pod);
  const reason = podProblem(pod, now)?.reason ?? "";
  // The problem tells more than kubectl's word: why it is pending, how it ended, that it restarts.
  return reason === "" || reason === status
    ? status
    : reason.startsWith(status)
    ? reason
    : `${status}: ${reason}`;
}

function restartsText(pod: Pod, now: Date): string | number {
  const { restarts, lastTermination } = podStatus(pod);
  const ago = ageOf(lastTermination?.finishedAt, now);
  return ago === "" ? restarts : `${restarts} (${ago} ago)`;
}

const deployments: ObjectTable<Replicated> = {
  trouble: replicaTrouble,
  columns: [
    { title: "ready", from: "concise", cell: replicasText },
    { title: "updated", cell: ({ status }) => status?.updatedReplicas ?? 0 },
    { title: "available", cell: ({ status }) => status?.availableReplicas ?? 0 },
    { title: "problem", from: "concise", cell: rolloutProblem },
    { title: "images", from: "full", cell: ({ spec }) => imagesOf(spec?.template) },
  ],
};

const statefulSets: ObjectTable<Replicated> = {
  trouble: replicaTrouble,
  columns: [
    { title: "ready", from: "concise", cell: replicasText },
    { title: "updated", cell: ({ status }) => status?.updatedReplicas ?? 0 },
    { title: "images", from: "full", cell: ({ spec }) => imagesOf(spec?.template) },
  ],
};

const replicaSets: ObjectTable<Replicated> = {
  trouble: replicaTrouble,
  columns: [
    { title: "ready", from: "concise", cell: replicasText },
    {
      title: "revision",
      cell: ({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"],
    },
    { title: "problem", from: "concise", cell: rolloutProblem },
    { title: "images", from: "full", cell: ({ spec }) => imagesOf(spec?.template) },
  ],
};

function replicasText({ spec, status }: Replicated): string {
  return `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 1}`;
}

function replicaTrouble(object: Replicated): number {
  const missing = (object.spec?.replicas ?? 1) - (object.status?.readyReplicas ?? 0);
  return missing > 0 || rolloutProblem(object) !== undefined ? 1 : 0;
}

function rolloutProblem(object: Replicated): string | undefined {
  if (isTrue(object, "ReplicaFailure")) return conditionOf(object, "ReplicaFailure")?.reason;
  const progress = conditionOf(object, "Progressing");
  return progress?.status === "False"
    ? progress.reason
    : object.spec?.paused
    ? "paused"
    : undefined;
}

function imagesOf(template: PodTemplate | undefined): string | undefined {
  return template?.spec?.containers?.map(({ image }) => image).join(",");
}

const daemonSets: ObjectTable<DaemonSet> = {
  trouble: ({ status }) =>
    (status?.desiredNumberScheduled ?? 0) > (status?.numberReady ?? 0) ? 1 : 0,
  columns: [
    {
      title: "ready",
      from: "concise",
      cell: ({ status }) => `${status?.numberReady ?? 0}/${status?.desiredNumberScheduled ?? 0}`,
    },
    { title: "updated", cell: ({ status }) => status?.updatedNumberScheduled ?? 0 },
    { title: "misscheduled", cell: ({ status }) => status?.numberMisscheduled ?? 0 },
    { title: "images", from: "full", cell: ({ spec }) => imagesOf(spec?.template) },
  ],
};

const jobs: ObjectTable<Job> = {
  trouble: (job) =>
    isTrue(job, "Failed") ? 2 : (job.status?.failed ?? 0) > 0 && !isTrue(job, "Complete") ? 1 : 0,
  columns: [
    { title: "status", from: "concise", cell: jobStatus },
    {
      title: "completions",
      from: "concise",
      cell: ({ spec, status }) => `${status?.succeeded ?? 0}/${spec?.completions ?? 1}`,
    },
    { title: "failed pods", cell: ({ status }) => status?.failed ?? 0 },
    { title: "duration", cell: jobDuration },
  ],
};

/** Tells how a Job stands: `Failed (BackoffLimitExceeded)`, `Complete`, `Suspended`, `Running`. */
export function jobStatus(job: Job): string {
  const failed = conditionOf(job, "Failed");
  if (failed?.status === "True") return failed.reason ? `Failed (${failed.reason})` : "Failed";
  if (isTrue(job, "Complete")) return "Complete";
  return isTrue(job, "Suspended") || job.spec?.suspend ? "Suspended" : "Running";
}

function jobDuration({ status }: Job, now: Date): string | undefined {
  if (status?.startTime === undefined) return undefined;
  const end = status.completionTime === undefined ? now : new Date(status.completionTime);
  return formatAge((end.getTime() - Date.parse(status.startTime)) / 1_000);
}

const cronJobs: ObjectTable<CronJob> = {
  trouble: ({ spec }) => spec?.suspend ? 1 : 0,
  columns: [
    { title: "schedule", from: "concise", cell: ({ spec }) => spec?.schedule },
    { title: "suspended", from: "concise", cell: ({ spec }) => spec?.suspend ?? false },
    { title: "active", cell: ({ status }) => status?.active?.length ?? 0 },
    { title: "last run", cell: ({ status }, now) => ageOf(status?.lastScheduleTime, now) },
    { title: "last success", cell: ({ status }, now) => ageOf(status?.lastSuccessfulTime, now) },
  ],
};

const horizontalPodAutoscalers: ObjectTable<HorizontalPodAutoscaler> = {
  trouble: (hpa) => autoscalerProblem(hpa) === undefined ? 0 : 1,
  columns: [
    { title: "target", from: "concise", cell: ({ spec }) => targetText(spec?.scaleTargetRef) },
    {
      title: "replicas",
      from: "concise",
      cell: ({ spec, status }) =>
        `${status?.currentReplicas ?? 0} of ${spec?.minReplicas ?? 1}-${spec?.maxReplicas}`,
    },
    { title: "metrics", cell: hpaMetrics },
    { title: "problem", from: "concise", cell: autoscalerProblem },
  ],
};

/** Says what keeps an autoscaler from its work: it cannot scale, cannot read its metrics, or is at its most. */
export function autoscalerProblem(hpa: HorizontalPodAutoscaler): string | undefined {
  for (const type of ["AbleToScale", "ScalingActive"]) {
    const condition = conditionOf(hpa, type);
    if (condition?.status === "False" && condition.reason !== "ScalingDisabled") {
      return condition.reason ?? type;
    }
  }
  const { maxReplicas } = hpa.spec ?? {};
  const atMost = maxReplicas !== undefined && (hpa.status?.currentReplicas ?? 0) >= maxReplicas;
  return atMost ? "at maximum" : undefined;
}

function targetText(target: { kind: string; name: string } | undefined): string | undefined {
  return target && `${target.kind}/${target.name}`;
}

function hpaMetrics({ spec, status }: HorizontalPodAutoscaler): string {
  return (spec?.metrics ?? []).map((metric, at) => {
    const wanted = metric.resource?.target;
    const current = status?.currentMetrics?.[at]?.resource?.current;
    const name = metric.resource?.name ?? metric.type;
    return `${name} ${amountText(current)}/${amountText(wanted)}`;
  }).join(", ");
}

type HpaAmount = NonNullable<NonNullable<HpaMetric["resource"]>["current"]>;

function amountText(amount: HpaAmount | undefined): string {
  if (amount?.averageUtilization !== undefined) return `${amount.averageUtilization}%`;
  return amount?.averageValue ?? "?";
}

const verticalPodAutoscalers: ObjectTable<VerticalPodAutoscaler> = {
  columns: [
    { title: "target", from: "concise", cell: ({ spec }) => targetText(spec?.targetRef) },
    {
      title: "mode",
      from: "concise",
      cell: ({ spec }) => spec?.updatePolicy?.updateMode ?? "Auto",
    },
    { title: "recommends", from: "concise", cell: recommendationText },
  ],
};

/** Prints what a VerticalPodAutoscaler would set: `app cpu=250m memory=512Mi`. */
export function recommendationText({ status }: VerticalPodAutoscaler): string {
  return (status?.recommendation?.containerRecommendations ?? []).map(({ containerName, target }) =>
    [containerName, ...Object.entries(target ?? {}).map(([key, value]) => `${key}=${value}`)]
      .join(" ")
  ).join(", ");
}

const podDisruptionBudgets: ObjectTable<PodDisruptionBudget> = {
  trouble: (budget) => blocksEvictions(budget) ? 1 : 0,
  columns: [
    {
      title: "min available",
      from: "concise",
      cell: ({ spec }) => spec?.minAvailable,
    },
    { title: "max unavailable", cell: ({ spec }) => spec?.maxUnavailable },
    {
      title: "healthy",
      from: "concise",
      cell: ({ status }) => `${status?.currentHealthy ?? 0}/${status?.expectedPods ?? 0}`,
    },
    {
      title: "allowed disruptions",
      from: "concise",
      cell: ({ status }) => status?.disruptionsAllowed ?? 0,
    },
  ],
};

/** Tells whether a budget stops every eviction of pods that exist, so that no node of theirs can be drained. */
export function blocksEvictions({ status }: PodDisruptionBudget): boolean {
  return (status?.expectedPods ?? 0) > 0 && (status?.disruptionsAllowed ?? 0) === 0;
}

/** Tables by resource and group. */
export const workloadTables = {
  "pods": pods,
  "deployments.apps": deployments,
  "statefulsets.apps": statefulSets,
  "replicasets.apps": replicaSets,
  "daemonsets.apps": daemonSets,
  "jobs.batch": jobs,
  "cronjobs.batch": cronJobs,
  "horizontalpodautoscalers.autoscaling": horizontalPodAutoscalers,
  "verticalpodautoscalers.autoscaling.k8s.io": verticalPodAutoscalers,
  "poddisruptionbudgets.policy": podDisruptionBudgets,
};

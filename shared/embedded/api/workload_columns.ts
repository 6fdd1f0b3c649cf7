import type { Pod, Workload, WorldObject } from "../world/kube_objects.ts";
import { humanDuration } from "./human_duration.ts";
import { podStatusText, restartsOf } from "./pod_status_text.ts";
import {
  AGE,
  age,
  at,
  cellAt,
  type CellValue,
  type Column,
  columns,
  NAME,
  pairs,
} from "./table_columns.ts";

interface CronJob extends WorldObject {
  readonly spec: { readonly jobTemplate: Workload };
}

const containersOf = ({ spec }: Workload) => spec.template.spec.containers;
const CONTAINERS_WIDE = {
  "Containers+": (object: Workload) => containersOf(object).map(({ name }) => name).join(","),
  "Images+": (object: Workload) => containersOf(object).map(({ image }) => image).join(","),
};
const WORKLOAD_WIDE = {
  ...CONTAINERS_WIDE,
  "Selector+": ({ spec }: Workload) => pairs(spec.selector?.matchLabels),
};
const count = (path: string) => (object: WorldObject) => cellAt(object, `status.${path}`) ?? 0;
function restarts(pod: Pod, nowMs: number): CellValue {
  const { count, lastAt } = restartsOf(pod);
  return lastAt === undefined ? String(count) : `${count} (${age(lastAt, nowMs)} ago)`;
}

function jobState({ status }: WorldObject): string {
  const conditions = (status as { conditions?: { type: string; status: string }[] })?.conditions;
  const ended = conditions?.find(({ type, status }) =>
    status === "True" && ["Complete", "Failed", "Suspended"].includes(type)
  );
  return ended?.type ?? "Running";
}

function jobDuration(job: WorldObject, nowMs: number): string {
  const started = cellAt(job, "status.startTime");
  if (started === undefined) return "<none>";
  const ended = cellAt(job, "status.completionTime");
  const endMs = ended === undefined ? nowMs : Date.parse(String(ended));
  return humanDuration(endMs - Date.parse(String(started)));
}

/** The columns of pods and of what owns them. */
export const WORKLOAD_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Pod: columns<Pod>({
    ...NAME,
    Ready: ({ spec, status }) =>
      `${
        (status?.containerStatuses ?? []).filter(({ ready }) => ready).length
      }/${spec.containers.length}`,
    Status: podStatusText,
    Restarts: restarts,
    ...AGE,
    "IP+": ({ status }) => status?.podIP,
    "Node+": ({ spec }) => spec.nodeName,
    "Nominated Node+": ({ status }) => status?.nominatedNodeName as string | undefined,
    "Readiness Gates+": () => undefined,
  }),
  Deployment: columns<Workload>({
    ...NAME,
    Ready: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    "Up-to-date": count("updatedReplicas"),
    Available: count("availableReplicas"),
    ...AGE,
    ...WORKLOAD_WIDE,
  }),
  ReplicaSet: columns<Workload>({
    ...NAME,
    "Desired#": ({ spec }) => spec.replicas ?? 1,
    "Current#": count("replicas"),
    "Ready#": count("readyReplicas"),
    ...AGE,
    ...WORKLOAD_WIDE,
  }),
  StatefulSet: columns<Workload>({
    ...NAME,
    Ready: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    ...AGE,
    ...CONTAINERS_WIDE,
  }),
  DaemonSet: columns<Workload>({
    ...NAME,
    "Desired#": count("desiredNumberScheduled"),
    "Current#": count("currentNumberScheduled"),
    "Ready#": count("numberReady"),
    "Up-to-date#": count("updatedNumberScheduled"),
    "Available#": count("numberAvailable"),
    "Node Selector": ({ spec }) => pairs(spec.template.spec.nodeSelector as Record<string, string>),
    ...AGE,
    ...WORKLOAD_WIDE,
  }),
  Job: columns<Workload>({
    ...NAME,
    Status: jobState,
    Completions: (job) =>
      `${cellAt(job, "status.succeeded") ?? 0}/${cellAt(job, "spec.completions") ?? 1}`,
    Duration: jobDuration,
    ...AGE,
    ...WORKLOAD_WIDE,
  }),
  CronJob: columns<CronJob>({
    ...NAME,
    Schedule: at("spec.schedule"),
    Timezone: at("spec.timeZone"),
    "Suspend?": (job) => cellAt(job, "spec.suspend") === true ? "True" : "False",
    "Active#": ({ status }) => (status as { active?: unknown[] })?.active?.length ?? 0,
    "Last Schedule": (job, nowMs) => age(cellAt(job, "status.lastScheduleTime") as string, nowMs),
    ...AGE,
    "Containers+": ({ spec }) => WORKLOAD_WIDE["Containers+"](spec.jobTemplate),
    "Images+": ({ spec }) => WORKLOAD_WIDE["Images+"](spec.jobTemplate),
    "Selector+": ({ spec }) => WORKLOAD_WIDE["Selector+"](spec.jobTemplate),
  }),
};

import type {
  EndpointSlice,
  KubeEvent,
  Node,
  Pod,
  Service,
  Workload,
  WorldObject,
} from "../world/kube_objects.ts";
import { humanDuration } from "./human_duration.ts";
import { podStatusText, restartsOf } from "./pod_status_text.ts";

export type CellValue = string | number;

export interface Column {
  readonly name: string;
  readonly type?: "integer";
  /** Shown by `-o wide` only. */
  readonly wide?: boolean;
  cell(object: WorldObject, nowMs: number): CellValue;
}

type Read<T> = (object: T, nowMs: number) => CellValue | undefined;

/** Declares the columns of one kind: name to cell; a trailing `+` means wide, a trailing `#` a number. */
function columns<T extends WorldObject>(
  cells: Readonly<Record<string, Read<T>>>,
): readonly Column[] {
  return Object.entries(cells).map(([label, read]) => ({
    name: label.replace(/[+#]+$/, ""),
    ...(label.endsWith("#") ? { type: "integer" as const } : {}),
    wide: label.endsWith("+"),
    cell: (object, nowMs) => read(object as T, nowMs) ?? "<none>",
  }));
}

const NAME = { Name: ({ metadata }: WorldObject) => metadata.name };
const AGE = {
  Age: ({ metadata }: WorldObject, nowMs: number) => age(metadata.creationTimestamp, nowMs),
};

function age(time: string | undefined | null, nowMs: number): string {
  return time ? humanDuration(nowMs - Date.parse(time)) : "<unknown>";
}

/** Reads a path such as `status.capacity.storage` as a cell. */
function at(path: string): Read<WorldObject> {
  return (object) => cellAt(object, path);
}

/** Follows a dotted path through an object. */
export function cellAt(object: WorldObject, path: string): CellValue | undefined {
  let value: unknown = object;
  for (const key of path.split(".")) value = (value as Record<string, unknown> | undefined)?.[key];
  if (value === undefined || value === null) return undefined;
  return typeof value === "number" || typeof value === "string" ? value : JSON.stringify(value);
}

const containersOf = ({ spec }: Workload) => spec.template.spec.containers;
const WORKLOAD_WIDE = {
  "Containers+": (object: Workload) => containersOf(object).map(({ name }) => name).join(","),
  "Images+": (object: Workload) => containersOf(object).map(({ image }) => image).join(","),
  "Selector+": ({ spec }: Workload) => pairs(spec.selector?.matchLabels),
};
const count = (path: string) => (object: WorldObject) => cellAt(object, `status.${path}`) ?? 0;
const dataCount = ({ data }: WorldObject) => Object.keys(data ?? {}).length;

function pairs(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`).join(",");
  return text === "" ? "<none>" : text;
}

function nodeStatus({ spec, status }: Node): string {
  const ready = status.conditions.find(({ type }) => type === "Ready")?.status === "True";
  return `${ready ? "Ready" : "NotReady"}${spec.unschedulable ? ",SchedulingDisabled" : ""}`;
}

function restarts(pod: Pod, nowMs: number): CellValue {
  const { count, lastAt } = restartsOf(pod);
  return lastAt === undefined ? String(count) : `${count} (${age(lastAt, nowMs)} ago)`;
}

function servicePorts({ spec }: Service): string {
  return (spec.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? "TCP"}`).join(",");
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

/** The columns the API server gives each kind; others get name and age. */
export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
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
  Node: columns<Node>({
    ...NAME,
    Status: nodeStatus,
    Roles: () => undefined,
    ...AGE,
    Version: ({ status }) => status.nodeInfo.kubeletVersion,
    "Internal-IP+": ({ status }) => status.addresses[0]?.address,
    "External-IP+": () => undefined,
    "OS-Image+": ({ status }) => status.nodeInfo.osImage,
    "Kernel-Version+": ({ status }) => status.nodeInfo.kernelVersion,
    "Container-Runtime+": ({ status }) => status.nodeInfo.containerRuntimeVersion,
  }),
  Deployment: columns<Workload>({
    ...NAME,
    Ready: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`,
    "Up-to-date#": count("updatedReplicas"),
    "Available#": count("availableReplicas"),
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
    ...WORKLOAD_WIDE,
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
  Job: columns({
    ...NAME,
    Status: jobState,
    Completions: (job) =>
      `${cellAt(job, "status.succeeded") ?? 0}/${cellAt(job, "spec.completions") ?? 1}`,
    Duration: jobDuration,
    ...AGE,
  }),
  CronJob: columns({
    ...NAME,
    Schedule: at("spec.schedule"),
    Timezone: at("spec.timeZone"),
    Suspend: (job) => cellAt(job, "spec.suspend") === "true" ? "True" : "False",
    "Active#": ({ status }) => (status as { active?: unknown[] })?.active?.length ?? 0,
    "Last Schedule": (job, nowMs) => age(cellAt(job, "status.lastScheduleTime") as string, nowMs),
    ...AGE,
  }),
  Service: columns<Service>({
    ...NAME,
    Type: ({ spec }) => spec.type ?? "ClusterIP",
    "Cluster-IP": ({ spec }) => spec.clusterIP,
    "External-IP": () => undefined,
    "Port(s)": servicePorts,
    ...AGE,
    "Selector+": ({ spec }) => pairs(spec.selector),
  }),
  EndpointSlice: columns<EndpointSlice>({
    ...NAME,
    AddressType: ({ addressType }) => addressType,
    Ports: ({ ports }) => (ports ?? []).map(({ port }) => port).join(",") || "<unset>",
    Endpoints: ({ endpoints }) =>
      (endpoints ?? []).flatMap(({ addresses }) => addresses).join(",") || "<unset>",
    ...AGE,
  }),
  Event: columns<KubeEvent>({
    "Last Seen": ({ lastTimestamp }, nowMs) => age(lastTimestamp, nowMs),
    Type: ({ type }) => type,
    Reason: ({ reason }) => reason,
    Object: ({ involvedObject }) => `${involvedObject.kind.toLowerCase()}/${involvedObject.name}`,
    "Subobject+": ({ involvedObject }) => involvedObject.fieldPath,
    "Source+": ({ source }) => [source.component, source.host].filter(Boolean).join(", "),
    Message: ({ message }) => message,
    "First Seen+": ({ firstTimestamp }, nowMs) => age(firstTimestamp, nowMs),
    "Count+": ({ count }) => count,
    "Name+": ({ metadata }) => metadata.name,
  }),
  ConfigMap: columns({ ...NAME, "Data#": dataCount, ...AGE }),
  Secret: columns({ ...NAME, Type: at("type"), "Data#": dataCount, ...AGE }),
  Namespace: columns({ ...NAME, Status: at("status.phase"), ...AGE }),
  ServiceAccount: columns({ ...NAME, "Secrets#": () => 0, ...AGE }),
  PersistentVolumeClaim: columns({
    ...NAME,
    Status: at("status.phase"),
    Volume: at("spec.volumeName"),
    Capacity: at("status.capacity.storage"),
    "Access Modes": ({ spec }) => (spec as { accessModes?: string[] }).accessModes?.join(","),
    StorageClass: at("spec.storageClassName"),
    VolumeAttributesClass: () => "<unset>",
    ...AGE,
  }),
  PersistentVolume: columns({
    ...NAME,
    Capacity: at("spec.capacity.storage"),
    "Reclaim Policy": at("spec.persistentVolumeReclaimPolicy"),
    Status: at("status.phase"),
    Claim: (volume) =>
      `${cellAt(volume, "spec.claimRef.namespace")}/${cellAt(volume, "spec.claimRef.name")}`,
    StorageClass: at("spec.storageClassName"),
    Reason: at("status.reason"),
    ...AGE,
  }),
  StorageClass: columns({
    ...NAME,
    Provisioner: at("provisioner"),
    ReclaimPolicy: at("reclaimPolicy"),
    VolumeBindingMode: at("volumeBindingMode"),
    ...AGE,
  }),
  Ingress: columns({
    ...NAME,
    Class: at("spec.ingressClassName"),
    Hosts: ({ spec }) =>
      (spec as { rules?: { host?: string }[] }).rules?.map(({ host }) => host ?? "*").join(","),
    Address: ({ status }) =>
      (status as { loadBalancer?: { ingress?: { ip?: string }[] } })?.loadBalancer?.ingress?.[0]
        ?.ip,
    Ports: ({ spec }) => (spec as { tls?: unknown }).tls === undefined ? "80" : "80, 443",
    ...AGE,
  }),
  HorizontalPodAutoscaler: columns({
    ...NAME,
    Reference: (hpa) =>
      `${cellAt(hpa, "spec.scaleTargetRef.kind")}/${cellAt(hpa, "spec.scaleTargetRef.name")}`,
    "MinPods#": at("spec.minReplicas"),
    "MaxPods#": at("spec.maxReplicas"),
    "Replicas#": at("status.currentReplicas"),
    ...AGE,
  }),
  PodDisruptionBudget: columns({
    ...NAME,
    "Min Available": (pdb) => cellAt(pdb, "spec.minAvailable") ?? "N/A",
    "Max Unavailable": (pdb) => cellAt(pdb, "spec.maxUnavailable") ?? "N/A",
    "Allowed Disruptions#": at("status.disruptionsAllowed"),
    ...AGE,
  }),
  NetworkPolicy: columns({
    ...NAME,
    "Pod-Selector": ({ spec }) =>
      pairs(
        (spec as { podSelector?: { matchLabels?: Record<string, string> } }).podSelector
          ?.matchLabels,
      ),
    ...AGE,
  }),
};

export const DEFAULT_COLUMNS: readonly Column[] = columns({
  ...NAME,
  "Created At": at("metadata.creationTimestamp"),
});

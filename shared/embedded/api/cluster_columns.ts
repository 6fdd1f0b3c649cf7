import type { EndpointSlice, KubeEvent, Node, Service } from "../world/kube_objects.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { AGE, age, at, cellAt, type Column, columns, NAME, pairs } from "./table_columns.ts";

const dataCount = ({ data }: WorldObject) => Object.keys(data ?? {}).length;

function nodeStatus({ spec, status }: Node): string {
  const ready = status.conditions.find(({ type }) => type === "Ready")?.status === "True";
  return `${ready ? "Ready" : "NotReady"}${spec.unschedulable ? ",SchedulingDisabled" : ""}`;
}

function servicePorts({ spec }: Service): string {
  return (spec.ports ?? []).map(({ port, protocol }) => `${port}/${protocol ?? "TCP"}`).join(",");
}

interface Endpoints extends WorldObject {
  subsets?: { addresses?: { ip: string }[]; ports?: { port: number }[] }[];
}

function firstThree(items: readonly string[]): string {
  const more = items.length > 3 ? ` + ${items.length - 3} more...` : "";
  return items.slice(0, 3).join(",") + more;
}

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

function accessModes({ spec }: WorldObject): string {
  const { accessModes: modes = [] } = spec as { accessModes?: string[] };
  return modes.map((mode) => ACCESS_MODES[mode] ?? mode).join(",");
}

interface ScalingMetric {
  readonly resource?: {
    readonly name: string;
    readonly target?: { readonly averageUtilization?: number };
    readonly current?: { readonly averageUtilization?: number };
  };
}

/** `cpu: 45%/70%`: what is used and what is aimed at, of the resources that are watched. */
function scalingTargets({ spec, status }: WorldObject): string {
  const { metrics = [] } = spec as { metrics?: ScalingMetric[] };
  const { currentMetrics = [] } = (status ?? {}) as { currentMetrics?: ScalingMetric[] };
  const targets = metrics.flatMap(({ resource }) => {
    if (resource === undefined) return [];
    const current = currentMetrics.find((metric) => metric.resource?.name === resource.name);
    const used = current?.resource?.current?.averageUtilization;
    const share = used === undefined ? "<unknown>" : `${used}%`;
    return `${resource.name}: ${share}/${resource.target?.averageUtilization}%`;
  });
  return targets.join(", ") || "<none>";
}

/** The columns of everything but workloads. */
export const CLUSTER_COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  Node: columns<Node>({
    ...NAME,
    Status: nodeStatus,
    Roles: () => undefined,
    ...AGE,
    Version: ({ status }) => status.nodeInfo.kubeletVersion,
    "Internal-IP+": ({ status }) => status.addresses[0]?.address,
    "External-IP+": () => undefined,
    "OS-Image+": ({ status }) => status.nodeInfo.osImage,
    "Kernel-Version+": ({ status: { nodeInfo } }) =>
      `${nodeInfo.kernelVersion} (${nodeInfo.architecture})`,
    "Container-Runtime+": ({ status }) => status.nodeInfo.containerRuntimeVersion,
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
  Endpoints: columns<Endpoints>({
    ...NAME,
    Endpoints: ({ subsets = [] }) => {
      const places = subsets.flatMap(({ addresses = [], ports = [] }) =>
        ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`))
      );
      return firstThree(places) || undefined;
    },
    ...AGE,
  }),
  EndpointSlice: columns<EndpointSlice>({
    ...NAME,
    AddressType: ({ addressType }) => addressType,
    Ports: ({ ports }) => (ports ?? []).map(({ port }) => port).join(",") || "<unset>",
    Endpoints: ({ endpoints }) =>
      firstThree((endpoints ?? []).flatMap(({ addresses }) => addresses)) || "<unset>",
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
  ConfigMap: columns({ ...NAME, Data: dataCount, ...AGE }),
  Secret: columns({ ...NAME, Type: at("type"), Data: dataCount, ...AGE }),
  Namespace: columns({ ...NAME, Status: at("status.phase"), ...AGE }),
  ServiceAccount: columns({ ...NAME, ...AGE }),
  PersistentVolumeClaim: columns({
    ...NAME,
    Status: at("status.phase"),
    Volume: at("spec.volumeName"),
    Capacity: at("status.capacity.storage"),
    "Access Modes": accessModes,
    StorageClass: at("spec.storageClassName"),
    VolumeAttributesClass: () => "<unset>",
    ...AGE,
    "VolumeMode+": at("spec.volumeMode"),
  }),
  PersistentVolume: columns({
    ...NAME,
    Capacity: at("spec.capacity.storage"),
    "Access Modes": accessModes,
    "Reclaim Policy": at("spec.persistentVolumeReclaimPolicy"),
    Status: at("status.phase"),
    Claim: (volume) =>
      `${cellAt(volume, "spec.claimRef.namespace")}/${cellAt(volume, "spec.claimRef.name")}`,
    StorageClass: at("spec.storageClassName"),
    VolumeAttributesClass: () => "<unset>",
    Reason: (volume) => cellAt(volume, "status.reason") ?? "",
    ...AGE,
    "VolumeMode+": at("spec.volumeMode"),
  }),
  StorageClass: columns({
    Name: ({ metadata: { name, annotations = {} } }) =>
      annotations["storageclass.kubernetes.io/is-default-class"] === "true"
        ? `${name} (default)`
        : name,
    Provisioner: at("provisioner"),
    ReclaimPolicy: at("reclaimPolicy"),
    VolumeBindingMode: at("volumeBindingMode"),
    AllowVolumeExpansion: (storage) => cellAt(storage, "allowVolumeExpansion") ?? "<unset>",
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
    Targets: scalingTargets,
    MinPods: (hpa) => String(cellAt(hpa, "spec.minReplicas") ?? "<unset>"),
    MaxPods: at("spec.maxReplicas"),
    Replicas: at("status.currentReplicas"),
    ...AGE,
  }),
  PodDisruptionBudget: columns({
    ...NAME,
    "Min Available": (pdb) => String(cellAt(pdb, "spec.minAvailable") ?? "N/A"),
    "Max Unavailable": (pdb) => String(cellAt(pdb, "spec.maxUnavailable") ?? "N/A"),
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

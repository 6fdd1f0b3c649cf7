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
    "Kernel-Version+": ({ status }) => status.nodeInfo.kernelVersion,
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
  Endpoints: columns<WorldObject & { subsets?: { addresses?: { ip: string }[] }[] }>({
    ...NAME,
    Endpoints: ({ subsets = [] }) =>
      subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)).join(",") || undefined,
    ...AGE,
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

import { ageOf } from "../render/time.ts";
import { type Conditioned, conditionOf } from "./condition.ts";
import { lastSeen, objectOf, occurrences } from "./event_compaction.ts";
import type { KubeEvent } from "./kube_event.ts";
import type { KubeObject } from "./kube_object.ts";
import type { Node } from "./kube_node.ts";
import { nodeProblem, nodeStatus, taintText } from "./node_status.ts";
import type { ObjectTable } from "./object_columns.ts";
import { formatBytes, formatCores, parseQuantity } from "./quantity.ts";

const nodes: ObjectTable<Node> = {
  trouble: (node) => nodeProblem(node) === undefined ? 0 : 1,
  columns: [
    { title: "status", from: "concise", cell: nodeStatus },
    { title: "roles", cell: rolesOf },
    { title: "version", from: "concise", cell: ({ status }) => status?.nodeInfo?.kubeletVersion },
    {
      title: "cpu",
      cell: ({ status }) => formatCores(parseQuantity(status?.allocatable?.["cpu"]) ?? 0),
    },
    {
      title: "memory",
      cell: ({ status }) => formatBytes(parseQuantity(status?.allocatable?.["memory"]) ?? 0),
    },
    { title: "taints", cell: ({ spec }) => spec?.taints?.map(taintText).join(",") },
    {
      title: "ip",
      from: "full",
      cell: ({ status }) => status?.addresses?.find(({ type }) => type === "InternalIP")?.address,
    },
    { title: "os", from: "full", cell: ({ status }) => status?.nodeInfo?.osImage },
    { title: "kernel", from: "full", cell: ({ status }) => status?.nodeInfo?.kernelVersion },
    {
      title: "runtime",
      from: "full",
      cell: ({ status }) => status?.nodeInfo?.containerRuntimeVersion,
    },
  ],
};

const ROLE = "node-role.kubernetes.io/";

function rolesOf({ metadata }: KubeObject): string {
  return Object.keys(metadata.labels ?? {})
    .flatMap((label) => label.startsWith(ROLE) ? label.slice(ROLE.length) : []).join(",");
}

interface Namespace extends KubeObject {
  readonly status?: { readonly phase?: string };
}

const namespaces: ObjectTable<Namespace> = {
  trouble: ({ status }) => status?.phase === "Terminating" ? 1 : 0,
  columns: [{ title: "status", from: "concise", cell: ({ status }) => status?.phase }],
};

const events: ObjectTable<KubeEvent> = {
  trouble: ({ type }) => type === "Warning" ? 1 : 0,
  columns: [
    { title: "type", from: "concise", cell: ({ type }) => type },
    { title: "reason", from: "concise", cell: ({ reason }) => reason },
    {
      title: "object",
      from: "concise",
      cell: (event) => `${objectOf(event).kind}/${objectOf(event).name}`,
    },
    { title: "count", cell: occurrences },
    { title: "last", cell: (event, now) => ageOf(lastSeen(event), now) },
  ],
};

interface CustomResourceDefinition extends Conditioned {
  readonly spec?: {
    readonly scope?: string;
    readonly names?: { readonly kind?: string };
    readonly versions?: readonly { readonly name: string; readonly served?: boolean }[];
  };
}

const customResourceDefinitions: ObjectTable<CustomResourceDefinition> = {
  columns: [
    { title: "kind", from: "concise", cell: ({ spec }) => spec?.names?.kind },
    { title: "scope", cell: ({ spec }) => spec?.scope },
    {
      title: "versions",
      cell: ({ spec }) =>
        spec?.versions?.filter(({ served }) => served).map(({ name }) => name).join(","),
    },
    {
      title: "established",
      from: "concise",
      cell: (definition) => conditionOf(definition, "Established")?.status,
    },
  ],
};

interface ResourceQuota extends KubeObject {
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>;
    readonly used?: Readonly<Record<string, string>>;
  };
}

const resourceQuotas: ObjectTable<ResourceQuota> = {
  trouble: (quota) => quotaUse(quota).some(({ share }) => share >= 0.9) ? 1 : 0,
  columns: [{
    title: "used/hard",
    from: "concise",
    cell: (quota) =>
      quotaUse(quota).map(({ name, used, hard }) => `${name} ${used}/${hard}`).join(", "),
  }],
};

function quotaUse({ status }: ResourceQuota) {
  return Object.entries(status?.hard ?? {}).map(([name, hard]) => {
    const used = status?.used?.[name] ?? "0";
    const share = (parseQuantity(used) ?? 0) / (parseQuantity(hard) || Infinity);
    return { name, used, hard, share };
  }).sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

/** Tables by resource and group. */
export const clusterTables = {
  "nodes": nodes,
  "namespaces": namespaces,
  "events": events,
  "events.events.k8s.io": events,
  "resourcequotas": resourceQuotas,
  "customresourcedefinitions.apiextensions.k8s.io": customResourceDefinitions,
};

import type { ClusterKind } from "../cluster_kinds.ts";
import type { KubeObject } from "../kube_object.ts";
import { labelSelectorText } from "../label_selector.ts";
import type { LabelSelector } from "../kube_workload.ts";
import type { ServicePort } from "../kube_network.ts";
import type { Taint } from "../kube_node.ts";
import { taintText } from "../node_status.ts";
import {
  entryFields,
  type FieldReader,
  itemFields,
  listField,
  type ObservedField,
  textOf,
  valueAt,
  valueField,
} from "./observed_field.ts";
import { templateFields } from "./template_fields.ts";

const ANY: readonly FieldReader[] = [
  valueField("metadata.deletionTimestamp", "deleted", { field: "deletion asked for" }),
  (object) => chartOf(object),
];

const WORKLOAD: readonly FieldReader[] = [
  valueField("spec.replicas", "scale", { field: "replicas" }),
  valueField("spec.paused", "scale", { field: "paused", absent: "false" }),
  valueField("spec.strategy", "rollout"),
  valueField("spec.updateStrategy", "rollout"),
  entryFields("spec.selector.matchLabels", "rollout"),
  ...templateFields("spec.template"),
];

const POLICY_BINDING: readonly FieldReader[] = [
  valueField("roleRef.name", "policy"),
  listField("subjects", "policy", {
    text: (subject) =>
      ["kind", "namespace", "name"].flatMap((key) => textOf(valueAt(subject, key)) ?? []).join(" "),
  }),
];

const WEBHOOK: readonly FieldReader[] = [
  itemFields("webhooks", [
    valueField("failurePolicy", "policy"),
    valueField("timeoutSeconds", "policy"),
    selectorField("namespaceSelector", "policy"),
    selectorField("objectSelector", "policy"),
    valueField("clientConfig.service", "policy"),
    valueField("clientConfig.url", "policy"),
    valueField("rules", "policy"),
  ]),
];

const ROUTE: readonly FieldReader[] = [
  listField("spec.hostnames", "network"),
  listField("spec.parentRefs", "network"),
  valueField("spec.rules", "network"),
];

const NODE: readonly FieldReader[] = [
  valueField("spec.unschedulable", "node", { field: "cordoned", absent: "false" }),
  listField("spec.taints", "node", { field: "taints", text: (taint) => taintText(taint as Taint) }),
  ...["kubeletVersion", "kernelVersion", "osImage", "containerRuntimeVersion"]
    .map((name) => valueField(`status.nodeInfo.${name}`, "node", { field: name })),
  valueField("status.nodeInfo.bootID", "node", { field: "reboot" }),
  ...["cpu", "memory", "pods"].map((name) =>
    valueField(`status.allocatable.${name}`, "node", { field: `allocatable ${name}` })
  ),
  conditionFields,
];

/**
 * What is told of each kind when it changes.
 *
 * Kinds that are absent are written by controllers all day: what changed is told of their owner.
 */
const FIELDS: Partial<Record<ClusterKind, readonly FieldReader[]>> = {
  namespaces: [entryFields("metadata.labels", "policy", "label ")],
  nodes: NODE,
  deployments: WORKLOAD,
  statefulSets: WORKLOAD,
  daemonSets: WORKLOAD,
  jobs: [valueField("spec.suspend", "scale"), valueField("spec.parallelism", "scale")],
  cronJobs: [
    ...["schedule", "timeZone", "suspend", "concurrencyPolicy"]
      .map((name) => valueField(`spec.${name}`, "scale", { field: name })),
    ...templateFields("spec.jobTemplate.spec.template"),
  ],
  services: [
    entryFields("spec.selector", "network"),
    ...["type", "externalName", "internalTrafficPolicy", "externalTrafficPolicy", "clusterIP"]
      .map((name) => valueField(`spec.${name}`, "network")),
    listField("spec.ports", "network", { text: (port) => portText(port as ServicePort) }),
  ],
  ingresses: [
    valueField("spec.ingressClassName", "network"),
    valueField("spec.defaultBackend", "network"),
    valueField("spec.rules", "network"),
    valueField("spec.tls", "network"),
  ],
  httpRoutes: ROUTE,
  grpcRoutes: ROUTE,
  networkPolicies: [
    selectorField("spec.podSelector", "network"),
    listField("spec.policyTypes", "network"),
    valueField("spec.ingress", "network"),
    valueField("spec.egress", "network"),
  ],
  autoscalers: [
    valueField("spec.minReplicas", "scale"),
    valueField("spec.maxReplicas", "scale"),
    valueField("spec.scaleTargetRef.name", "scale"),
    valueField("spec.metrics", "scale"),
  ],
  verticalAutoscalers: [
    valueField("spec.updatePolicy.updateMode", "scale"),
    valueField("spec.resourcePolicy", "scale"),
  ],
  budgets: [
    valueField("spec.minAvailable", "policy"),
    valueField("spec.maxUnavailable", "policy"),
    selectorField("spec.selector", "policy"),
  ],
  configMaps: [entryFields("data", "config"), entryFields("binaryData", "config")],
  quotas: [entryFields("spec.hard", "policy")],
  limitRanges: [valueField("spec.limits", "policy")],
  volumeClaims: [
    valueField("spec.resources.requests.storage", "other"),
    valueField("spec.storageClassName", "other"),
    valueField("spec.volumeName", "other"),
  ],
  volumes: [
    valueField("spec.persistentVolumeReclaimPolicy", "other"),
    valueField("spec.capacity.storage", "other"),
  ],
  storageClasses: [
    valueField("provisioner", "other"),
    entryFields("parameters", "other"),
    valueField("reclaimPolicy", "other"),
    valueField("volumeBindingMode", "other"),
  ],
  priorityClasses: [valueField("value", "policy"), valueField("globalDefault", "policy")],
  roleBindings: POLICY_BINDING,
  clusterRoleBindings: POLICY_BINDING,
  validatingWebhooks: WEBHOOK,
  mutatingWebhooks: WEBHOOK,
};

// Leader election and controllers write these every few seconds.
const SELF_WRITTEN = /^control-plane\.alpha\.kubernetes\.io\/leader$/;

/** Tells whether the changes of an object are worth telling; what a controller made is told of its owner. */
export function isObserved(kind: ClusterKind, { metadata }: KubeObject): boolean {
  if (FIELDS[kind] === undefined) return false;
  if (metadata.ownerReferences?.some(({ controller }) => controller === true)) return false;
  return !Object.keys(metadata.annotations ?? {}).some((name) => SELF_WRITTEN.test(name));
}

/** The fields of an object whose changes are worth telling, by name. */
export function fieldsOf(
  kind: ClusterKind,
  object: KubeObject,
): ReadonlyMap<string, ObservedField> {
  const readers = [...ANY, ...FIELDS[kind] ?? []];
  return new Map(
    readers.flatMap((read) => read(object)).map((observed) => [observed.field, observed]),
  );
}

function selectorField(path: string, kind: ObservedField["kind"]): FieldReader {
  return (object) => {
    const selector = valueAt(object, path);
    if (selector === undefined || selector === null) return [];
    return [{ field: path, kind, value: labelSelectorText(selector as LabelSelector) }];
  };
}

// A chart's name and version stand in a label of everything it installs.
function chartOf(object: unknown): readonly ObservedField[] {
  const labels = valueAt(object, "metadata.labels");
  const chart = textOf(
    typeof labels === "object" && labels && Reflect.get(labels, "helm.sh/chart"),
  );
  if (chart === undefined || chart === "false") return [];
  return [{ field: "helm chart", kind: "helm", value: chart }];
}

const TOLD_CONDITIONS = new Set([
  "Ready",
  "MemoryPressure",
  "DiskPressure",
  "PIDPressure",
  "NetworkUnavailable",
]);

function conditionFields(node: unknown): readonly ObservedField[] {
  const conditions = valueAt(node, "status.conditions");
  if (!Array.isArray(conditions)) return [];
  return conditions.flatMap(({ type, status }): ObservedField[] =>
    TOLD_CONDITIONS.has(type) ? [{ field: `condition ${type}`, kind: "node", value: status }] : []
  );
}

function portText({ name, port, targetPort = port, protocol = "TCP" }: ServicePort): string {
  return `${name === undefined ? "" : `${name} `}${port}→${targetPort}/${protocol}`;
}

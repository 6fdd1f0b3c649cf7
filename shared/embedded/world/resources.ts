import type { WorldObject } from "./kube_objects.ts";

/** A resource of the API as discovery tells it. */
export interface Resource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly categories: readonly string[];
  /** Columns that a CustomResourceDefinition adds to tables. */
  readonly printerColumns?: readonly PrinterColumn[];
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly priority?: number;
}

type Row = readonly [resource: string, kind: string, shortNames?: string, flags?: string];

// Flags: `c` cluster-scoped, `a` in the category `all`.
const GROUPS: Readonly<Record<string, readonly Row[]>> = {
  "/v1": [
    ["bindings", "Binding"],
    ["configmaps", "ConfigMap", "cm"],
    ["endpoints", "Endpoints", "ep"],
    ["events", "Event", "ev"],
    ["limitranges", "LimitRange", "limits"],
    ["namespaces", "Namespace", "ns", "c"],
    ["nodes", "Node", "no", "c"],
    ["persistentvolumeclaims", "PersistentVolumeClaim", "pvc"],
    ["persistentvolumes", "PersistentVolume", "pv", "c"],
    ["pods", "Pod", "po", "a"],
    ["replicationcontrollers", "ReplicationController", "rc", "a"],
    ["resourcequotas", "ResourceQuota", "quota"],
    ["secrets", "Secret"],
    ["serviceaccounts", "ServiceAccount", "sa"],
    ["services", "Service", "svc", "a"],
  ],
  "admissionregistration.k8s.io/v1": [
    ["mutatingwebhookconfigurations", "MutatingWebhookConfiguration", "", "c"],
    ["validatingadmissionpolicies", "ValidatingAdmissionPolicy", "", "c"],
    ["validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", "", "c"],
    ["validatingwebhookconfigurations", "ValidatingWebhookConfiguration", "", "c"],
  ],
  "apiextensions.k8s.io/v1": [
    ["customresourcedefinitions", "CustomResourceDefinition", "crd,crds", "c"],
  ],
  "apiregistration.k8s.io/v1": [["apiservices", "APIService", "", "c"]],
  "apps/v1": [
    ["controllerrevisions", "ControllerRevision"],
    ["daemonsets", "DaemonSet", "ds", "a"],
    ["deployments", "Deployment", "deploy", "a"],
    ["replicasets", "ReplicaSet", "rs", "a"],
    ["statefulsets", "StatefulSet", "sts", "a"],
  ],
  "authorization.k8s.io/v1": [
    ["selfsubjectaccessreviews", "SelfSubjectAccessReview", "", "c"],
    ["selfsubjectrulesreviews", "SelfSubjectRulesReview", "", "c"],
    ["subjectaccessreviews", "SubjectAccessReview", "", "c"],
  ],
  "autoscaling/v2": [["horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa", "a"]],
  "batch/v1": [["cronjobs", "CronJob", "cj", "a"], ["jobs", "Job", "", "a"]],
  "certificates.k8s.io/v1": [[
    "certificatesigningrequests",
    "CertificateSigningRequest",
    "csr",
    "c",
  ]],
  "coordination.k8s.io/v1": [["leases", "Lease"]],
  "discovery.k8s.io/v1": [["endpointslices", "EndpointSlice"]],
  "events.k8s.io/v1": [["events", "Event", "ev"]],
  "flowcontrol.apiserver.k8s.io/v1": [
    ["flowschemas", "FlowSchema", "", "c"],
    ["prioritylevelconfigurations", "PriorityLevelConfiguration", "", "c"],
  ],
  "metrics.k8s.io/v1beta1": [["nodes", "NodeMetrics", "", "c"], ["pods", "PodMetrics"]],
  "networking.k8s.io/v1": [
    ["ingressclasses", "IngressClass", "", "c"],
    ["ingresses", "Ingress", "ing"],
    ["ipaddresses", "IPAddress", "ip", "c"],
    ["networkpolicies", "NetworkPolicy", "netpol"],
    ["servicecidrs", "ServiceCIDR", "", "c"],
  ],
  "node.k8s.io/v1": [["runtimeclasses", "RuntimeClass", "", "c"]],
  "policy/v1": [["poddisruptionbudgets", "PodDisruptionBudget", "pdb"]],
  "rbac.authorization.k8s.io/v1": [
    ["clusterrolebindings", "ClusterRoleBinding", "", "c"],
    ["clusterroles", "ClusterRole", "", "c"],
    ["rolebindings", "RoleBinding"],
    ["roles", "Role"],
  ],
  "scheduling.k8s.io/v1": [["priorityclasses", "PriorityClass", "pc", "c"]],
  "storage.k8s.io/v1": [
    ["csidrivers", "CSIDriver", "", "c"],
    ["csinodes", "CSINode", "", "c"],
    ["storageclasses", "StorageClass", "sc", "c"],
    ["volumeattachments", "VolumeAttachment", "", "c"],
  ],
};

/** The resources every cluster serves, by group in the order of discovery. */
export const BUILT_IN_RESOURCES: readonly Resource[] = Object.entries(GROUPS).flatMap(
  ([groupVersion, rows]) => rows.map((row) => fromRow(groupVersion, row)),
);

function fromRow(
  groupVersion: string,
  [resource, kind, shortNames = "", flags = ""]: Row,
): Resource {
  const [group = "", version = ""] = groupVersion.split("/");
  return {
    group,
    version,
    resource,
    singular: kind.toLowerCase(),
    kind,
    shortNames: shortNames === "" ? [] : shortNames.split(","),
    namespaced: !flags.includes("c"),
    categories: flags.includes("a") ? ["all"] : [],
  };
}

interface CustomResourceDefinition {
  spec?: {
    group?: string;
    scope?: string;
    names?: { plural?: string; singular?: string; kind?: string; shortNames?: string[] };
    versions?: {
      name: string;
      storage?: boolean;
      served?: boolean;
      additionalPrinterColumns?: PrinterColumn[];
    }[];
  };
}

/** The resource that a CustomResourceDefinition declares, in its storage version. */
export function customResource(definition: WorldObject): Resource | undefined {
  const { spec } = definition as WorldObject & CustomResourceDefinition;
  const { group, scope, names, versions } = spec ?? {};
  const version = versions?.find((candidate) => candidate.storage) ?? versions?.[0];
  if (!group || !names?.plural || !names.kind || version === undefined) return undefined;
  return {
    group,
    version: version.name,
    resource: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    kind: names.kind,
    shortNames: names.shortNames ?? [],
    namespaced: scope !== "Cluster",
    categories: [],
    printerColumns: version.additionalPrinterColumns ?? [],
  };
}

/** What a resource of a custom group is taken to be where nothing defines it; none for built-in groups. */
export function impliedResource({ apiVersion, kind, metadata }: WorldObject): Resource | undefined {
  const [group = "", version] = apiVersion.split("/");
  const builtIn = BUILT_IN_RESOURCES.some((resource) => resource.group === group);
  if (version === undefined || builtIn || !group.includes(".")) return undefined;
  const singular = kind.toLowerCase();
  return {
    group,
    version,
    resource: singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`,
    singular,
    kind,
    shortNames: [],
    namespaced: Boolean(metadata.namespace),
    categories: [],
    printerColumns: [],
  };
}

/** `v1` or `apps/v1`. */
export function groupVersion({ group, version }: Pick<Resource, "group" | "version">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** What a resource is stored under: `pods`, `apps/deployments`. */
export function resourceKey({ group, resource }: Pick<Resource, "group" | "resource">): string {
  return group === "" ? resource : `${group}/${resource}`;
}

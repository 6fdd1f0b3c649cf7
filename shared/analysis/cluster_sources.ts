import type { ClusterKind } from "./cluster_kinds.ts";

/** Where a kind is read, and what objects of it call themselves. */
export interface KindSource {
  readonly apiGroup: string;
  readonly resource: string;
  readonly kind: string;
  readonly scope: "cluster" | "namespace";
  /** Comes with an add-on: where it is not installed, there is nothing to say. */
  readonly isAddOn?: boolean;
}

const RBAC = "rbac.authorization.k8s.io";
const ADMISSION = "admissionregistration.k8s.io";

/** Where each kind is read. */
export const CLUSTER_SOURCES: Readonly<Record<ClusterKind, KindSource>> = {
  namespaces: clusterWide("", "namespaces", "Namespace"),
  nodes: clusterWide("", "nodes", "Node"),
  pods: namespaced("", "pods", "Pod"),
  deployments: namespaced("apps", "deployments", "Deployment"),
  replicaSets: namespaced("apps", "replicasets", "ReplicaSet"),
  statefulSets: namespaced("apps", "statefulsets", "StatefulSet"),
  controllerRevisions: namespaced("apps", "controllerrevisions", "ControllerRevision"),
  daemonSets: namespaced("apps", "daemonsets", "DaemonSet"),
  jobs: namespaced("batch", "jobs", "Job"),
  cronJobs: namespaced("batch", "cronjobs", "CronJob"),
  services: namespaced("", "services", "Service"),
  endpointSlices: namespaced("discovery.k8s.io", "endpointslices", "EndpointSlice"),
  ingresses: namespaced("networking.k8s.io", "ingresses", "Ingress"),
  httpRoutes: addOn("gateway.networking.k8s.io", "httproutes", "HTTPRoute"),
  grpcRoutes: addOn("gateway.networking.k8s.io", "grpcroutes", "GRPCRoute"),
  networkPolicies: namespaced("networking.k8s.io", "networkpolicies", "NetworkPolicy"),
  autoscalers: namespaced("autoscaling", "horizontalpodautoscalers", "HorizontalPodAutoscaler"),
  verticalAutoscalers: addOn(
    "autoscaling.k8s.io",
    "verticalpodautoscalers",
    "VerticalPodAutoscaler",
  ),
  budgets: namespaced("policy", "poddisruptionbudgets", "PodDisruptionBudget"),
  configMaps: namespaced("", "configmaps", "ConfigMap"),
  quotas: namespaced("", "resourcequotas", "ResourceQuota"),
  limitRanges: namespaced("", "limitranges", "LimitRange"),
  volumeClaims: namespaced("", "persistentvolumeclaims", "PersistentVolumeClaim"),
  volumes: clusterWide("", "persistentvolumes", "PersistentVolume"),
  storageClasses: clusterWide("storage.k8s.io", "storageclasses", "StorageClass"),
  priorityClasses: clusterWide("scheduling.k8s.io", "priorityclasses", "PriorityClass"),
  roleBindings: namespaced(RBAC, "rolebindings", "RoleBinding"),
  clusterRoleBindings: clusterWide(RBAC, "clusterrolebindings", "ClusterRoleBinding"),
  validatingWebhooks: clusterWide(
    ADMISSION,
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
  ),
  mutatingWebhooks: clusterWide(
    ADMISSION,
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
  ),
};

/** The name by which a reader finds exactly this resource: `pods`, `endpointslices.discovery.k8s.io`. */
export function sourceName(
  { apiGroup, resource }: Pick<KindSource, "apiGroup" | "resource">,
): string {
  return apiGroup.includes(".") ? `${resource}.${apiGroup}` : resource;
}

function clusterWide(apiGroup: string, resource: string, kind: string): KindSource {
  return { apiGroup, resource, kind, scope: "cluster" };
}

function namespaced(apiGroup: string, resource: string, kind: string): KindSource {
  return { apiGroup, resource, kind, scope: "namespace" };
}

function addOn(apiGroup: string, resource: string, kind: string): KindSource {
  return { apiGroup, resource, kind, scope: "namespace", isAddOn: true };
}

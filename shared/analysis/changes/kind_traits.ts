import type { ClusterKind } from "../cluster_kinds.ts";
import type { ChangeKind } from "./change.ts";

interface KindTrait {
  readonly kind: string;
  /** What a change of such an object is. */
  readonly change: ChangeKind;
}

/** The kinds whose objects people write; the others follow from these. */
export const WRITTEN_KINDS: Readonly<Partial<Record<ClusterKind, KindTrait>>> = {
  namespaces: { kind: "Namespace", change: "other" },
  nodes: { kind: "Node", change: "node" },
  deployments: { kind: "Deployment", change: "rollout" },
  statefulSets: { kind: "StatefulSet", change: "rollout" },
  daemonSets: { kind: "DaemonSet", change: "rollout" },
  cronJobs: { kind: "CronJob", change: "rollout" },
  jobs: { kind: "Job", change: "other" },
  services: { kind: "Service", change: "network" },
  ingresses: { kind: "Ingress", change: "network" },
  httpRoutes: { kind: "HTTPRoute", change: "network" },
  grpcRoutes: { kind: "GRPCRoute", change: "network" },
  networkPolicies: { kind: "NetworkPolicy", change: "network" },
  autoscalers: { kind: "HorizontalPodAutoscaler", change: "scale" },
  verticalAutoscalers: { kind: "VerticalPodAutoscaler", change: "scale" },
  budgets: { kind: "PodDisruptionBudget", change: "policy" },
  configMaps: { kind: "ConfigMap", change: "config" },
  quotas: { kind: "ResourceQuota", change: "policy" },
  limitRanges: { kind: "LimitRange", change: "policy" },
  volumeClaims: { kind: "PersistentVolumeClaim", change: "other" },
  volumes: { kind: "PersistentVolume", change: "other" },
  storageClasses: { kind: "StorageClass", change: "policy" },
  priorityClasses: { kind: "PriorityClass", change: "policy" },
  roleBindings: { kind: "RoleBinding", change: "policy" },
  clusterRoleBindings: { kind: "ClusterRoleBinding", change: "policy" },
  validatingWebhooks: { kind: "ValidatingWebhookConfiguration", change: "policy" },
  mutatingWebhooks: { kind: "MutatingWebhookConfiguration", change: "policy" },
};

/** What a change of one field of such an object is: a number of replicas is a scale, whatever it belongs to. */
export function changeKind({ change }: KindTrait, field: string): ChangeKind {
  if (change !== "rollout") return change;
  if (field === "spec.replicas") return "scale";
  return field.startsWith("spec.") || field.startsWith("metadata.") ? "config" : "rollout";
}

import type {
  LimitRange,
  PriorityClass,
  ResourceQuota,
  RoleBinding,
  StorageClass,
  WebhookConfiguration,
} from "./kube_policy.ts";
import type {
  EndpointSlice,
  GatewayRoute,
  Ingress,
  NetworkPolicy,
  Service,
} from "./kube_network.ts";
import type { Node } from "./kube_node.ts";
import type { KubeObject } from "./kube_object.ts";
import type { Pod } from "./kube_pod.ts";
import type { ConfigMap, PersistentVolume, PersistentVolumeClaim } from "./kube_storage.ts";
import type {
  ControllerRevision,
  CronJob,
  DaemonSet,
  HorizontalPodAutoscaler,
  Job,
  PodDisruptionBudget,
  Replicated,
  VerticalPodAutoscaler,
} from "./kube_workload.ts";

/** The kinds that tell the state of a cluster. */
export interface ClusterKinds {
  readonly namespaces: KubeObject;
  readonly nodes: Node;
  readonly pods: Pod;
  readonly deployments: Replicated;
  readonly replicaSets: Replicated;
  readonly statefulSets: Replicated;
  readonly daemonSets: DaemonSet;
  readonly controllerRevisions: ControllerRevision;
  readonly jobs: Job;
  readonly cronJobs: CronJob;
  readonly services: Service;
  readonly endpointSlices: EndpointSlice;
  readonly ingresses: Ingress;
  readonly httpRoutes: GatewayRoute;
  readonly grpcRoutes: GatewayRoute;
  readonly networkPolicies: NetworkPolicy;
  readonly autoscalers: HorizontalPodAutoscaler;
  readonly verticalAutoscalers: VerticalPodAutoscaler;
  readonly budgets: PodDisruptionBudget;
  readonly configMaps: ConfigMap;
  readonly quotas: ResourceQuota;
  readonly limitRanges: LimitRange;
  readonly volumeClaims: PersistentVolumeClaim;
  readonly volumes: PersistentVolume;
  readonly storageClasses: StorageClass;
  readonly priorityClasses: PriorityClass;
  readonly roleBindings: RoleBinding;
  readonly clusterRoleBindings: RoleBinding;
  readonly validatingWebhooks: WebhookConfiguration;
  readonly mutatingWebhooks: WebhookConfiguration;
}

export type ClusterKind = keyof ClusterKinds;

/** The objects of the kinds asked for; `undefined` where a kind could not be read. */
export type ClusterObjects<K extends ClusterKind = ClusterKind> = {
  readonly [kind in K]: readonly ClusterKinds[kind][] | undefined;
};

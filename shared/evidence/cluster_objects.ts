import type { EndpointSlice, GatewayRoute, Ingress, Service } from "../analysis/kube_network.ts";
import type { Node } from "../analysis/kube_node.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import type { Pod } from "../analysis/kube_pod.ts";
import type { PersistentVolumeClaim } from "../analysis/kube_storage.ts";
import type {
  CronJob,
  DaemonSet,
  HorizontalPodAutoscaler,
  Job,
  PodDisruptionBudget,
  Replicated,
  VerticalPodAutoscaler,
} from "../analysis/kube_workload.ts";
import type { ToolContext } from "../context.ts";
import type { ToolError } from "../errors.ts";
import type { Coverage } from "../render/coverage.ts";
import { listCoverage } from "./list_coverage.ts";
import { readSource } from "./read_source.ts";

/** The kinds that tell the state of a cluster. */
export interface ClusterKinds {
  readonly namespaces: KubeObject;
  readonly nodes: Node;
  readonly pods: Pod;
  readonly deployments: Replicated;
  readonly statefulSets: Replicated;
  readonly daemonSets: DaemonSet;
  readonly jobs: Job;
  readonly cronJobs: CronJob;
  readonly services: Service;
  readonly endpointSlices: EndpointSlice;
  readonly ingresses: Ingress;
  readonly httpRoutes: GatewayRoute;
  readonly grpcRoutes: GatewayRoute;
  readonly autoscalers: HorizontalPodAutoscaler;
  readonly verticalAutoscalers: VerticalPodAutoscaler;
  readonly budgets: PodDisruptionBudget;
  readonly volumeClaims: PersistentVolumeClaim;
}

export type ClusterKind = keyof ClusterKinds;

interface KindSource {
  readonly apiGroup: string;
  readonly resource: string;
  readonly scope: "cluster" | "namespace";
  /** Comes with an add-on: where it is not installed, there is nothing to say. */
  readonly isAddOn?: boolean;
}

/** Where each kind is read. */
export const CLUSTER_SOURCES: Readonly<Record<ClusterKind, KindSource>> = {
  namespaces: { apiGroup: "", resource: "namespaces", scope: "cluster" },
  nodes: { apiGroup: "", resource: "nodes", scope: "cluster" },
  pods: { apiGroup: "", resource: "pods", scope: "namespace" },
  deployments: { apiGroup: "apps", resource: "deployments", scope: "namespace" },
  statefulSets: { apiGroup: "apps", resource: "statefulsets", scope: "namespace" },
  daemonSets: { apiGroup: "apps", resource: "daemonsets", scope: "namespace" },
  jobs: { apiGroup: "batch", resource: "jobs", scope: "namespace" },
  cronJobs: { apiGroup: "batch", resource: "cronjobs", scope: "namespace" },
  services: { apiGroup: "", resource: "services", scope: "namespace" },
  endpointSlices: { apiGroup: "discovery.k8s.io", resource: "endpointslices", scope: "namespace" },
  ingresses: { apiGroup: "networking.k8s.io", resource: "ingresses", scope: "namespace" },
  httpRoutes: addOn("gateway.networking.k8s.io", "httproutes"),
  grpcRoutes: addOn("gateway.networking.k8s.io", "grpcroutes"),
  autoscalers: {
    apiGroup: "autoscaling",
    resource: "horizontalpodautoscalers",
    scope: "namespace",
  },
  verticalAutoscalers: addOn("autoscaling.k8s.io", "verticalpodautoscalers"),
  budgets: { apiGroup: "policy", resource: "poddisruptionbudgets", scope: "namespace" },
  volumeClaims: { apiGroup: "", resource: "persistentvolumeclaims", scope: "namespace" },
};

function addOn(apiGroup: string, resource: string): KindSource {
  return { apiGroup, resource, scope: "namespace", isAddOn: true };
}

/** The objects of the kinds asked for; `undefined` where a kind could not be read. */
export type ClusterObjects<K extends ClusterKind> = {
  readonly [kind in K]: readonly ClusterKinds[kind][] | undefined;
};

export interface ClusterReading<K extends ClusterKind> {
  readonly objects: ClusterObjects<K>;
  /** One line for all that could be read, one for each kind or namespace that could not. */
  readonly coverage: readonly Coverage[];
  /** Why there is nothing, when no kind could be read. */
  readonly error?: ToolError;
}

export interface ClusterQuery<K extends ClusterKind> {
  readonly kinds: readonly K[];
  /** Leaves kinds of the whole cluster unread. */
  readonly namespace?: string | undefined;
}

/** Lists several kinds side by side; a kind that cannot be read is coverage, and the others still answer. */
export async function readClusterObjects<K extends ClusterKind>(
  context: Pick<ToolContext, "kubernetes">,
  { kinds, namespace }: ClusterQuery<K>,
): Promise<ClusterReading<K>> {
  const wanted = kinds.filter((kind) =>
    namespace === undefined || CLUSTER_SOURCES[kind].scope === "namespace"
  );
  const readings = await Promise.all(
    wanted.map(async (kind) => ({ kind, ...await readKind(context, kind, namespace) })),
  );
  const objects = Object.fromEntries(readings.map(({ kind, items }) => [kind, items]));
  const coverage = distinct(readings.flatMap(({ coverage }) => coverage));
  const troubles = coverage.filter(({ state, detail }) =>
    (state !== "ok" && state !== "empty") || detail !== undefined
  );
  const isRead = readings.some(({ items }) => items !== undefined);
  const error = isRead ? undefined : readings.find(({ error }) => error !== undefined)?.error;
  return {
    objects: objects as ClusterObjects<K>,
    coverage: [...(isRead ? [{ source: "kubernetes", state: "ok" as const }] : []), ...troubles],
    ...(error !== undefined && { error }),
  };
}

// The namespaces that one kind lacks, most kinds lack.
function distinct(coverage: readonly Coverage[]): Coverage[] {
  return [...new Map(coverage.map((one) => [JSON.stringify(one), one])).values()];
}

interface KindReading<K extends ClusterKind> {
  readonly items: readonly ClusterKinds[K][] | undefined;
  readonly coverage: readonly Coverage[];
  readonly error?: ToolError;
}

async function readKind<K extends ClusterKind>(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  kind: K,
  namespace: string | undefined,
): Promise<KindReading<K>> {
  const { apiGroup, resource, isAddOn } = CLUSTER_SOURCES[kind];
  const source = `kubernetes ${resource}`;
  const name = apiGroup.includes(".") ? `${resource}.${apiGroup}` : resource;
  const { value, error, coverage } = await readSource(
    source,
    () => kubernetes.list<ClusterKinds[K]>(name, namespace === undefined ? {} : { namespace }),
  );
  if (value !== undefined) return { items: value.items, coverage: listCoverage(source, value) };
  const isMissing = isAddOn === true && error?.code === "not_found";
  return {
    items: undefined,
    coverage: isMissing ? [] : [coverage],
    ...(error !== undefined && { error }),
  };
}

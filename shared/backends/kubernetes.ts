import type { KubeObject } from "../analysis/kube_object.ts";
import type { CoverageState } from "../errors.ts";
import { type BackendHealth, probe } from "./health.ts";
import { discover, resolveKind } from "./kubernetes_discovery.ts";
import { askKubernetes } from "./kubernetes_health.ts";
import { countAll, getObject, listNamespaces, listObjects } from "./kubernetes_lists.ts";
import { followPodLog, readPodLog } from "./kubernetes_log.ts";
import { refuseHidden } from "./kubernetes_resource.ts";
import { readNodeUsage, readPodUsage } from "./kubernetes_usage.ts";
import type { UpstreamCall } from "./upstream.ts";

/** A resource as discovery describes it. */
export interface ApiResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural, lower case: `pods`. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

export interface ListOptions {
  readonly namespace?: string;
  /** Lists these one by one instead of the whole cluster. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Most objects read before the listing stops. @default 10_000 */
  readonly limit?: number;
}

export interface ListResult<T> {
  readonly items: readonly T[];
  /** How many there are, counting what was not read (the API's remainingItemCount). */
  readonly total: number;
  /** Namespaces whose objects could not be read, when the rest could. */
  readonly unread: readonly { readonly namespace: string; readonly state: CoverageState }[];
  /** Seconds since the objects were like this, where the API is away and memory answered. */
  readonly staleSeconds?: number;
}

export interface PodLogOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  /** Ends the following of a log after this long. */
  readonly followSeconds?: number;
}

export interface PodUsage {
  readonly namespace: string;
  readonly pod: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

export interface NodeUsage {
  readonly node: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** Reads one Kubernetes API, narrowed to a principal. All throw {ToolError}. */
export interface KubernetesReader {
  /**
   * Finds a resource by plural, singular, kind or short name, optionally with its group: `deploy`,
   * `certificates.cert-manager.io`. @throws {ToolError} `not_found` with the nearest names
   */
  resolve(kind: string): Promise<ApiResource>;
  /** All resources of the preferred versions, for completions. */
  resources(): Promise<readonly ApiResource[]>;
  /**
   * Lists objects page by page; `resource` is what `resolve` gave, or a name it would accept.
   * Without `namespace` it reads all the principal may see, and falls back from one list of the whole
   * cluster to one list per namespace where only those are allowed.
   */
  list<T extends KubeObject>(
    resource: ApiResource | string,
    options?: ListOptions,
  ): Promise<ListResult<T>>;
  /** Counts objects without reading them. */
  count(resource: ApiResource | string, options?: ListOptions): Promise<number>;
  get<T extends KubeObject>(
    resource: ApiResource | string,
    object: { readonly name: string; readonly namespace?: string },
  ): Promise<T>;
  /** Lines of a container's log with their RFC 3339 time stamps in front. */
  podLog(options: PodLogOptions): Promise<string>;
  /** Follows a log until the signal of the call aborts; yields lines. */
  followPodLog(options: PodLogOptions): AsyncIterable<string>;
  /** Current usage from metrics.k8s.io. */
  podUsage(namespace?: string): Promise<readonly PodUsage[]>;
  nodeUsage(): Promise<readonly NodeUsage[]>;
  /** Names of the namespaces the principal may see. */
  namespaces(): Promise<readonly string[]>;
  health(): Promise<BackendHealth>;
}

/** Reads a Kubernetes API. Lists are paged; Secrets and sub-resources other than logs are refused. */
export function createKubernetes(call: UpstreamCall): KubernetesReader {
  const readable = async (resource: ApiResource | string) => {
    const found = typeof resource === "string" ? await resolveKind(call, resource) : resource;
    refuseHidden(found);
    return found;
  };
  return {
    resolve: (kind) => resolveKind(call, kind),
    resources: () => discover(call),
    list: async <T extends KubeObject>(resource: ApiResource | string, options = {}) =>
      await listObjects<T>(call, await readable(resource), options),
    count: async (resource, options = {}) =>
      await countAll(call, await readable(resource), options),
    get: async <T extends KubeObject>(
      resource: ApiResource | string,
      object: { readonly name: string; readonly namespace?: string },
    ) => await getObject<T>(call, await readable(resource), object),
    podLog: (options) => readPodLog(call, options),
    followPodLog: (options) => followPodLog(call, options),
    podUsage: (namespace) => readPodUsage(call, namespace),
    nodeUsage: () => readNodeUsage(call),
    namespaces: () => listNamespaces(call),
    health: () => probe(call.name, () => askKubernetes(call)),
  };
}

import type { KubeObject } from "../analysis/kube_object.ts";
import type { CoverageState } from "../errors.ts";
import type { BackendHealth } from "./health.ts";

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
}

export interface PodLogOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly tailLines?: number;
  readonly limitBytes?: number;
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

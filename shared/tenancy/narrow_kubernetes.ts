import type { KubeObject } from "../analysis/kube_object.ts";
import type {
  ApiResource,
  KubernetesReader,
  ListOptions,
  ListResult,
} from "../backends/kubernetes.ts";
import { ToolError } from "../errors.ts";
import { refuseForeign } from "./own_namespaces.ts";

/**
 * Gives a reader that sees these namespaces only: their objects, logs and usage, and themselves.
 *
 * What is outside is `forbidden` before anything is asked, whether or not it exists.
 */
export function narrowKubernetes(
  reader: KubernetesReader,
  namespaces: readonly string[],
): KubernetesReader {
  const own = [...new Set(namespaces)].sort();
  const resolved = async (kind: ApiResource | string) =>
    typeof kind === "string" ? await reader.resolve(kind) : kind;

  return {
    resolve: (kind) => reader.resolve(kind),
    resources: async () =>
      (await reader.resources()).filter((one) => one.namespaced || isNamespaces(one)),
    list: async <T extends KubeObject>(kind: ApiResource | string, options: ListOptions = {}) => {
      const resource = await resolved(kind);
      if (isNamespaces(resource)) return await listThemselves<T>(reader, own, options);
      return await reader.list<T>(resource, narrowed(resource, own, options));
    },
    count: async (kind, options = {}) => {
      const resource = await resolved(kind);
      if (isNamespaces(resource)) return (await listThemselves(reader, own, options)).total;
      return await reader.count(resource, narrowed(resource, own, options));
    },
    get: async <T extends KubeObject>(
      kind: ApiResource | string,
      object: { readonly name: string; readonly namespace?: string },
    ) => {
      const resource = await resolved(kind);
      if (isNamespaces(resource)) refuseForeign(object.name, own);
      else if (!resource.namespaced) refuseClusterWide(resource);
      else if (object.namespace !== undefined) refuseForeign(object.namespace, own);
      return await reader.get<T>(resource, object);
    },
    podLog: async (options) => {
      refuseForeign(options.namespace, own);
      return await reader.podLog(options);
    },
    followPodLog: async function* (options) {
      refuseForeign(options.namespace, own);
      yield* reader.followPodLog(options);
    },
    podUsage: async (namespace) => {
      if (namespace !== undefined) refuseForeign(namespace, own);
      const asked = namespace === undefined ? own : [namespace];
      return (await Promise.all(asked.map((one) => reader.podUsage(one)))).flat();
    },
    nodeUsage: () => Promise.reject(clusterWide("nodes")),
    namespaces: () => Promise.resolve(own),
    health: () => reader.health(),
  };
}

function narrowed(
  resource: ApiResource,
  own: readonly string[],
  options: ListOptions,
): ListOptions {
  if (!resource.namespaced) refuseClusterWide(resource);
  for (const asked of [options.namespace, ...options.namespaces ?? []]) {
    if (asked !== undefined) refuseForeign(asked, own);
  }
  return options.namespace === undefined
    ? { ...options, namespaces: options.namespaces ?? own }
    : options;
}

async function listThemselves<T extends KubeObject>(
  reader: KubernetesReader,
  own: readonly string[],
  { limit, labelSelector, fieldSelector }: ListOptions,
): Promise<ListResult<T>> {
  const { items, unread, staleSeconds } = await reader.list<T>("namespaces", {
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector !== undefined && { fieldSelector }),
  });
  const seen = items.filter(({ metadata }) => own.includes(metadata.name));
  return {
    items: seen.slice(0, limit),
    total: seen.length,
    unread,
    ...(staleSeconds !== undefined && { staleSeconds }),
  };
}

function isNamespaces({ group, resource }: ApiResource): boolean {
  return group === "" && resource === "namespaces";
}

function refuseClusterWide({ resource }: ApiResource): never {
  throw clusterWide(resource);
}

function clusterWide(resource: string): ToolError {
  return new ToolError("forbidden", `Cannot read ${resource}, which belong to the whole cluster`, {
    hint: "This identity is limited to namespaces; ask about the objects in them",
  });
}

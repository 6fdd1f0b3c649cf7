import type { KubeObject } from "../analysis/kube_object.ts";
import { quoted, ToolError } from "../errors.ts";
import type { ApiResource, ListOptions, ListResult } from "./kubernetes.ts";
import { countObjects, listPages, objectOf } from "./kubernetes_pages.ts";
import { qualifiedName, requestOf } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";

/**
 * Lists the objects of one namespace, of several, or of the whole cluster.
 *
 * Where the cluster may not be listed at once, each of its namespaces is.
 */
export async function listObjects<T extends KubeObject>(
  call: UpstreamCall,
  resource: ApiResource,
  options: ListOptions,
): Promise<ListResult<T>> {
  const { namespace, namespaces, ...selection } = options;
  const listIn = (one?: string) => listPages<T>(call, resource, { ...selection, ...inside(one) });
  if (!resource.namespaced) return await listIn();
  if (namespace !== undefined) return await listIn(namespace);
  if (namespaces !== undefined) return await listEach(namespaces, listIn, options);
  try {
    return await listIn();
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const all = await listNamespaces(call).catch(() => []);
    // With no namespace to try, the right that is missing is that to list the cluster.
    if (all.length === 0) throw error;
    return await listEach(all, listIn, options).catch((last: unknown) => {
      throw isForbidden(last) ? error : last;
    });
  }
}

/** Counts like {@linkcode listObjects} lists, without the fallback: a part would look like the whole. */
export async function countAll(
  call: UpstreamCall,
  resource: ApiResource,
  options: ListOptions,
): Promise<number> {
  const { namespace, namespaces, labelSelector, fieldSelector } = options;
  const countIn = (one?: string) =>
    countObjects(call, resource, {
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      ...inside(one),
    });
  if (!resource.namespaced) return await countIn();
  if (namespace !== undefined || namespaces === undefined) return await countIn(namespace);
  const counts = await Promise.all(namespaces.map(countIn));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Reads one object. @throws {ToolError} `invalid_input` when its namespace is not given */
export async function getObject<T extends KubeObject>(
  call: UpstreamCall,
  resource: ApiResource,
  { name, namespace }: { readonly name: string; readonly namespace?: string },
): Promise<T> {
  if (resource.namespaced && namespace === undefined) {
    const example = { kind: qualifiedName(resource), namespace: "default", name };
    throw new ToolError(
      "invalid_input",
      `Cannot read ${resource.singular} ${quoted(name)} without its namespace`,
      { hint: `Give it: k8s.get ${JSON.stringify(example)}` },
    );
  }
  return await call.json(
    requestOf({ resource, namespace, name }),
    (body) => objectOf<T>(body as KubeObject, resource),
  );
}

const NAMESPACES: ApiResource = {
  group: "",
  version: "v1",
  resource: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  shortNames: ["ns"],
  namespaced: false,
  verbs: ["get", "list"],
};

/** The names of all namespaces, sorted. */
export async function listNamespaces(call: UpstreamCall): Promise<readonly string[]> {
  const { items } = await listPages(call, NAMESPACES, {});
  return items.map(({ metadata }) => metadata.name).sort();
}

/** Puts the lists of namespaces together and names those that could not be read. */
async function listEach<T>(
  namespaces: readonly string[],
  list: (namespace: string) => Promise<ListResult<T>>,
  { limit = Number.POSITIVE_INFINITY }: { readonly limit?: number },
): Promise<ListResult<T>> {
  const lists = await Promise.allSettled(namespaces.map(list));
  const read = lists.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  const failures = lists.flatMap((one, at) =>
    one.status === "rejected"
      ? [{ namespace: namespaces[at] ?? "", error: asToolError(one.reason) }]
      : []
  );
  if (read.length === 0 && failures[0] !== undefined) throw failures[0].error;
  return {
    items: read.flatMap(({ items }) => items).slice(0, limit),
    total: read.reduce((sum, { total }) => sum + total, 0),
    unread: failures.map(({ namespace, error }) => ({ namespace, state: error.coverage })),
  };
}

function asToolError(reason: unknown): ToolError {
  // Anything else is a defect, which no answer may hide.
  if (!(reason instanceof ToolError)) throw reason;
  return reason;
}

function inside(namespace: string | undefined): { readonly namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

function isForbidden(error: unknown): boolean {
  return error instanceof ToolError && error.code === "forbidden";
}

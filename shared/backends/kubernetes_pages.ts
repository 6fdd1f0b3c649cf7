import type { KubeObject } from "../analysis/kube_object.ts";
import type { ApiResource, ListOptions, ListResult } from "./kubernetes.ts";
import { requestOf } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";
import { statusOf } from "./upstream_failure.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

// More per page costs memory on both sides and saves nothing.
const PAGE_OBJECTS = 500;
// A row without its object takes some 160 bytes.
const PAGE_ROWS = 5_000;
const DEFAULT_LIMIT = 10_000;

const ROWS = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

/** Which objects of one namespace, or of the whole cluster. */
export type Selection = Pick<ListOptions, "namespace" | "labelSelector" | "fieldSelector">;

interface PageRequest extends Selection {
  readonly limit: number;
  /** Where the page before ended. */
  readonly next?: string | undefined;
  readonly refresh?: boolean;
}

interface Page {
  readonly next: string | undefined;
  /** How many objects are beyond the page; servers do not say while a selector is at work. */
  readonly remaining: number | undefined;
}

interface WireList {
  readonly metadata?: { readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubeObject[];
}

interface WireTable {
  readonly metadata?: WireList["metadata"];
  readonly rows?: readonly unknown[];
  /** Servers that know no tables send the list itself. */
  readonly items?: readonly unknown[];
}

/** Lists page by page up to the limit, and counts what is beyond it. */
export async function listPages<T extends KubeObject>(
  call: UpstreamCall,
  resource: ApiResource,
  options: Selection & { readonly limit?: number | undefined },
): Promise<ListResult<T>> {
  // The API takes 0 for no limit at all.
  const limit = Math.max(1, options.limit ?? DEFAULT_LIMIT);
  try {
    return await readPages<T>(call, resource, { ...options, limit });
  } catch (error) {
    // The state of the cluster that the pages were cut from has left the server's history.
    if (statusOf(error) !== 410) throw error;
    return await readPages<T>(call, resource, { ...options, limit, refresh: true });
  }
}

/** Counts objects without reading them. */
export async function countObjects(
  call: UpstreamCall,
  resource: ApiResource,
  selection: Selection,
): Promise<number> {
  const selects = selection.labelSelector !== undefined || selection.fieldSelector !== undefined;
  return await countRows(call, resource, { ...selection, limit: selects ? PAGE_ROWS : 1 });
}

async function readPages<T extends KubeObject>(
  call: UpstreamCall,
  resource: ApiResource,
  options: PageRequest,
): Promise<ListResult<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const limit = Math.min(PAGE_OBJECTS, options.limit - items.length);
    const page = await readPage<T>(call, resource, { ...options, limit, next });
    items.push(...page.items);
    next = page.next;
    if (next === undefined) return { items, total: items.length, unread: [] };
    if (items.length < options.limit) continue;
    const beyond = page.remaining ??
      await countRows(call, resource, { ...options, limit: PAGE_ROWS, next });
    return { items, total: items.length + beyond, unread: [] };
  }
}

async function countRows(
  call: UpstreamCall,
  resource: ApiResource,
  first: PageRequest,
): Promise<number> {
  let count = 0;
  let request = first;
  for (;;) {
    const { length, remaining, next } = await readRows(call, resource, request);
    count += length;
    if (remaining !== undefined || next === undefined) return count + (remaining ?? 0);
    request = { ...request, limit: PAGE_ROWS, next };
  }
}

async function readPage<T extends KubeObject>(
  call: UpstreamCall,
  resource: ApiResource,
  page: PageRequest,
): Promise<Page & { readonly items: readonly T[] }> {
  return await call.json(pageRequest(resource, page), (body) => {
    const { metadata, items } = body as WireList;
    return { ...pageOf(metadata), items: items.map((item) => objectOf<T>(item, resource)) };
  });
}

async function readRows(
  call: UpstreamCall,
  resource: ApiResource,
  page: PageRequest,
): Promise<Page & { readonly length: number }> {
  const { query, ...request } = pageRequest(resource, page);
  const asRows = { ...request, accept: ROWS, query: { ...query, includeObject: "None" } };
  return await call.json(asRows, (body) => {
    const { metadata, rows, items } = body as WireTable;
    const { length } = rows ?? items ?? [];
    return { ...pageOf(metadata), length };
  });
}

function pageRequest(resource: ApiResource, page: PageRequest): UpstreamRequest {
  const { namespace, labelSelector, fieldSelector, limit, next, refresh = false } = page;
  return {
    ...requestOf({ resource, namespace }),
    query: { labelSelector, fieldSelector, limit, continue: next },
    refresh,
  };
}

function pageOf(metadata: WireList["metadata"] = {}): Page {
  return { next: metadata.continue || undefined, remaining: metadata.remainingItemCount };
}

/** Kinds that controllers write by the thousand; who owns their fields says nothing. */
const WRITTEN_BY_CONTROLLERS: ReadonlySet<string> = new Set([
  "Pod",
  "ReplicaSet",
  "ControllerRevision",
  "Job",
  "EndpointSlice",
  "Event",
]);

/** An object as readers get it: with its kind, which lists leave out, and with field ownership where people write. */
export function objectOf<T extends KubeObject>(item: KubeObject, resource: ApiResource): T {
  const { group, version, kind } = resource;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  if (!WRITTEN_BY_CONTROLLERS.has(kind)) return { apiVersion, kind, ...item } as T;
  const { managedFields: _, ...metadata } = item.metadata;
  return { apiVersion, kind, ...item, metadata } as T;
}

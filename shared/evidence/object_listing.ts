import { z } from "zod";
import {
  type Condition,
  type Conditioned,
  conditionsOf,
  isTroubled,
} from "../analysis/condition.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import { type Detail, listing, rankByTrouble, tableOf } from "../analysis/object_columns.ts";
import { projectFields } from "../analysis/object_projection.ts";
import { fullView, trimmedView } from "../analysis/object_view.ts";
import { ascending } from "../analysis/order.ts";
import type { ApiResource, ListResult } from "../backends/kubernetes.ts";
import type { ToolContext } from "../context.ts";
import type { GivenCall } from "../render/corrected_call.ts";
import { coverageSchema } from "../render/coverage.ts";
import { assertNamespaceExists } from "./existing_namespace.ts";
import { listCoverage } from "./list_coverage.ts";
import { readNamed } from "./named_object.ts";
import { listSecrets } from "./secret_metadata.ts";

const cellSchema = z.union([z.string(), z.number(), z.boolean()]).nullish();

/** Objects of one kind as rows, and the object itself when it is one. */
export const objectListingSchema = z.object({
  /** Rows in the columns of the kind, rows of the asked fields, or one object. */
  view: z.enum(["table", "fields", "object"]),
  columns: z.array(z.string()),
  /** Troubled objects first, then by namespace and name. */
  rows: z.array(z.array(cellSchema)),
  shown: z.number(),
  total: z.number(),
  /** How many of those read are in trouble by their own status. */
  troubled: z.number(),
  /** Asked fields that no object has, and the keys that stand there instead. */
  unmatched: z.array(z.object({ path: z.string(), keys: z.array(z.string()) })).default([]),
  /** Of a single object; those that report trouble first. */
  conditions: z.array(z.object({
    type: z.string(),
    status: z.string(),
    reason: z.string().nullish(),
    message: z.string().nullish(),
    lastTransitionTime: z.string().nullish(),
  })).default([]),
  /** A single object without its conditions; absent when concise. */
  object: z.record(z.string(), z.unknown()).optional(),
  coverage: z.array(coverageSchema),
});

type ObjectListing = z.input<typeof objectListingSchema>;

/** A listing as it leaves its tool. */
export type CheckedListing = z.output<typeof objectListingSchema>;

export interface ObjectQuery {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Values to show instead of the kind's columns. */
  readonly fields?: readonly string[] | undefined;
  readonly detail: Detail;
  readonly limit: number;
  /** The call to correct when something does not exist. */
  readonly call: GivenCall;
}

/** Objects read and ranked at most; beyond it a listing is the first by name. */
const MOST_READ = 5_000;

/** Lists the objects of a kind, or shows one; one list or one object is read. @throws {ToolError} `not_found` */
export async function listObjects(
  context: ToolContext,
  resource: ApiResource,
  query: ObjectQuery,
): Promise<ObjectListing> {
  const { items, total, unread } = await readObjects(context, resource, query);
  if (items.length === 0) await assertNamespaceExists(context, query.call);
  const now = context.now();
  const table = tableOf(resource);
  const { ranked, troubled } = rankByTrouble(items, { table, now });
  const objects = ranked.slice(0, query.limit);
  const withNamespace = resource.namespaced && query.namespace === undefined;
  const single = query.name !== undefined && objects.length === 1;
  return {
    view: query.fields !== undefined ? "fields" : single ? "object" : "table",
    ...(query.fields === undefined
      ? listing(objects, { table, detail: query.detail, now, withNamespace })
      : projectFields(objects, { paths: query.fields, withNamespace })),
    shown: objects.length,
    total,
    troubled,
    ...(single && query.fields === undefined && wholeObject(objects[0], query.detail)),
    coverage: listCoverage("kubernetes", { items, total, unread }),
  };
}

/** Lists Secrets by the series that kube-state-metrics keeps about them. */
export async function listSecretRows(
  context: ToolContext,
  query: ObjectQuery,
): Promise<ObjectListing> {
  const { columns, rows, coverage } = await listSecrets(context, query);
  const shown = rows.slice(0, query.limit);
  return {
    view: "table",
    columns: [...columns],
    rows: shown.map((row) => [...row]),
    shown: shown.length,
    total: rows.length,
    troubled: 0,
    coverage: [...coverage],
  };
}

async function readObjects(
  { kubernetes }: ToolContext,
  resource: ApiResource,
  { name, namespace, labelSelector, fieldSelector, call }: ObjectQuery,
): Promise<ListResult<KubeObject>> {
  if (name !== undefined) {
    const items = await readNamed({ kubernetes }, { resource, name, namespace, call });
    return { items, total: items.length, unread: [] };
  }
  return await kubernetes.list(resource, {
    ...(resource.namespaced && namespace !== undefined && { namespace }),
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector !== undefined && { fieldSelector }),
    limit: MOST_READ,
  });
}

function wholeObject(object: Conditioned | undefined, detail: Detail) {
  if (object === undefined) return {};
  return {
    conditions: [...conditionsOf(object)].sort(troubledConditionFirst),
    ...(detail !== "concise" && {
      object: { ...(detail === "full" ? fullView(object) : trimmedView(object)) },
    }),
  };
}

function troubledConditionFirst(a: Condition, b: Condition): number {
  return Number(isTroubled(b)) - Number(isTroubled(a)) || ascending(a.type, b.type);
}

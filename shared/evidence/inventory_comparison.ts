import { z } from "zod";
import { CLUSTER_SOURCES } from "../analysis/cluster_sources.ts";
import { type Change, CHANGE_KINDS } from "../analysis/changes/change.ts";
import { netChanges } from "../analysis/changes/net_changes.ts";
import { entityText } from "../analysis/entity.ts";
import type { ToolContext } from "../context.ts";
import { counted } from "../render/counted.ts";
import type { Coverage } from "../render/coverage.ts";
import { ageOf } from "../render/time.ts";
import { fencedRow } from "./fenced_row.ts";
import { readSource } from "./read_source.ts";

/** How one field of an object, or its being there, differs from the time compared with. */
export const inventoryChangeSchema = z.object({
  /** When it became what it is. */
  at: z.string(),
  object: z.string(),
  /** `created` and `deleted` are of the object itself. */
  kind: z.enum(CHANGE_KINDS),
  field: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  by: z.string().optional(),
});

export const comparisonSchema = z.object({
  /** The time compared with. */
  to: z.string(),
  /** Since when nothing is missed; later than `to` where the comparison is of a part. */
  historyStart: z.string().optional(),
  created: z.number(),
  deleted: z.number(),
  /** Objects that are there and differ. */
  changed: z.number(),
  /** How many there were then, by resource, of those whose number differs. */
  countsThen: z.record(z.string(), z.number()),
});

export type InventoryChange = z.output<typeof inventoryChangeSchema>;
export type Comparison = z.output<typeof comparisonSchema>;

export interface ComparisonQuery {
  readonly namespace?: string | undefined;
  readonly compareTo: Date;
  /** How many there are now, by resource. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ComparisonReading {
  readonly comparison?: Comparison;
  /** Newest first. */
  readonly changes: readonly InventoryChange[];
  readonly coverage: Coverage;
}

const SOURCE = "change log";

/** Says how what there is differs from an earlier time, as far as the change log goes back. */
export async function compareInventory(
  { changeLog, now }: Pick<ToolContext, "changeLog" | "now">,
  { namespace, compareTo, counts }: ComparisonQuery,
): Promise<ComparisonReading> {
  if (changeLog === undefined) {
    const detail = "clusterState watched keeps what a comparison needs";
    return { changes: [], coverage: { source: SOURCE, state: "not configured", detail } };
  }
  const { value, coverage } = await readSource(
    SOURCE,
    () => changeLog.since({ start: compareTo, end: now(), ...(namespace && { namespace }) }),
  );
  if (value?.historyStart === undefined) {
    const detail = coverage.detail ?? "nothing watched yet";
    const state = coverage.state === "ok" ? "empty" : coverage.state;
    return { changes: [], coverage: { source: SOURCE, state, detail } };
  }
  const net = netChanges(value.changes).filter(({ entity }) =>
    namespace === undefined || entity.namespace === namespace
  );
  const { historyStart } = value;
  const isPart = historyStart > compareTo;
  return {
    comparison: {
      to: compareTo.toISOString(),
      historyStart: historyStart.toISOString(),
      ...totals(net),
      countsThen: countsThen(net, counts),
    },
    changes: net.map(({ entity, source: _, ...change }) => ({
      ...change,
      object: entityText(entity),
    })),
    coverage: {
      source: SOURCE,
      state: "ok",
      ...(isPart && { detail: `begins at ${historyStart.toISOString()}, after that time` }),
    },
  };
}

function totals(net: readonly Change[]) {
  const of = (holds: (change: Change) => boolean) =>
    new Set(net.filter(holds).map(({ entity }) => entityText(entity))).size;
  return {
    created: of(isCreated),
    deleted: of(isDeleted),
    changed: of((change) => !isCreated(change) && !isDeleted(change)),
  };
}

function countsThen(
  net: readonly Change[],
  counts: Readonly<Record<string, number>>,
): Record<string, number> {
  const more = new Map<string, number>();
  for (const change of net) {
    const step = isCreated(change) ? 1 : isDeleted(change) ? -1 : 0;
    const resource = RESOURCE_OF_KIND.get(change.entity.kind);
    if (resource !== undefined) more.set(resource, (more.get(resource) ?? 0) + step);
  }
  return Object.fromEntries(
    [...more].flatMap(([resource, difference]) => {
      const now = counts[resource];
      return now === undefined || difference === 0 ? [] : [[resource, now - difference]];
    }),
  );
}

const RESOURCE_OF_KIND: ReadonlyMap<string, string> = new Map(
  Object.values(CLUSTER_SOURCES).map(({ kind, resource }) => [kind, resource]),
);

function isCreated({ field, kind }: Change): boolean {
  return field === "object" && kind === "created";
}

function isDeleted({ field, kind }: Change): boolean {
  return field === "object" && kind === "deleted";
}

/** Says in one line what has become different: `since 2h ago: 1 created, 2 changed (deployments 3 → 4)`. */
export function comparisonText(
  { to, historyStart, created, deleted, changed, countsThen }: Comparison,
  { now, counts }: { readonly now: Date; readonly counts: Readonly<Record<string, number>> },
): string {
  const isPart = historyStart !== undefined && historyStart > to;
  const since = ageOf(isPart ? historyStart : to, now);
  const sums = [
    created > 0 && `${created} created`,
    deleted > 0 && `${deleted} deleted`,
    changed > 0 && `${counted(changed, "object")} changed`,
  ].filter((sum) => sum !== false);
  const numbers = Object.entries(countsThen)
    .map(([resource, then]) => `${resource} ${then} → ${counts[resource]}`);
  const detail = numbers.length === 0 ? "" : ` (${numbers.join(", ")})`;
  const what = sums.length === 0 ? "nothing changed" : sums.join(", ");
  return `since ${since} ago: ${what}${detail}${isPart ? "; nothing is known of before" : ""}`;
}

/** Prints a change as one line of a fenced section. */
export function inventoryChangeLine(change: InventoryChange, now: Date): string {
  const { at, object, kind, field, from, to, by } = change;
  const what = field === "object"
    ? kind
    : `${field}${
      from === undefined && to === undefined ? "" : `: ${from ?? "none"} → ${to ?? "none"}`
    }`;
  return fencedRow([`${ageOf(at, now)} ago`, object, what, by]);
}

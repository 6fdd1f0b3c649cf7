import { z } from "zod";
import type { EventGroup } from "../analysis/event_compaction.ts";
import { ownerText } from "../analysis/workload_owner.ts";
import { ageOf } from "../render/time.ts";
import { fencedRow } from "./fenced_row.ts";

/** Events of one cause, as a tool gives them. */
export const eventGroupSchema = z.object({
  type: z.string(),
  reason: z.string(),
  /** Empty for cluster-scoped objects. */
  namespace: z.string(),
  /** The workload or object: `Deployment/cart`. */
  object: z.string(),
  message: z.string(),
  /** A lower bound. */
  count: z.number(),
  objects: z.number(),
  lastObject: z.string(),
  firstAt: z.string(),
  lastAt: z.string(),
});

type EventGroupOutput = z.output<typeof eventGroupSchema>;

/** Prints the objects of a group as kubectl takes them. */
export function eventGroupOutput({ owner, lastObject, ...group }: EventGroup): EventGroupOutput {
  return { ...group, object: ownerText(owner), lastObject: ownerText(lastObject) };
}

/** Prints a group as one line: reason, object, count, first and last, message. */
export function eventGroupLine(
  group: EventGroupOutput,
  { until, withNamespace }: { readonly until: string; readonly withNamespace: boolean },
): string {
  const end = new Date(until);
  const place = withNamespace && group.namespace !== "" ? `${group.namespace} ` : "";
  const spread = group.objects > 1 ? ` on ${group.objects}` : "";
  const [first, last] = [ageOf(group.firstAt, end), ageOf(group.lastAt, end)];
  return fencedRow([
    group.reason,
    place + group.object,
    `${group.count}${spread}`,
    first === last ? last : `${first}→${last}`,
    group.message,
  ]);
}

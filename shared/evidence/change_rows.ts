import { z } from "zod";
import { type Change, CHANGE_KINDS } from "../analysis/changes/change.ts";
import { movedAfter, type Movements } from "../analysis/changes/moved_after.ts";
import { entityText } from "../analysis/entity.ts";
import { ageOf } from "../render/time.ts";
import { fencedRow } from "./fenced_row.ts";

/** One change, as a tool gives it. */
export const changeRowSchema = z.object({
  at: z.string(),
  /** `Service shop/cart`. */
  object: z.string(),
  kind: z.enum(CHANGE_KINDS),
  field: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  by: z.string().optional(),
  /** Which trace tells of it. */
  source: z.string(),
  /** Alerts and error rates that moved within thirty minutes after: coincidences to look at. */
  after: z.array(z.string()),
});

export type ChangeRow = z.output<typeof changeRowSchema>;

/** What the cells of a line say. */
export const CHANGE_LINE_TITLE =
  "time (ago) · object · field: from → to · by · moved within 30m after";

/** Puts a change beside what moved after it. */
export function changeRow({ entity, ...change }: Change, movements: Movements): ChangeRow {
  return {
    ...change,
    object: entityText(entity),
    after: [...movedAfter({ entity, ...change }, movements)],
  };
}

/** Prints a change as one line of a fenced section. */
export function changeLine(row: ChangeRow, end: Date): string {
  const { at, object, by = "unknown", after } = row;
  const time = `${at.slice(11, 19)}Z (${ageOf(at, end)})`;
  return fencedRow([time, object, valuesText(row), by, after.join("; ")]);
}

function valuesText({ field, from, to }: ChangeRow): string {
  if (from === undefined && to === undefined) return field;
  return from === undefined ? `${field}: → ${to}` : `${field}: ${from} → ${to ?? "removed"}`;
}

import { byEntity, entityText } from "../entity.ts";
import { ascending, descending } from "../order.ts";
import type { TimeWindow } from "../time_window.ts";
import type { Change } from "./change.ts";
import { UNKNOWN_FIELD } from "./series_changes.ts";

/** Changes of one time window by how they came to be known. */
export interface ChangeSources {
  readonly window: TimeWindow;
  /** Seen by somebody who watched: about their objects and moments nothing else is believed. */
  readonly logged: readonly Change[];
  /** Read from traces, most exact first. */
  readonly derived: readonly Change[];
  /** Only complete what others know. */
  readonly hints: readonly Change[];
}

/** Traces of one change differ by what samples and controllers take. */
const SAME_MOMENT_MS = 120_000;

/** Puts changes together, each once: newest first, then by object and field. */
export function mergeChanges({ window, logged, derived, hints }: ChangeSources): readonly Change[] {
  const merged = new Map<string, Change[]>();
  for (const change of logged) if (isWithin(change, window)) append(merged, change);
  const seen = new Map([...merged].map(([key, changes]) => [key, [...changes]]));
  for (const change of derived) {
    const key = entityText(change.entity);
    if (!isWithin(change, window)) continue;
    if (change.kind !== "alert" && near(seen.get(key), change)) continue;
    const known = merged.get(key) ?? [];
    const same = known.findIndex((one) => one.field === change.field && isSameMoment(one, change));
    const twin = known[same];
    if (twin !== undefined) known[same] = completed(twin, change);
    else if (!isVague(change) || !near(known, change)) append(merged, change);
  }
  return [...merged.values()].flat().map((change) => hinted(change, hints)).sort(newestFirst);
}

/** Orders changes newest first, then by object and field. */
export function newestFirst(a: Change, b: Change): number {
  return descending(a.at, b.at) || byEntity(a.entity, b.entity) || ascending(a.field, b.field);
}

function isWithin({ at }: Change, { start, end }: TimeWindow): boolean {
  const time = Date.parse(at);
  return time >= start.getTime() && time <= end.getTime();
}

function isVague({ field }: Change): boolean {
  return field === UNKNOWN_FIELD || field.startsWith("one of ");
}

function near(changes: readonly Change[] = [], change: Change): boolean {
  return changes.some((one) => one.kind !== "alert" && isSameMoment(one, change));
}

function isSameMoment(a: Change, b: Change): boolean {
  return Math.abs(Date.parse(a.at) - Date.parse(b.at)) <= SAME_MOMENT_MS;
}

function hinted(change: Change, hints: readonly Change[]): Change {
  if (change.from !== undefined) return change;
  const key = entityText(change.entity);
  const hint = hints.find((one) =>
    one.field === change.field && one.to === change.to && entityText(one.entity) === key &&
    isSameMoment(one, change)
  );
  return hint === undefined ? change : completed(change, hint);
}

function completed(change: Change, { from, to, by }: Change): Change {
  const isSameValue = change.to === undefined || to === undefined || change.to === to;
  return {
    ...(isSameValue && from !== undefined && { from }),
    ...(isSameValue && to !== undefined && { to }),
    ...(by !== undefined && { by }),
    ...change,
  };
}

function append(changes: Map<string, Change[]>, change: Change): void {
  const key = entityText(change.entity);
  const known = changes.get(key);
  if (known === undefined) changes.set(key, [change]);
  else known.push(change);
}

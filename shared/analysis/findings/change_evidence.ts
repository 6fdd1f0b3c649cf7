import type { Change } from "../changes/change.ts";
import { type Entity, isSame } from "../entity.ts";
import { descending } from "../order.ts";
import type { Fact } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** Values longer than this say nothing in a line. */
const MOST_VALUE_LENGTH = 60;

/** The changes of one object, newest first; with a pattern only of the fields that it matches. */
export function changesOf(
  { changes }: Situation,
  entity: Entity,
  field: RegExp = /(?:)/,
): readonly Change[] {
  return changes.filter((change) => isSame(change.entity, entity) && field.test(change.field))
    .sort((a, b) => descending(a.at, b.at));
}

/** Says what changed, when, and who did it: `spec.selector.app: cart -> crat, changed 10:12 by kubectl-edit`. */
export function changeText({ at, field, from, to, by }: Change, now: Date): string {
  const values = [from, to].some((value) => (value?.length ?? 0) > MOST_VALUE_LENGTH)
    ? ""
    : from !== undefined && to !== undefined
    ? `: ${from} -> ${to}`
    : to === undefined
    ? ""
    : `: ${to}`;
  return `${field}${values}, changed ${momentText(at, now)}${by === undefined ? "" : ` by ${by}`}`;
}

/** The newest change of an object as a fact; none where it is not known to have changed. */
export function changeFacts(
  situation: Situation,
  entity: Entity,
  field?: RegExp,
): readonly Fact[] {
  const [newest] = changesOf(situation, entity, field);
  return newest === undefined ? [] : [{ text: changeText(newest, situation.now) }];
}

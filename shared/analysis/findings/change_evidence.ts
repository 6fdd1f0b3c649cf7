import type { Change } from "../changes/change.ts";
import { readsLikeProse } from "../../render/prose.ts";
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
export function changeText(change: Change, now: Date): string {
  const { at, field, by } = change;
  const values = isShort(change) && !isProse(change) ? valuesText(change) : undefined;
  return `${field}${values === undefined ? "" : `: ${values}`}, changed ${momentText(at, now)}${
    by === undefined ? "" : ` by ${by}`
  }`;
}

/** The newest change of an object as a fact; none where it is not known to have changed. */
export function changeFacts(
  situation: Situation,
  entity: Entity,
  field?: RegExp,
): readonly Fact[] {
  const [newest] = changesOf(situation, entity, field);
  if (newest === undefined) return [];
  const values = valuesText(newest);
  const text = changeText(newest, situation.now);
  return [{ text, ...(values !== undefined && isProse(newest) && { quote: values }) }];
}

function isShort({ from = "", to = "" }: Change): boolean {
  return from.length <= MOST_VALUE_LENGTH && to.length <= MOST_VALUE_LENGTH;
}

// What somebody wrote as a sentence is quoted, never told as ours.
function isProse({ from = "", to = "" }: Change): boolean {
  return readsLikeProse(from) || readsLikeProse(to);
}

function valuesText({ from, to }: Change): string | undefined {
  return from !== undefined && to !== undefined ? `${from} -> ${to}` : to;
}

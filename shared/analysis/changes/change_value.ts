import { clip, legible } from "../../render/visible.ts";
import { isSecretName, MASK, maskSecrets } from "../secret_masking.ts";
import { itemSteps } from "./item_steps.ts";
import type { FieldDiff, FieldSteps } from "./object_diff.ts";

/** The longest value of a change; longer ones are cut to where they differ. */
export const VALUE_CHARACTERS = 80;
/** How much that is equal stays in front of the first difference. */
const LEAD_CHARACTERS = 24;
/** How much of a value is looked at; white space may take most of it. */
const READ_CHARACTERS = 1_000;

/** A value is not cut shorter for the sake of its last word. */
const FEWEST_CHARACTERS = 16;

/** What a change says of its values: one visible line each, secrets masked. */
export interface ChangeValues {
  readonly from?: string;
  readonly to?: string;
}

/** Prints both sides of a difference. */
export function changeValues({ steps, from, to }: FieldDiff): ChangeValues {
  const texts = [from, to].map((value) => value === undefined ? undefined : plain(value, steps));
  const [before, after] = around(texts[0], texts[1]);
  return {
    ...(before !== undefined && { from: before }),
    ...(after !== undefined && { to: after }),
  };
}

function plain(value: unknown, steps: FieldSteps): string {
  const names = steps.slice(-2).map(bareStep);
  if (names.some(isSecretName) && typeof value !== "object") return MASK;
  const masked = maskSecrets(value);
  const shown = steps.at(-1)?.startsWith("[") ? withoutName(masked, names.at(-1)) : masked;
  return legible(compactText(shown)).replace(PRIVATE_KEY, MASK);
}

// Its lines alone, or the last of them, would not look like one.
const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY[^-]{0,10}-----[^-]*(?:-----END [^-]{0,60}-----)?/g;

/** Prints any value in little room: `memory=96Mi, cpu=100m`; a list of words as a command line; text as it is. */
function compactText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return value.join(" ");
  }
  const leaves = leavesOf(value, []);
  return leaves.length === 1 ? leaves.join().replace(/^value=/, "") : leaves.join(", ");
}

/** Prints `path=value` of every plain value, the path by its last two names: `limits.memory=96Mi`. */
function leavesOf(value: unknown, path: readonly string[]): readonly string[] {
  const label = path.slice(-2).join(".");
  if (typeof value !== "object" || value === null) return [`${label}=${value}`];
  if (Array.isArray(value)) {
    const items = itemSteps(value);
    if (items === undefined) return [`${label}=${value.join(" ")}`];
    return [...items].flatMap(([step, item]) =>
      leavesOf(withoutName(item, bareStep(step)), [
        ...path.slice(0, -1),
        (path.at(-1) ?? "") + step,
      ])
    );
  }
  const parts = Object.entries(value);
  return parts.length === 0
    ? [label]
    : parts.flatMap(([key, part]) => leavesOf(part, [...path, key]));
}

/** An item without the field that its step says already. */
function withoutName(item: unknown, name: string | undefined): unknown {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  const named = Object.entries(item).find(([, value]) => String(value) === name)?.[0];
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== named));
}

function bareStep(step: string): string {
  return step.replace(/^\[(.*)\]$/s, "$1");
}

function around(before: string | undefined, after: string | undefined) {
  if (before === undefined || after === undefined) return [line(before), line(after)];
  if (before.length <= VALUE_CHARACTERS && after.length <= VALUE_CHARACTERS) {
    return [line(before), line(after)];
  }
  const [left, right] = differingLines(before, after);
  const start = pieceStart(left, firstDifference(left, right) - LEAD_CHARACTERS);
  return [left, right].map((text) => line(start === 0 ? text : `…${text.slice(start)}`));
}

/** Leaves out the lines that both texts begin and end with. */
function differingLines(before: string, after: string): readonly [string, string] {
  const [left, right] = [before.split("\n"), after.split("\n")];
  let head = 0;
  while (head < Math.min(left.length, right.length) && left[head] === right[head]) head++;
  let tail = 0;
  const most = Math.min(left.length, right.length) - head;
  while (tail < most && left.at(-1 - tail) === right.at(-1 - tail)) tail++;
  const middle = (lines: readonly string[]) =>
    lines.slice(head, lines.length - tail).map((one) => one.trim()).join("; ");
  return [middle(left), middle(right)];
}

function firstDifference(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at++) if (a[at] !== b[at]) return at;
  return most;
}

const PIECE_END = /[\s,;&{}]/;
const PIECES_BEFORE = 2;

/** Where the text may begin: half a secret, or one without its name in front, is not known for a secret. */
function pieceStart(text: string, from: number): number {
  let start = from;
  for (let piece = 0; piece <= PIECES_BEFORE; piece++) {
    while (start > 0 && PIECE_END.test(text[start - 1] ?? "")) start--;
    while (start > 0 && !PIECE_END.test(text[start - 1] ?? "")) start--;
  }
  return Math.max(0, start);
}

function line(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const whole = text.slice(0, READ_CHARACTERS).replace(/\s+/g, " ");
  if (whole.length <= VALUE_CHARACTERS) return whole;
  // Half a secret would have a pseudonym of its own.
  const end = whole.lastIndexOf(" ", VALUE_CHARACTERS - 1);
  return clip(whole, end < FEWEST_CHARACTERS ? VALUE_CHARACTERS : end + 1);
}

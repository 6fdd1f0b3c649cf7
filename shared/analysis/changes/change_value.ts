import { visibleLine } from "../../render/visible.ts";
import { isSecretName, MASK, maskSecrets } from "../secret_masking.ts";
import type { FieldDiff, FieldSteps } from "./object_diff.ts";

/** The longest value of a change; longer ones are cut to where they differ. */
export const VALUE_CHARACTERS = 80;
/** How much that is equal stays in front of the first difference. */
const LEAD_CHARACTERS = 24;

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
  const isSecret = steps.slice(-2).some((step) => isSecretName(step.replace(/^\[|\]$/g, "")));
  if (isSecret && typeof value !== "object") return MASK;
  return compactText(maskSecrets(value));
}

/** Prints any value in little room: `memory=96Mi, cpu=100m`; a list of words as a command line; text as it is. */
function compactText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) {
    return value.join(" ");
  }
  return leavesOf(value, "").join(", ");
}

function leavesOf(value: unknown, path: string): readonly string[] {
  if (typeof value !== "object" || value === null) return [`${path}=${value}`];
  const parts = Object.entries(value);
  if (parts.length === 0) return [`${path}={}`];
  return parts.flatMap(([key, part]) =>
    leavesOf(part, Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`)
  );
}

function around(before: string | undefined, after: string | undefined) {
  if (before === undefined || after === undefined) return [line(before), line(after)];
  if (before.length <= VALUE_CHARACTERS && after.length <= VALUE_CHARACTERS) {
    return [line(before), line(after)];
  }
  const [left, right] = differingLines(before, after);
  const start = Math.max(0, firstDifference(left, right) - LEAD_CHARACTERS);
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

function line(text: string | undefined): string | undefined {
  return text === undefined ? undefined : visibleLine(text, VALUE_CHARACTERS);
}

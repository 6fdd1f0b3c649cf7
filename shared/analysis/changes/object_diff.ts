import { ascending } from "../order.ts";
import { itemSteps } from "./item_steps.ts";

/** The steps to a field; the item of a list is its name in brackets: `spec`, `containers`, `[cart]`, `image`. */
export type FieldSteps = readonly string[];

/** One field that differs; `from` or `to` is absent where the field was. */
export interface FieldDiff {
  readonly steps: FieldSteps;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Compares two states of an object field by field, items of lists by their names, in order of path. */
export function diffFields(
  before: unknown,
  after: unknown,
  { steps = [] }: { readonly steps?: FieldSteps } = {},
): readonly FieldDiff[] {
  if (before === after) return [];
  const [left, right] = [branchesOf(before), branchesOf(after)];
  if (left === undefined || right === undefined || isOneField(before, after, steps)) {
    if (JSON.stringify(before) === JSON.stringify(after)) return [];
    return [{
      steps,
      ...(before !== undefined && { from: before }),
      ...(after !== undefined && { to: after }),
    }];
  }
  const names = [...new Set([...left.keys(), ...right.keys()])].sort(ascending);
  return names.flatMap((name) =>
    diffFields(left.get(name), right.get(name), { steps: [...steps, name] })
  );
}

/** Where one side has nothing: items of lists are one field each, and so is what holds more than a few plain values. */
function isOneField(before: unknown, after: unknown, steps: FieldSteps): boolean {
  if (before !== undefined && after !== undefined) return false;
  if (steps.at(-1)?.startsWith("[") === true) return true;
  const present = before ?? after;
  return !Array.isArray(present) && plainValues(present) > MOST_PLAIN_VALUES;
}

const MOST_PLAIN_VALUES = 4;

/** Counts the values of a map and the maps in it; infinite where there is a list or nothing. */
function plainValues(value: unknown): number {
  if (Array.isArray(value)) return Infinity;
  if (!isRecord(value)) return 1;
  const parts = Object.values(value);
  return parts.length === 0
    ? Infinity
    : parts.reduce<number>((sum, part) => sum + plainValues(part), 0);
}

const NOTHING: ReadonlyMap<string, unknown> = new Map();

function branchesOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === undefined) return NOTHING;
  if (Array.isArray(value)) return itemSteps(value);
  return isRecord(value) ? new Map(Object.entries(value)) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two answers to a query are the same: series as sets, floats to nine digits, NaN equal to NaN. */

import { showLabels } from "../../../embedded/label_sets.ts";
import type { Data, QueryAnswer } from "./query_answer.ts";

const RELATIVE = 1e-9;

/** A series or stream: its labels written out, and what it says at each time. */
type Rows = ReadonlyMap<string, readonly Point[]>;
type Point = readonly [time: number | string, value: string];

/** The first difference in words, or nothing when there is none. */
export function difference(real: QueryAnswer, embedded: QueryAnswer): string | undefined {
  if ("refused" in real || "refused" in embedded) return refusalDifference(real, embedded);
  const [type, own] = [real.data.resultType, embedded.data.resultType];
  if (type !== own) return `the result is a ${own} and not a ${type}`;
  return rowsDifference(rows(real.data), rows(embedded.data));
}

/** Whether both have the same values at the same times, whichever series they belong to. */
export function sameValues(real: QueryAnswer, embedded: QueryAnswer): boolean {
  if ("refused" in real || "refused" in embedded) return false;
  const [theirs, ours] = [real, embedded].map(({ data }) => points(rows(data)));
  if (theirs === undefined || ours === undefined || theirs.length !== ours.length) return false;
  return theirs.every((point, i) => samePoint(point, ours[i] ?? ["", ""]));
}

function points(rows: Rows): readonly Point[] {
  return [...rows.values()].flat().toSorted(([time, value], [otherTime, other]) =>
    Number(time) - Number(otherTime) || Number(value) - Number(other)
  );
}

function refusalDifference(real: QueryAnswer, embedded: QueryAnswer): string | undefined {
  if (!("refused" in embedded)) return `not refused: ${said(real)}`;
  if (!("refused" in real)) return `refused: ${said(embedded)}`;
  const [kind, own] = [real.refused.kind, embedded.refused.kind];
  return kind === own ? undefined : `refused as ${own} and not as ${kind}: ${said(real)}`;
}

function said(answer: QueryAnswer): string {
  return "refused" in answer ? answer.refused.message : "";
}

function rows(data: Data): Rows {
  switch (data.resultType) {
    case "scalar":
    case "string":
      return new Map([["", [data.result]]]);
    case "vector":
      return new Map(data.result.map(({ metric, value }) => [showLabels(metric), [value]]));
    case "matrix":
      return new Map(data.result.map(({ metric, values }) => [showLabels(metric), values]));
    case "streams":
      return new Map(data.result.map(({ stream, values }) => [showLabels(stream), sorted(values)]));
  }
}

/** Lines of one moment have no order. */
function sorted(values: readonly (readonly [string, string])[]) {
  return values.toSorted(([a, line], [b, other]) => a < b || (a === b && line < other) ? -1 : 1);
}

function rowsDifference(real: Rows, embedded: Rows): string | undefined {
  for (const [key, values] of real) {
    const own = embedded.get(key);
    if (own === undefined) return `no ${key} among ${embedded.size}, which is ${values[0]}`;
    if (values.length !== own.length) return `${own.length} and not ${values.length} of ${key}`;
    const at = values.findIndex((value, i) => !samePoint(value, own[i] ?? ["", ""]));
    if (at >= 0) return `${own[at]} and not ${values[at]} of ${key}`;
  }
  const more = [...embedded.keys()].find((key) => !real.has(key));
  return more === undefined ? undefined : `${more} is too much`;
}

function samePoint([time, value]: Point, [otherTime, other]: Point): boolean {
  if (time !== otherTime) return false;
  return value === other || sameNumber(numberOf(value), numberOf(other));
}

function sameNumber(left: number | undefined, right: number | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (Object.is(left, right) || left === right) return true;
  if (!Number.isFinite(left) || !Number.isFinite(right)) return false;
  return Math.abs(left - right) <= RELATIVE * Math.max(Math.abs(left), Math.abs(right));
}

/** Only texts that Go writes for a float are numbers; a log line is none. */
function numberOf(text: string): number | undefined {
  if (text === "NaN") return NaN;
  const infinity = /^([+-])Inf$/.exec(text);
  if (infinity) return infinity[1] === "+" ? Infinity : -Infinity;
  return /^-?\d[\d.]*(e[+-]\d+)?$/.test(text) ? Number(text) : undefined;
}

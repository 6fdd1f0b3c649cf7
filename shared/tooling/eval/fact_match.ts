/** Whether a fact of a scenario stands in what a server printed. */

import type { Scenario } from "../../embedded/scenario/scenario_schema.ts";
import { ageMinutes, clockDistance, clockMinutes, isAge, isClockTime } from "./clock_times.ts";

export type Fact = Scenario["facts"][number];
type Item = Fact["match"][number];

/** How far a time may be off, in minutes. */
interface Tolerance {
  readonly clockMinutes: number;
  readonly ageMinutes: number;
}

const ONSET: Tolerance = { clockMinutes: 2, ageMinutes: 1 };
// A minute that was printed after times were moved by seconds, and is moved back, may be the one before.
const MOVED: Tolerance = { clockMinutes: 1, ageMinutes: 0 };

/** Whether every item of the fact stands in this one record, whatever the case. */
export function stands(fact: Fact, record: string): boolean {
  const text = record.toLowerCase();
  const tolerance = fact.kind === "onset" ? ONSET : MOVED;
  return fact.match.every((item) =>
    spellings(item).some((wanted) => has(text, wanted.toLowerCase(), tolerance))
  );
}

/** The facts that stand in at least one of the records. */
export function factsIn(facts: readonly Fact[], records: readonly string[]): readonly Fact[] {
  return facts.filter((fact) => records.some((record) => stands(fact, record)));
}

/** A fact's items as one line: `cart + {0/3 | no pod}`. */
export function factText({ id, need, kind, match }: Fact): string {
  const items = match.map((item) => typeof item === "string" ? item : `{${item.any.join(" | ")}}`);
  return `${id} ${need} ${kind}: ${items.join(" + ")}`;
}

function spellings(item: Item): readonly string[] {
  return typeof item === "string" ? [item] : item.any;
}

function has(text: string, wanted: string, tolerance: Tolerance): boolean {
  if (text.includes(wanted)) return true;
  if (isClockTime(wanted)) {
    const [at = 0] = clockMinutes(wanted);
    return clockMinutes(text).some((time) => clockDistance(time, at) <= tolerance.clockMinutes);
  }
  if (!isAge(wanted) || tolerance.ageMinutes === 0) return false;
  const [age = 0] = ageMinutes(wanted);
  return ageMinutes(text).some((other) => Math.abs(other - age) <= tolerance.ageMinutes);
}

/** Which facts of a scenario answers hold: every item of a fact in one record, which is a line. */

import type { Scenario } from "../../../embedded/scenario/scenario_schema.ts";

type Fact = Scenario["facts"][number];

/** The ids of the facts that stand in the texts, in the order of the scenario. */
export function factsIn(texts: readonly string[], facts: readonly Fact[]): readonly string[] {
  const records = texts.flatMap((text) => text.toLowerCase().split("\n"));
  return facts.filter(({ match }) => records.some((record) => match.every(holds(record))))
    .map(({ id }) => id);
}

function holds(record: string): (item: Fact["match"][number]) => boolean {
  const has = (text: string) => record.includes(text.toLowerCase());
  return (item) => typeof item === "string" ? has(item) : item.any.some(has);
}

/** For developers: what the one overview call reaches in every scenario, and what it misses. */

import {
  loadScenario,
  scenarioIds,
  type ScenarioPlaces,
} from "../../embedded/scenario/load_scenario.ts";
import type { Scenario } from "../../embedded/scenario/scenario_schema.ts";
import { findsNothing } from "./adapter_telemcp.ts";
import { type Fact, factsIn, factText } from "./fact_match.ts";
import { overviewText } from "./overview.ts";
import { namedBefore } from "./printed_names.ts";
import { tokens } from "./token_count.ts";

export interface QuickOptions extends ScenarioPlaces {
  /** One scenario only. */
  readonly scenario?: string | undefined;
  /** Prints the answers too. */
  readonly show: boolean;
}

interface Glance {
  readonly scenario: Scenario;
  readonly text: string;
  readonly found: readonly Fact[];
}

const NEEDS = ["required", "discriminating", "supporting"] as const;

/** Prints a paragraph for each scenario and the total. */
export async function runQuick(
  options: QuickOptions,
  print: (line: string) => void,
): Promise<void> {
  const ids = options.scenario === undefined ? await scenarioIds(options) : [options.scenario];
  const glances: Glance[] = [];
  for (const id of ids) {
    const { scenario, world } = await loadScenario(id, options);
    const text = await overviewText(world);
    const glance = { scenario, text, found: factsIn(scenario.facts, text.split("\n")) };
    if (options.show) print(text);
    print(paragraph(glance));
    glances.push(glance);
  }
  print(total(glances));
}

/** Everything that is required or discriminates, and no incident where there is none. */
function succeeded({ scenario, text, found }: Glance): boolean {
  const quiet = scenario.expect !== "no_finding" || findsNothing(text);
  return quiet && reached(scenario.facts, found);
}

/** Whether everything that is required or discriminates was found. */
export function reached(facts: readonly Fact[], found: readonly Fact[]): boolean {
  return facts.every((fact) => fact.need === "supporting" || found.includes(fact));
}

function paragraph(glance: Glance): string {
  const { scenario, text, found } = glance;
  const { id, class: incident, facts, decoys, root_cause: cause, expect } = scenario;
  const shares = NEEDS.map((need) => {
    const all = facts.filter((fact) => fact.need === need);
    return `${need} ${all.filter((fact) => found.includes(fact)).length}/${all.length}`;
  });
  const above = namedBefore(text, decoys.map(({ name }) => name), cause?.name ?? "(none)");
  const head = [
    id,
    `class ${incident}`,
    `${tokens(text)} tokens`,
    ...shares,
    cause === null ? `decoys named ${above}` : `decoys above ${above}`,
  ].join(", ");
  const missing = facts.filter((fact) => fact.need !== "supporting" && !found.includes(fact));
  return [
    `${succeeded(glance) ? "ok  " : "    "}${head}`,
    ...(expect === "no_finding" && !findsNothing(text)
      ? [`      says: ${text.split("\n")[0]}`]
      : []),
    ...missing.map((fact) => `      misses ${factText(fact)}`),
  ].join("\n");
}

function total(glances: readonly Glance[]): string {
  const share = (some: readonly Glance[]) => `${some.filter(succeeded).length}/${some.length}`;
  const incidents = glances.filter(({ scenario }) => scenario.class > 0);
  const negatives = glances.filter(({ scenario }) => scenario.class === 0);
  const counts = incidents.map(({ text }) => tokens(text)).sort((a, b) => a - b);
  return `one-shot reach ${share(incidents)} of incidents, ${share(negatives)} of negatives; ` +
    `median ${counts[Math.floor(counts.length / 2)] ?? 0} tokens`;
}

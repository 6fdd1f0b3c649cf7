/** A scenario that the second lab should hold, and what one of its servers answers about it. */

import type { Scenario } from "../embedded/scenario/scenario_schema.ts";
import type { World } from "../embedded/world/world.ts";
import type { LoadedScenario } from "./lab_load_scenario.ts";

/** In the order in which they are printed. */
export const COUNTED = ["objects", "series", "samples", "lines", "alerts"] as const;
export type Counts = Readonly<Partial<Record<typeof COUNTED[number], number>>>;

export interface Expected {
  readonly written: LoadedScenario["written"];
  /** The file, its times moved as they were for the load. */
  readonly scenario: Scenario;
  readonly world: World;
}

export interface Held {
  /** What was read back. */
  readonly counts: Counts;
  /** What is missing, or not as it was written. */
  readonly problems: readonly string[];
}

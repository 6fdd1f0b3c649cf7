import { parseArgs } from "node:util";
import { readPort } from "../command_line.ts";
import { type InProcessUpstreams, inProcessUpstreams } from "./in_process_upstreams.ts";
import {
  loadScenario,
  scenarioIds,
  type ScenarioPlaces,
  scenarioSymptom,
} from "./scenario/load_scenario.ts";
import { refusing } from "./scenario_refusal.ts";

/** A rollout lowers the memory limit of one service, which crashes; a short node and an edited cache look guilty. */
const DEFAULT_SCENARIO = "cart-memory-limit";

export interface DemoOptions extends ScenarioPlaces {
  readonly scenario: string;
  readonly port: number;
  /** Prints the scenarios instead of serving one. */
  readonly list: boolean;
}

/** What is served, and what somebody who is called for help would be told. */
export interface Demo {
  readonly upstreams: InProcessUpstreams;
  readonly symptom: string;
}

/** Reads the command line of `demo`. @throws {UsageError} */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: "string", default: DEFAULT_SCENARIO },
      port: { type: "string", default: "8080" },
      scenarios: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
    },
  });
  const { scenario, port, scenarios: folders, list } = values;
  return { scenario, port: readPort(port), folders, list };
}

/** Loads the scenario that is asked for. @throws {Refusal} */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { scenario, world } = await refusing(
    () => loadScenario(options.scenario, options),
    options,
  );
  return { upstreams: inProcessUpstreams(world), symptom: scenario.symptom };
}

/** Prints every scenario with its symptom, a line each. @throws {Refusal} */
export async function demoList(places: ScenarioPlaces): Promise<string> {
  const ids = await refusing(() => scenarioIds(places), places);
  const listed = await Promise.all(
    ids.map(async (id) => ({ id, symptom: await scenarioSymptom(id, places) })),
  );
  const readable = listed.filter(({ symptom }) => symptom !== undefined);
  const width = Math.max(...readable.map(({ id }) => id.length));
  return readable.map(({ id, symptom }) => `${id.padEnd(width)}  ${symptom}`).join("\n");
}

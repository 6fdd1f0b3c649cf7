/**
 * `lab load ID`: a scenario and nothing else, its times moved to the present.
 *
 * Only what is asked questions runs: API server, Prometheus, Alertmanager, Loki, without the one that is away
 * in the scenario. Pods and nodes stand still, and nothing is scraped, so that pods keep the names that their
 * samples and lines carry.
 */

import {
  readScenario,
  scenarioFile,
  type ScenarioPlaces,
} from "../embedded/scenario/load_scenario.ts";
import type { World } from "../embedded/world/world.ts";
import { COMPONENTS } from "./lab_components.ts";
import type { Component, ComponentName } from "./lab_component.ts";
import { RUN } from "./lab_layout.ts";
import { up, wipe } from "./lab_lifecycle.ts";
import { postAlerts } from "./lab_scenario_alerts.ts";
import { createObjects } from "./lab_scenario_objects.ts";
import {
  type History,
  writeLines,
  writeSamples,
  type WrittenSamples,
} from "./lab_scenario_telemetry.ts";
import { readShop } from "./lab_shop_state.ts";
import { shiftTimes } from "./shifted_times.ts";

const STATE = `${RUN}/scenario.json`;
const STEP_MS = 30_000;

/** What runs, and where it differs from the shop's. */
const RUNNING: Readonly<Partial<Record<ComponentName, Partial<Component>>>> = {
  "etcd": {},
  "kube-apiserver": {},
  "prometheus": {
    templates: [{ template: "scenario-prometheus.yaml", file: "prometheus.yaml" }],
    // All history in one block: older samples of the next series are in order, at half the cost.
    flags: { "storage.tsdb.min-block-duration": "1d", "storage.tsdb.max-block-duration": "1d" },
  },
  "alertmanager": {
    templates: [{ template: "scenario-alertmanager.yaml", file: "alertmanager.yaml" }],
  },
  "loki": {},
};

const HOLDS_THE_SHOP = "Cannot load a scenario into the lab of the shop: wipe it first, " +
  "or set LAB and LAB_PORT_OFFSET to those of another lab";

export interface LoadedScenario {
  /** The full path of its file. */
  readonly file: string;
  /** The scenario's present, as it was moved. */
  readonly nowMs: number;
  /** What the servers took; nothing of a source that is away. */
  readonly written: { readonly samples: WrittenSamples; readonly lines: number };
}

export interface LoadOptions extends ScenarioPlaces {
  readonly report: (line: string) => void;
  /** Whether series and streams that the scenario leaves alone have a history of half an hour only. */
  readonly brief?: boolean;
}

/**
 * Loads a scenario by its id, or by the path of its folder, into a lab that is empty, or in place of another
 * scenario.
 *
 * @throws {ScenarioError} when the file has mistakes
 * @throws {Error} when the lab holds the shop, which somebody may be using, or a server refuses something
 */
export async function loadScenario(
  idOrFolder: string,
  { report, brief = false, ...places }: LoadOptions,
): Promise<void> {
  const startedAt = performance.now();
  const done = (what: string) =>
    report(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  const file = await Deno.realPath(await scenarioFile(idOrFolder, places));
  const { away } = (await movedScenario({ file })).world;
  if (await readShop()) throw new Error(HOLDS_THE_SHOP);
  await wipe();
  await up(() => {}, {
    components: COMPONENTS.flatMap((one) => present(one, away)),
    system: false,
  });
  done("empty");
  const nowMs = Math.floor(Date.now() / STEP_MS) * STEP_MS;
  const { world } = await movedScenario({ file, nowMs });
  const written = await fill({ world, brief }, done);
  const state: LoadedScenario = { file, nowMs, written };
  await Deno.writeTextFile(STATE, JSON.stringify(state));
}

/** Whether the lab holds a scenario, rather than the shop or nothing. */
export async function holdsScenario(): Promise<boolean> {
  return await Deno.stat(STATE).then(() => true, () => false);
}

/** The scenario of a file, its present moved. @default nowMs the file's own */
export async function movedScenario(
  { file, nowMs }: { readonly file: string; readonly nowMs?: number },
) {
  const text = await Deno.readTextFile(file);
  const id = file.split("/").at(-2) ?? "";
  const written = readScenario(text, { file, id });
  if (nowMs === undefined) return written;
  return readScenario(shiftTimes(text, nowMs - written.world.nowMs), { file, id });
}

function present(component: Component, away: World["away"]): readonly Component[] {
  const own = component.name === away ? undefined : RUNNING[component.name];
  if (own === undefined) return [];
  return [{ ...component, ...own, flags: { ...component.flags, ...own.flags } }];
}

const NO_SAMPLES: WrittenSamples = {};

/** All at once: what the servers do takes longest. */
async function fill(
  history: History,
  done: (what: string) => void,
): Promise<LoadedScenario["written"]> {
  const { world } = history;
  const [samples, lines, alerts] = await Promise.all([
    world.away === "prometheus" ? NO_SAMPLES : writeSamples(history),
    world.away === "loki" ? 0 : writeLines(history),
    world.away === "alertmanager" ? 0 : postAlerts(world),
    createObjects(world.store).then((objects) => done(`${objects} objects created`)),
  ]);
  const total = Object.values(samples).reduce((sum, { samples }) => sum + samples, 0);
  done(`${total} samples, ${lines} log lines and ${alerts} alerts written`);
  if (world.away !== undefined) done(`${world.away} is away`);
  return { samples, lines };
}

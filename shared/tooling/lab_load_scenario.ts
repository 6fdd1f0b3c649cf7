/**
 * `lab load ID`: a scenario and nothing else, its times moved to the present.
 *
 * Only what is asked questions runs: API server, Prometheus, Alertmanager, Loki. Pods and nodes stand still,
 * and nothing is scraped, so that pods keep the names that their samples and lines carry.
 */

import { telemetryOf } from "../embedded/api/telemetry.ts";
import { readScenario } from "../embedded/scenario/load_scenario.ts";
import type { World } from "../embedded/world/world.ts";
import { COMPONENTS } from "./lab_components.ts";
import type { Component, ComponentName, Template } from "./lab_component.ts";
import { RUN, URLS } from "./lab_layout.ts";
import { up, wipe } from "./lab_lifecycle.ts";
import { linesOf, pushTo } from "./lab_loki_push.ts";
import { writeSeries } from "./lab_remote_write.ts";
import { postAlerts } from "./lab_scenario_alerts.ts";
import { createObjects } from "./lab_scenario_objects.ts";
import { readShop } from "./lab_shop_state.ts";
import { shiftTimes } from "./shifted_times.ts";

const SCENARIOS = new URL("../embedded/scenarios/", import.meta.url);
const STATE = `${RUN}/scenario.json`;
const STEP_MS = 30_000;

/** What runs, and where its configuration is another one. */
const RUNNING: Readonly<Partial<Record<ComponentName, readonly Template[] | "as ever">>> = {
  "etcd": "as ever",
  "kube-apiserver": "as ever",
  "prometheus": [{ template: "scenario-prometheus.yaml", file: "prometheus.yaml" }],
  "alertmanager": [{ template: "scenario-alertmanager.yaml", file: "alertmanager.yaml" }],
  "loki": "as ever",
};

const HOLDS_THE_SHOP = "Cannot load a scenario into the lab of the shop: wipe it first, " +
  "or set LAB and LAB_PORT_OFFSET to those of another lab";

export interface LoadedScenario {
  readonly id: string;
  /** The scenario's present, as it was moved. */
  readonly nowMs: number;
}

/**
 * Loads a scenario by its id into a lab that is empty, or in place of another scenario.
 *
 * @throws {Error} when the lab holds the shop, which somebody may be using
 */
export async function loadScenario(id: string, report: (line: string) => void): Promise<void> {
  const startedAt = performance.now();
  const done = (what: string) =>
    report(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  const text = await scenarioText(id);
  if (await readShop()) throw new Error(HOLDS_THE_SHOP);
  await wipe();
  await up(() => {}, { components: components(), system: false });
  done("empty");
  const world = movedWorld({ id, nowMs: Math.floor(Date.now() / STEP_MS) * STEP_MS }, text);
  done(`${await createObjects(world.store)} objects created`);
  await loadTelemetry(world, done);
  await postAlerts(world);
  done(`${world.alerts.length} alerts posted`);
  const state: LoadedScenario = { id, nowMs: world.nowMs };
  await Deno.writeTextFile(STATE, JSON.stringify(state));
}

/** The scenario that the lab holds; nothing when it holds the shop, or is empty. */
export async function loadedScenario(): Promise<LoadedScenario | undefined> {
  const text = await Deno.readTextFile(STATE).catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The world of a scenario whose present is moved. */
export async function scenarioWorldAt(loaded: LoadedScenario): Promise<World> {
  return movedWorld(loaded, await scenarioText(loaded.id));
}

function movedWorld({ id, nowMs }: LoadedScenario, text: string): World {
  const file = `${id}/scenario.yaml`;
  const written = readScenario(text, { file }).world;
  return readScenario(shiftTimes(text, nowMs - written.nowMs), { file }).world;
}

async function scenarioText(id: string): Promise<string> {
  return await Deno.readTextFile(new URL(`${id}/scenario.yaml`, SCENARIOS));
}

function components(): readonly Component[] {
  return COMPONENTS.flatMap((component) => {
    const templates = RUNNING[component.name];
    if (templates === undefined) return [];
    return templates === "as ever" ? component : { ...component, templates };
  });
}

async function loadTelemetry(world: World, done: (what: string) => void): Promise<void> {
  const { metrics, logs } = telemetryOf(world);
  const { startMs, nowMs } = world;
  const lines = linesOf(logs.select([], startMs, nowMs));
  const [samples] = await Promise.all([
    writeSeries(metrics.select([], startMs, nowMs)),
    pushTo(URLS.loki, lines),
  ]);
  done(`${samples} samples and ${lines.length} log lines written`);
}

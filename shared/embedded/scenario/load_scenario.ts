import { HISTORY_MS, type World } from "../world/world.ts";
import { parseScenario, type Problem, ScenarioError, type ScenarioFile } from "./scenario_file.ts";
import type { Scenario } from "./scenario_schema.ts";
import { scenarioWorld } from "./scenario_world.ts";

export interface LoadedScenario {
  readonly scenario: Scenario;
  readonly world: World;
}

const OWN_FOLDER = new URL("../scenarios/", import.meta.url);

export interface ScenarioPlaces {
  /** Folders of scenario folders to look in before the ones that come with the program. */
  readonly folders?: readonly string[];
}

/** No folder has the scenario. */
export class ScenarioMissing extends Error {
  override readonly name = "ScenarioMissing";
  readonly id: string;

  constructor(id: string) {
    super(`Cannot find the scenario ${id}`);
    this.id = id;
  }
}

/**
 * Loads a scenario by id, or by the path of its folder.
 *
 * @throws {ScenarioError} with every problem of the file, each with its line and field
 * @throws {ScenarioMissing} when no folder has it
 */
export async function loadScenario(
  idOrFolder: string,
  places: ScenarioPlaces = {},
): Promise<LoadedScenario> {
  const file = await scenarioFile(idOrFolder, places);
  const source = await Deno.readTextFile(file);
  const folder = String(file).split("/").at(-2) ?? "";
  return readScenario(source, { file: `${folder}/scenario.yaml`, id: folder });
}

/** Reads a scenario from text. @throws {ScenarioError} */
export function readScenario(
  source: string,
  { file, id }: { readonly file: string; readonly id?: string },
): LoadedScenario {
  const parsed = parseScenario(source);
  const { scenario } = parsed;
  if (scenario === undefined) throw new ScenarioError(file, parsed.problems);
  const problems: Problem[] = [...checkConsistency(scenario, parsed, id)];
  const world = scenarioWorld(scenario, (path, message) => {
    problems.push(parsed.problemAt(path, message));
  });
  if (problems.length > 0) throw new ScenarioError(file, problems);
  return { scenario, world };
}

/** The ids of all scenarios there are, in order. */
export async function scenarioIds(
  { folders = [] }: ScenarioPlaces = {},
): Promise<readonly string[]> {
  const ids = new Set<string>();
  for (const folder of [...folders, OWN_FOLDER]) {
    for await (const entry of Deno.readDir(folder)) {
      if (entry.isDirectory) ids.add(entry.name);
    }
  }
  return [...ids].sort();
}

/** What an agent would be told about a scenario; `undefined` where its file is missing or has mistakes. */
export async function scenarioSymptom(
  id: string,
  places: ScenarioPlaces = {},
): Promise<string | undefined> {
  try {
    const file = await scenarioFile(id, places);
    return parseScenario(await Deno.readTextFile(file)).scenario?.symptom;
  } catch (error) {
    if (error instanceof ScenarioMissing) return undefined;
    throw error;
  }
}

/** Finds the file of a scenario by id, or by the path of its folder. @throws {ScenarioMissing} */
export async function scenarioFile(
  idOrFolder: string,
  { folders = [] }: ScenarioPlaces,
): Promise<string | URL> {
  const isPath = idOrFolder.includes("/");
  const candidates = isPath ? [`${idOrFolder.replace(/\/+$/, "")}/scenario.yaml`] : [
    ...folders.map((folder) => `${folder}/${idOrFolder}/scenario.yaml`),
    new URL(`${idOrFolder}/scenario.yaml`, OWN_FOLDER),
  ];
  for (const candidate of candidates) {
    const found = await Deno.stat(candidate).then(({ isFile }) => isFile, () => false);
    if (found) return candidate;
  }
  throw new ScenarioMissing(idOrFolder);
}

/** What one key of the file says about another. */
function* checkConsistency(
  scenario: Scenario,
  { problemAt }: ScenarioFile,
  id: string | undefined,
): Generator<Problem> {
  const { expect, root_cause: rootCause } = scenario;
  if (id !== undefined && scenario.id !== id) {
    yield problemAt(["id"], `Expected the folder's name ${id}`);
  }
  if ((expect !== undefined) !== (rootCause === null)) {
    yield problemAt(["root_cause"], "Expected null with the key expect, and an object without it");
  }
  if ((scenario.class === 0) !== (expect !== undefined)) {
    yield problemAt(["class"], "Expected 0 with the key expect, and 1 to 25 without it");
  }
  const nowMs = Date.parse(scenario.now);
  const timed = [
    ...scenario.changes.map(({ at }, i) => ({ path: ["changes", i, "at"], time: at })),
    ...scenario.logs.map(({ from }, i) => ({ path: ["logs", i, "from"], time: from })),
    ...scenario.events.map(({ last }, i) => ({ path: ["events", i, "last"], time: last })),
    ...scenario.metrics.flatMap(({ shape: { from } }, i) =>
      from === undefined ? [] : [{ path: ["metrics", i, "shape", "from"], time: from }]
    ),
  ];
  for (const { path, time } of timed) {
    const ms = Date.parse(time);
    // A host whose clock is ahead logs in the future.
    if (ms > nowMs && path[0] !== "logs") yield problemAt(path, "Lies after now");
    if (ms < nowMs - HISTORY_MS) yield problemAt(path, "Lies more than six hours before now");
  }
}

/** The whole evaluation: every contender on every scenario, written down. */

import {
  loadScenario,
  scenarioIds,
  type ScenarioPlaces,
} from "../../embedded/scenario/load_scenario.ts";
import { type Contender, CONTENDERS } from "./contenders.ts";
import { compositeLine, type Results, resultsText } from "./results_table.ts";
import { runScenario, type ScenarioResult } from "./run_scenario.ts";
import { installPeers } from "./server_programs.ts";

export interface EvaluationOptions extends ScenarioPlaces {
  readonly scenario?: string | undefined;
  /** A server, or `all`: each alone and the peers together. */
  readonly server: string;
  /** Where the raw results go. */
  readonly output: string;
}

const README = new URL("../../../README.md", import.meta.url);
const [START, END] = ["<!-- eval:start -->\n", "<!-- eval:end -->"];

/** Runs, prints a line for each scenario, both tables, and the composite last. */
export async function evaluate(
  options: EvaluationOptions,
  print: (line: string) => void,
): Promise<Results> {
  const contenders = CONTENDERS.filter(({ name }) =>
    options.server === "all" || name === options.server
  );
  await installPeers([...new Set(contenders.flatMap(({ programs }) => programs))]);
  const ids = options.scenario === undefined ? await scenarioIds(options) : [options.scenario];
  const results: ScenarioResult[] = [];
  for (const id of ids) {
    const found = await runScenario(await loadScenario(id, options), contenders);
    results.push(...found);
    for (const result of found) print(progressLine(result));
  }
  const all = { results, contenders: contenders.map(({ name }: Contender) => name) };
  await write(options.output, JSON.stringify(all, undefined, 1));
  print(`\n${resultsText(all)}\n`);
  print(compositeLine(all));
  return all;
}

/** Puts the tables into the README. @throws {Error} when a marker is missing */
export async function writeReadme(all: Results): Promise<void> {
  const readme = await Deno.readTextFile(README);
  await Deno.writeTextFile(README, readmeWith(readme, `${resultsText(all)}\n`));
}

/** A README whose section holds these tables. @throws {Error} when a marker is missing */
export function readmeWith(readme: string, tables: string): string {
  const [before, rest] = readme.split(START);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined) {
    throw new Error(`Cannot find ${START.trim()} and ${END} in README.md`);
  }
  return `${before}${START}${tables}${END}${after}`;
}

function progressLine({ scenario, contender, runbook, paste, robustness }: ScenarioResult): string {
  const { calls, tokens, area, missing } = runbook;
  const reached = calls === undefined
    ? `misses ${missing.join(" ")}`
    : `${calls} calls ${tokens} tokens`;
  return [
    scenario.padEnd(32),
    contender.padEnd(22),
    `AUC ${area.toFixed(2)}`,
    paste.reach ? "one-shot" : "        ",
    reached,
    `(${robustness.answers} answers)`,
  ].join("  ");
}

async function write(path: string, text: string): Promise<void> {
  const folder = path.split("/").slice(0, -1).join("/");
  if (folder !== "") await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(path, text);
}

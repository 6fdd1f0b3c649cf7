/** The whole evaluation: every contender on every scenario, written down. */

import {
  loadScenario,
  scenarioIds,
  type ScenarioPlaces,
} from "../../embedded/scenario/load_scenario.ts";
import { type Contender, CONTENDERS, OWN } from "./contenders.ts";
import { compositeLine, type Results, resultsText } from "./results_table.ts";
import type { ScenarioResult } from "./examine.ts";
import { runScenario } from "./run_scenario.ts";
import { installPeers } from "./server_programs.ts";

export interface EvaluationOptions extends ScenarioPlaces {
  readonly scenario?: string | undefined;
  /** One of `SERVERS`. */
  readonly server: string;
  /** Where the raw results go. */
  readonly output: string;
}

const README = new URL("../../../README.md", import.meta.url);
const [START, END] = ["<!-- eval:start -->\n", "<!-- eval:end -->"];

/** What may be asked for: each server alone, the peers alone and together, or all of that. */
export const SERVERS = ["all", "peers", ...CONTENDERS.map(({ name }) => name)];

/**
 * Runs, prints a line for each scenario, the tables, and the composite last. Results of an earlier run that the output
 * file holds stay where this run has none: peers need not run again whenever our server has changed.
 */
export async function evaluate(
  options: EvaluationOptions,
  print: (line: string) => void,
): Promise<Results> {
  const contenders = chosen(options.server);
  await installPeers([...new Set(contenders.flatMap(({ programs }) => programs))]);
  const ids = options.scenario === undefined ? await scenarioIds(options) : [options.scenario];
  let results = await earlierResults(options.output);
  const bases = new Set<string>();
  for (const id of ids) {
    const loaded = await loadScenario(id, options);
    const { base } = loaded.scenario;
    const found = await runScenario(loaded, contenders, { withMistakes: !bases.has(base) });
    bases.add(base);
    for (const result of found) print(progressLine(result));
    results = merged(results, found);
    await write(options.output, JSON.stringify({ results }, undefined, 1));
  }
  const shown = options.scenario === undefined
    ? results
    : results.filter(({ scenario }) => scenario === options.scenario);
  return report(shown, print);
}

/** Prints what earlier runs found, the composite last. */
export async function reportEarlier(
  output: string,
  print: (line: string) => void,
): Promise<Results> {
  return report(await earlierResults(output), print);
}

function report(results: readonly ScenarioResult[], print: (line: string) => void): Results {
  const all = { results, contenders: present(results) };
  print(`\n${resultsText(all)}\n`);
  print(compositeLine(all));
  return all;
}

function chosen(server: string): readonly Contender[] {
  if (server === "all") return CONTENDERS;
  return CONTENDERS.filter(({ name }) => server === "peers" ? name !== OWN : name === server);
}

/** Results in which newer ones stand in place of older ones of the same contender and scenario. */
export function merged(
  earlier: readonly ScenarioResult[],
  newer: readonly ScenarioResult[],
): readonly ScenarioResult[] {
  const keyOf = ({ scenario, contender }: ScenarioResult) => `${scenario} ${contender}`;
  return [...new Map([...earlier, ...newer].map((result) => [keyOf(result), result])).values()];
}

async function earlierResults(path: string): Promise<readonly ScenarioResult[]> {
  const text = await Deno.readTextFile(path).catch(() => undefined);
  return text === undefined ? [] : JSON.parse(text).results;
}

function present(results: readonly ScenarioResult[]): readonly string[] {
  const ran = new Set(results.map(({ contender }) => contender));
  return CONTENDERS.map(({ name }) => name).filter((name) => ran.has(name));
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

function progressLine(result: ScenarioResult): string {
  const { scenario, contender, runbook, paste, robustness, differing } = result;
  const { calls, tokens, area, missing } = runbook;
  const unreached = missing.length === 0 ? "nothing required" : `misses ${missing.join(" ")}`;
  const reached = calls === undefined ? unreached : `${calls} calls ${tokens} tokens`;
  return [
    scenario.padEnd(32),
    contender.padEnd(22),
    `AUC ${area.toFixed(2)}`,
    paste.reach ? "one-shot" : "        ",
    reached,
    `(${robustness.answers} answers${differing.length === 0 ? "" : `, differs: ${differing}`})`,
  ].join("  ");
}

async function write(path: string, text: string): Promise<void> {
  const folder = path.split("/").slice(0, -1).join("/");
  if (folder !== "") await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(path, text);
}

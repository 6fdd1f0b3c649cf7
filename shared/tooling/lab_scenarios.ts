/**
 * Loads scenarios into a lab beside the first, as `lab load` does, one after the other, and reads each back
 * from its real servers. Usage: `deno task lab:scenarios [--scenarios DIR] [--whole] [ID…]`, without an id all.
 *
 * Series and streams that a scenario leaves alone have half an hour of history, `--whole` gives them all six.
 */

import { parseArgs } from "node:util";
import { scenarioIds } from "../embedded/scenario/load_scenario.ts";
import { refusing } from "../embedded/scenario_refusal.ts";
import { COUNTED, type Counts, type Held } from "./lab_held.ts";
import { heldAlerts } from "./lab_held_alerts.ts";
import { heldLines } from "./lab_held_lines.ts";
import { heldObjects } from "./lab_held_objects.ts";
import { heldSamples } from "./lab_held_samples.ts";
import { type LoadOptions, movedScenario } from "./lab_load_scenario.ts";
import { secondLab } from "./lab_second.ts";

const CHECKS = [
  ["kubernetes", heldObjects],
  ["prometheus", heldSamples],
  ["loki", heldLines],
  ["alertmanager", heldAlerts],
] as const;

/** Loads one scenario and counts what the servers hold of it. */
async function loadAndRead(id: string, options: Omit<LoadOptions, "report">): Promise<Held> {
  try {
    const loaded = await secondLab.load(id, options);
    const expected = { ...loaded, ...await movedScenario(loaded) };
    const held = await Array.fromAsync(
      CHECKS,
      ([source, check]) => source === expected.world.away ? absence(source) : check(expected),
    );
    return {
      counts: total(held.map(({ counts }) => counts)),
      problems: held.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    return { counts: {}, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Nothing may answer for a source that is away. */
async function absence(source: "prometheus" | "loki" | "alertmanager"): Promise<Held> {
  const answers = await fetch(secondLab.urls[source]).then(() => true, () => false);
  return { counts: {}, problems: answers ? [`${source} answers, and should be away`] : [] };
}

function total(all: readonly Counts[]): Counts {
  return Object.fromEntries(
    COUNTED.map((name) => [name, all.reduce((sum, counts) => sum + (counts[name] ?? 0), 0)]),
  );
}

function text(counts: Counts): string {
  return COUNTED.map((name) => `${counts[name] ?? 0} ${name}`).join(", ");
}

function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const { positionals, values: { scenarios: folders, whole } } = parseArgs({
    allowPositionals: true,
    options: {
      scenarios: { type: "string", multiple: true, default: [] },
      whole: { type: "boolean", default: false },
    },
  });
  const ids = positionals.length > 0
    ? positionals
    : await refusing(() => scenarioIds({ folders }), { folders });
  const startedAt = performance.now();
  const passed: Counts[] = [];
  for (const id of ids) {
    const begunAt = performance.now();
    const { counts, problems } = await loadAndRead(id, { folders, brief: !whole });
    if (problems.length === 0) passed.push(counts);
    print(`${problems.length === 0 ? "✓" : "✗"} ${id}: ${text(counts)} (${secondsSince(begunAt)})`);
    for (const problem of problems) print(`  ${problem}`);
  }
  await secondLab.wipe();
  print(
    `${passed.length} of ${ids.length} scenarios loaded: ${text(total(passed))} ` +
      `(${secondsSince(startedAt)})`,
  );
  if (passed.length < ids.length) Deno.exit(1);
}

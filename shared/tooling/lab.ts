/** The lab's command line: `deno task lab up | load [ID [--scenarios DIR] [--brief]] | serve | status | down | wipe`. */

import { parseArgs } from "node:util";
import { refusing } from "../embedded/scenario_refusal.ts";
import { load } from "./lab_load.ts";
import { holdsScenario, loadScenario } from "./lab_load_scenario.ts";
import { LAB } from "./lab_layout.ts";
import { down, status, up, wipe } from "./lab_lifecycle.ts";
import { serve } from "./lab_serve.ts";

const COMMANDS: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  up: () => up(print),
  load: loadAny,
  serve: () => serve(print),
  status: printStatus,
  down,
  wipe,
};

/** These change nothing that another command could be changing. */
const HARMLESS: ReadonlySet<string> = new Set(["status", "serve"]);

async function loadAny(args: readonly string[]): Promise<void> {
  const { positionals: [scenario], values: { scenarios: folders, brief } } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      scenarios: { type: "string", multiple: true, default: [] },
      brief: { type: "boolean", default: false },
    },
  });
  if (scenario === undefined) return await loadShop();
  await refusing(() => loadScenario(scenario, { folders, brief, report: print }), { folders });
}

async function loadShop(): Promise<void> {
  if (await holdsScenario()) await wipe();
  await up(print);
  await load(print);
}

async function printStatus(): Promise<void> {
  let totalMebibytes = 0;
  for (const { component, state } of await status()) {
    totalMebibytes += state?.rssMebibytes ?? 0;
    const facts = state ? `pid ${state.pid}  ${state.rssMebibytes} MiB` : "down";
    print(`${component.name.padEnd(24)} ${facts}`);
  }
  print(`${"total".padEnd(24)} ${totalMebibytes} MiB`);
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

/** Two commands at once would start everything twice: the second waits for the first. */
async function alone(command: () => Promise<void>): Promise<void> {
  await Deno.mkdir(LAB, { recursive: true });
  const file = await Deno.open(`${LAB}/lab.lock`, { create: true, write: true });
  await file.lock(true);
  await command();
}

if (import.meta.main) {
  const [name = "", ...args] = Deno.args;
  const command = COMMANDS[name];
  if (!command) {
    print(`usage: deno task lab ${Object.keys(COMMANDS).join(" | ")}`);
    Deno.exit(2);
  }
  const start = performance.now();
  try {
    await (HARMLESS.has(name) ? command(args) : alone(() => command(args)));
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    Deno.exit(1);
  }
  if (!HARMLESS.has(name)) print(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

/** The lab's command line: `deno task lab up | load | status | down | wipe`. */

import { load } from "./lab_load.ts";
import { down, status, up, wipe } from "./lab_lifecycle.ts";

const COMMANDS: Readonly<Record<string, () => Promise<void>>> = {
  up: () => up(print),
  load: () => load(print),
  status: printStatus,
  down,
  wipe,
};

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

if (import.meta.main) {
  const [name = ""] = Deno.args;
  const command = COMMANDS[name];
  if (!command) {
    print(`usage: deno task lab ${Object.keys(COMMANDS).join(" | ")}`);
    Deno.exit(2);
  }
  const start = performance.now();
  await command();
  if (name !== "status") print(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

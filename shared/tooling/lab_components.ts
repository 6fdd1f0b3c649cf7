/** All components, and starting and stopping one of them by name. */

import { certificateHttpClient } from "./lab_http.ts";
import { COMPONENT_NAMES, componentProgram } from "./lab_component.ts";
import type { Component, ComponentName } from "./lab_component.ts";
import { renderTemplates } from "./lab_configuration.ts";
import { CONTROL_PLANE } from "./lab_control_plane.ts";
import { LOGS, PIDS } from "./lab_layout.ts";
import { writeKubeconfig, writeServiceAccountToken } from "./lab_kubectl.ts";
import { lastLogLines, processState, spawnDetached, stopProcess } from "./lab_process.ts";
import { TELEMETRY } from "./lab_telemetry.ts";
import { until } from "./lab_wait.ts";

const READY_TIMEOUT_SECONDS = 90;
const ENDED_AFTER_MISSES = 3;

const TABLE = new Map([...CONTROL_PLANE, ...TELEMETRY].map((row) => [row.name, row]));

/** Every component, in the order of `status`. */
export const COMPONENTS: readonly Component[] = COMPONENT_NAMES.map(component);

function component(name: ComponentName): Component {
  const row = TABLE.get(name);
  if (!row) throw new Error(`Cannot find component "${name}": no table has it`);
  return row;
}

/** Starts a component by its name, as its table says. @throws {Error} as `start` does */
export async function startComponent(name: ComponentName): Promise<void> {
  await start(component(name));
}

/**
 * Starts a component and returns once it is ready. One that runs with the same binary,
 * arguments and configuration is left alone; with others it is restarted.
 *
 * @throws {Error} with its last log lines when it ends or does not become ready
 */
export async function start(row: Component): Promise<void> {
  const { name } = row;
  const program = componentProgram(row);
  for (const folder of [LOGS, PIDS]) await Deno.mkdir(folder, { recursive: true });
  const configuration = await renderTemplates(row.templates ?? []);
  if (row.serviceAccount) {
    const tokenFile = await writeServiceAccountToken(row.serviceAccount);
    await writeKubeconfig(row.serviceAccount, { tokenFile });
  }
  const { mtime } = await Deno.stat(program.program);
  const fingerprint = await digest([`${mtime}`, ...program.args, configuration]);
  const running = await processState(program);
  if (running?.fingerprint !== fingerprint) {
    if (running) await stopComponent(name);
    await spawnDetached(program, fingerprint);
  }
  await untilReady(row);
}

/** Stops a component; `abruptly` kills it at once. It is no error when it does not run. */
export async function stopComponent(
  name: ComponentName,
  { abruptly = false }: { abruptly?: boolean } = {},
): Promise<void> {
  const row = component(name);
  const graceSeconds = abruptly ? 0 : row.graceSeconds ?? 10;
  await stopProcess(componentProgram(row), { graceSeconds });
}

async function untilReady(row: Component): Promise<void> {
  const program = componentProgram(row);
  let misses = 0;
  const client = await certificateHttpClient("admin");
  const settled = await until(async () => {
    // While one program takes another's place in a process, it shows no environment to be told by.
    misses = await processState(program) === undefined ? misses + 1 : 0;
    return misses >= ENDED_AFTER_MISSES || await answers(row.readyUrl, client);
  }, { timeoutSeconds: READY_TIMEOUT_SECONDS });
  const alive = misses < ENDED_AFTER_MISSES;
  client.close();
  if (alive && settled) return;
  const what = alive ? `is not ready after ${READY_TIMEOUT_SECONDS} s` : "has ended";
  throw new Error(`${row.name} ${what}:\n${await lastLogLines(row.name)}`);
}

async function answers(url: string, client: Deno.HttpClient): Promise<boolean> {
  try {
    const response = await fetch(url, { client, signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // not listening yet
  }
}

async function digest(parts: readonly string[]): Promise<string> {
  const bytes = new TextEncoder().encode(parts.join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

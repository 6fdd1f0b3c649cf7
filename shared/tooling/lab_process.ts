/** Processes that outlive the task that starts them: detached, logged to a file, found by pid. */

import { LOGS, PIDS, RUN } from "./lab_layout.ts";
import { until } from "./lab_wait.ts";

/** What to run. `program` is the full path of an executable. */
export interface Program {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** What is known of a running process. */
export interface ProcessState {
  readonly pid: number;
  /** Resident memory in MiB. */
  readonly rssMebibytes: number;
  /** Tells this start's arguments and configuration from those of another. */
  readonly fingerprint: string;
}

/** Starts a process in a session of its own and records its pid with the fingerprint. */
export async function spawnDetached({ name, program, args }: Program, fingerprint: string) {
  const child = new Deno.Command("sh", {
    args: ["-c", 'exec setsid "$0" "$@" >>"$LAB_LOG" 2>&1', program, ...args],
    cwd: RUN,
    env: { LAB_LOG: logFile(name) },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  child.unref();
  await Deno.writeTextFile(pidFile(name), `${child.pid} ${fingerprint}`);
}

/** Returns the state of a recorded process, or nothing when it does not run. */
export async function processState(
  { name }: Pick<Program, "name">,
): Promise<ProcessState | undefined> {
  const [pid, fingerprint] = (await readOr(pidFile(name), "")).split(" ");
  if (!pid || !fingerprint) return undefined;
  if (!await isRunning(Number(pid), name)) return undefined;
  const status = await readOr(`/proc/${pid}/status`, "");
  const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { pid: Number(pid), fingerprint, rssMebibytes: Math.round(kibibytes / 1024) };
}

/** Stops a recorded process: asks, and after the grace period kills. */
export async function stopProcess(
  { name }: Pick<Program, "name">,
  { graceSeconds }: { graceSeconds: number },
): Promise<void> {
  const state = await processState({ name });
  if (state) {
    await signal(state.pid, name, { signal: "SIGTERM", waitSeconds: graceSeconds });
    await signal(state.pid, name, { signal: "SIGKILL", waitSeconds: 5 });
  }
  await Deno.remove(pidFile(name)).catch(() => {});
}

/** The last lines that a process wrote, for messages about why it is not there. */
export async function lastLogLines(name: string, count = 5): Promise<string> {
  return (await readOr(logFile(name), "")).trimEnd().split("\n").slice(-count).join("\n");
}

/** Where a process's output goes. */
export function logFile(name: string): string {
  return `${LOGS}/${name}.log`;
}

async function signal(
  pid: number,
  name: string,
  { signal, waitSeconds }: { signal: Deno.Signal; waitSeconds: number },
): Promise<void> {
  if (!await isRunning(pid, name)) return;
  Deno.kill(pid, signal);
  await until(async () => !await isRunning(pid, name), { timeoutSeconds: waitSeconds });
}

// A pid may belong to somebody else by now: ours is told by the variable that the start has set. A
// zombie has no environment.
async function isRunning(pid: number, name: string): Promise<boolean> {
  const environment = await readOr(`/proc/${pid}/environ`, "");
  return environment.split("\0").includes(`LAB_LOG=${logFile(name)}`);
}

function pidFile(name: string): string {
  return `${PIDS}/${name}`;
}

async function readOr(path: string, fallback: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => fallback);
}

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
  // The pid is the shell's, then setsid's, and after that the program's.
  await until(() => isRunning(child.pid, program), { timeoutSeconds: 2 });
}

/**
 * Returns the state of a recorded process, or nothing when it does not run.
 */
export async function processState(
  { name, program }: Pick<Program, "name" | "program">,
): Promise<ProcessState | undefined> {
  const [pid, fingerprint] = (await readOr(pidFile(name), "")).split(" ");
  if (!pid || !fingerprint) return undefined;
  if (!await isRunning(Number(pid), program)) return undefined;
  const status = await readOr(`/proc/${pid}/status`, "");
  const kibibytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  return { pid: Number(pid), fingerprint, rssMebibytes: Math.round(kibibytes / 1024) };
}

/** Stops a recorded process: asks, and after the grace period kills. */
export async function stopProcess(
  program: Pick<Program, "name" | "program">,
  { graceSeconds }: { graceSeconds: number },
): Promise<void> {
  const state = await processState(program);
  if (state) {
    await signal(state.pid, program.program, "SIGTERM", graceSeconds);
    await signal(state.pid, program.program, "SIGKILL", 5);
  }
  await Deno.remove(pidFile(program.name)).catch(() => {});
}

/** The last lines that a process wrote, for messages about why it is not there. */
export async function lastLogLines(name: string, count = 5): Promise<string> {
  return (await readOr(logFile(name), "")).trimEnd().split("\n").slice(-count).join("\n");
}

/** Where a process's output goes. */
export function logFile(name: string): string {
  return `${LOGS}/${name}.log`;
}

async function signal(pid: number, program: string, name: Deno.Signal, timeoutSeconds: number) {
  if (!await isRunning(pid, program)) return;
  Deno.kill(pid, name);
  await until(async () => !await isRunning(pid, program), { timeoutSeconds });
}

// A pid that now belongs to another program has another executable, and a zombie has none.
async function isRunning(pid: number, program: string): Promise<boolean> {
  return await Deno.readLink(`/proc/${pid}/exe`).catch(() => "") === program;
}

function pidFile(name: string): string {
  return `${PIDS}/${name}`;
}

async function readOr(path: string, fallback: string): Promise<string> {
  return await Deno.readTextFile(path).catch(() => fallback);
}

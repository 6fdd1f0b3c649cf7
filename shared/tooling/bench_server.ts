/** A server under test: started on a free port, pinned to one core, watched for memory, stopped by pid. */

export interface ServerProgram {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly url: string;
  /** Answers 200 once the server is up. */
  readonly readyUrl: string;
}

export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  /** From the start of the process to the first 200. */
  readonly coldStartMs: number;
  /** Resident memory of now, in MiB. */
  rssMebibytes(): Promise<number>;
  /** Processor time used so far, in milliseconds, to a hundredth of a second. */
  cpuMilliseconds(): Promise<number>;
}

const TICK_MILLISECONDS = 10;

/** Starts a server on one core and waits until it answers. @throws {Error} when it does not within 30 s */
export async function startServer(
  { program, args, env = {}, url, readyUrl }: ServerProgram,
  core: number | string,
): Promise<RunningServer> {
  const startedAt = performance.now();
  const child = new Deno.Command("taskset", {
    args: ["-c", String(core), program, ...args],
    env,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  await untilReady(readyUrl);
  return {
    url,
    coldStartMs: performance.now() - startedAt,
    rssMebibytes: async () => {
      const status = await Deno.readTextFile(`/proc/${child.pid}/status`);
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
    },
    cpuMilliseconds: async () => {
      const stat = await Deno.readTextFile(`/proc/${child.pid}/stat`);
      // The name, in parentheses, may hold spaces; user and system time are the 12th and 13th after it.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return (Number(fields[11]) + Number(fields[12])) * TICK_MILLISECONDS;
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

/** A port that nothing listens on at this moment. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`Cannot reach ${url} within 30 s`);
}

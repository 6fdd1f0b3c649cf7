/**
 * Measures watched state at 1,000 nodes and 30,000 pods, and prints a Markdown table beside what is aimed for.
 *
 * The cluster is the base `mega`, served by the embedded APIs in a second process on the other core.
 * Usage: `deno task bench:watched`.
 */

import { freePort, type RunningServer, startServer } from "./bench_server.ts";
import { markdown } from "./bench_table.ts";

const MAIN = new URL("../../functions/main.ts", import.meta.url).pathname;
const CLUSTER_CORE = "0";
const SERVER_CORE = "1";
const CALLS = 7;

interface Question {
  readonly tool: string;
  readonly arguments: object;
  readonly aim: string;
}

const QUESTIONS: readonly Question[] = [
  { tool: "inventory.snapshot", arguments: {}, aim: "300 ms" },
  {
    tool: "k8s.get",
    arguments: { kind: "pod", namespace: "shop", name: "orders-db-0" },
    aim: "5 ms",
  },
  { tool: "changes.recent", arguments: {}, aim: "200 ms" },
];

type Row = readonly [figure: string, measured: string, ownCpu: string, aim: string];

/** Measures the first sync, the memory after it, and some calls. */
export async function measureWatched(): Promise<readonly Row[]> {
  await using cluster = await startCluster();
  const port = String(freePort());
  const startedAt = performance.now();
  await using server = await startServer({
    program: Deno.execPath(),
    args: ["run", "-A", MAIN, "serve"],
    env: {
      ...cluster.environment,
      TELEMCP_CLUSTER_STATE: "watched",
      // Each call computes its answer.
      TELEMCP_CACHE_TTL_SECONDS: "0",
      TELEMCP_LOG_LEVEL: "error",
      TELEMCP_PORT: port,
    },
    url: `http://127.0.0.1:${port}`,
    readyUrl: `http://127.0.0.1:${port}/healthz`,
  }, SERVER_CORE);
  await untilInStep(server);
  const syncSeconds = (performance.now() - startedAt) / 1_000;
  const syncCpu = `${((await server.cpuMilliseconds()) / 1_000).toFixed(1)} s`;
  const rows: Row[] = [
    ["first sync, from the start of the process", `${syncSeconds.toFixed(1)} s`, syncCpu, "30 s"],
    ["RSS after it", await rssOf(server), "", "400 MiB"],
  ];
  for (const question of QUESTIONS) rows.push(await rowOf(server, question));
  rows.push(["RSS after these calls", await rssOf(server), "", ""]);
  return rows;
}

async function rowOf(server: RunningServer, question: Question): Promise<Row> {
  const times: number[] = [];
  await call(server, question.tool, question.arguments);
  const before = await server.cpuMilliseconds();
  for (let turn = 0; turn < CALLS; turn++) times.push(await timeOf(server, question));
  const ownCpu = (await server.cpuMilliseconds() - before) / CALLS;
  const measured = `${median(times).toFixed(1)} ms`;
  return [`${question.tool}, median`, measured, `${ownCpu.toFixed(0)} ms`, question.aim];
}

async function rssOf(server: RunningServer): Promise<string> {
  return `${(await server.rssMebibytes()).toFixed(0)} MiB`;
}

interface Cluster extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>;
}

const SETTINGS: Readonly<Record<string, string>> = {
  alertmanager: "TELEMCP_ALERTMANAGER_URL",
  nodeFacts: "TELEMCP_NODE_FACTS_URL",
};

/**
 * Serves the base; its metrics and logs are left out, because computing the series of 30,000 pods would take the
 * embedded APIs longer than the server under test takes for all the rest.
 */
async function startCluster(): Promise<Cluster> {
  const child = new Deno.Command("taskset", {
    args: ["-c", CLUSTER_CORE, Deno.execPath(), "run", "-A", MAIN, "embedded", "--base", "mega"],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const environment: Record<string, string> = {};
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  let text = "";
  for await (const part of lines) {
    text += part;
    if (/^nodeFacts .*\n/m.test(text)) break;
  }
  for (const line of text.trim().split("\n")) {
    const [name = "", value = ""] = line.split(/[ =]/);
    environment[SETTINGS[name] ?? name] = value;
  }
  return {
    environment,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await child.status;
    },
  };
}

async function untilInStep(server: RunningServer): Promise<void> {
  for (;;) {
    const { backends } = await call(server, "health_check", {}) as {
      backends: readonly { readonly name: string; readonly state: string }[];
    };
    if (backends.some(({ name, state }) => name === "watched state" && state === "ok")) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

async function timeOf(server: RunningServer, { tool, arguments: given }: Question) {
  const startedAt = performance.now();
  await call(server, tool, given);
  return performance.now() - startedAt;
}

async function call({ url }: RunningServer, tool: string, given: object): Promise<unknown> {
  const response = await fetch(`${url}/tools/${tool}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(given),
  });
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${tool}: ${JSON.stringify(body)}`);
  return body;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.main) {
  const table = markdown(
    ["watched state of 30,000 pods", "measured", "own CPU", "aim"],
    await measureWatched(),
  );
  await Deno.stdout.write(new TextEncoder().encode(`${table}\n`));
}

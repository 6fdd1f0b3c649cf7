/**
 * Measures this server beside kubernetes-mcp-server on the lab, in one run, and prints a Markdown table.
 *
 * `wrk` and the API server share one core, the server under test has the other. Needs the lab up and
 * loaded, `wrk` and `taskset`. Usage: `deno task bench [seconds per load]`.
 */

import { firstAnswer } from "./bench_answer.ts";
import { runLoad } from "./bench_load.ts";
import {
  bodies,
  MCP_HEADERS,
  PEER_CALLS,
  podListPath,
  QUESTIONS,
  type Target,
  TELEMCP_CALLS,
} from "./bench_requests.ts";
import { freePort, type ServerProgram, startServer } from "./bench_server.ts";
import { type MemoryRow, memoryTable, type SpeedRow, speedTable } from "./bench_table.ts";
import { componentProgram } from "./lab_component.ts";
import { COMPONENTS } from "./lab_components.ts";
import { bridgeProgram, generatedRules, grant } from "./lab_bridge.ts";
import { kubectl, serviceAccountToken } from "./lab_kubectl.ts";
import { URLS } from "./lab_layout.ts";
import { processState } from "./lab_process.ts";
import { BUSY_NAMESPACE } from "./lab_shop.ts";

const LOAD_CORE = 0;
const SERVER_CORE = 1;
const CONCURRENCIES = [1, 32] as const;
const PEER = "kubernetes-mcp-server@0.0.67";

export interface Contender {
  readonly name: string;
  readonly program: ServerProgram;
  readonly calls: typeof TELEMCP_CALLS;
  readonly headers: Readonly<Record<string, string>>;
}

async function contenders(kubeconfig: string): Promise<readonly Contender[]> {
  const bridge = (environment: Record<string, string>) => bridgeProgram(kubeconfig, environment);
  const { keysFile, key } = await writeKey();
  return [
    { name: "TeleMCP, direct", program: bridge({ TELEMCP_CACHE_TTL_SECONDS: "0" }) },
    { name: "TeleMCP, cached", program: bridge({}) },
    {
      name: "TeleMCP, cached, with a key",
      program: bridge({ TELEMCP_KEYS_FILE: keysFile }),
      headers: { authorization: `Bearer ${key}` },
    },
    { name: PEER, program: await peerProgram(kubeconfig), calls: PEER_CALLS },
  ].map((contender) => ({ calls: TELEMCP_CALLS, headers: {}, ...contender }));
}

async function writeKey(): Promise<{ keysFile: string; key: string }> {
  const key = crypto.randomUUID();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const keysFile = await Deno.makeTempFile({ suffix: ".yaml" });
  const entry = { sha256: new Uint8Array(digest).toHex(), tenant: "bench", user: "bench" };
  await Deno.writeTextFile(keysFile, JSON.stringify([entry]));
  return { keysFile, key };
}

async function peerProgram(kubeconfig: string): Promise<ServerProgram> {
  const folder = new URL("../../.cache/bench/", import.meta.url).pathname;
  await Deno.mkdir(folder, { recursive: true });
  await run("npm", ["install", "--silent", "--prefix", folder, PEER]);
  const port = String(freePort());
  return {
    program: `${folder}node_modules/.bin/kubernetes-mcp-server`,
    args: [
      ...["--port", port, "--bind-address", "127.0.0.1", "--kubeconfig", kubeconfig],
      ...["--stateless", "--read-only"],
    ],
    url: `http://127.0.0.1:${port}/mcp`,
    readyUrl: `http://127.0.0.1:${port}/healthz`,
  };
}

async function measure(contender: Contender, target: Target, seconds: number) {
  await using server = await startServer(contender.program, SERVER_CORE);
  const headers = { ...MCP_HEADERS, ...contender.headers };
  const idleMebibytes = await server.rssMebibytes();
  const rows: SpeedRow[] = [];
  for (const { id: question } of QUESTIONS) {
    const requests = bodies(question, contender.calls, target);
    const first = await firstAnswer(server.url, question, { body: requests[0] ?? "", headers });
    for (const connections of CONCURRENCIES) {
      const load = { url: server.url, method: "POST", headers, requests, core: LOAD_CORE } as const;
      const result = await runLoad({ ...load, connections, seconds });
      rows.push({ contender: contender.name, question, connections, ...first, ...result });
    }
  }
  const loadedMebibytes = await server.rssMebibytes();
  const { coldStartMs } = server;
  return {
    rows,
    memory: { contender: contender.name, coldStartMs, idleMebibytes, loadedMebibytes },
  };
}

/** The rate of the API server itself for the same list, which no server in front of it can pass uncached. */
async function floor(target: Target, seconds: number): Promise<readonly SpeedRow[]> {
  const token = await serviceAccountToken({ namespace: "mcp", name: "bench" });
  const requests = Array.from({ length: 32 }, (_, turn) => podListPath(target, turn));
  const rows: SpeedRow[] = [];
  for (const connections of CONCURRENCIES) {
    const result = await runLoad({
      url: URLS.kubernetes,
      method: "GET",
      headers: { authorization: `Bearer ${token}` },
      requests,
      connections,
      seconds,
      core: LOAD_CORE,
    });
    rows.push({
      contender: "API server itself",
      question: "pods",
      connections,
      tokens: NaN,
      milliseconds: NaN,
      ...result,
    });
  }
  return rows;
}

async function pinApiServer(cores: string): Promise<void> {
  const apiServer = COMPONENTS.find(({ name }) => name === "kube-apiserver");
  const state = apiServer && await processState(componentProgram(apiServer));
  if (state === undefined) throw new Error("Cannot measure without the lab: deno task lab up");
  await run("taskset", ["-acp", cores, String(state.pid)]);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}

async function busyPod(): Promise<string> {
  const running = ["--field-selector", "status.phase=Running", "-o", "name"];
  const pods = await kubectl(["get", "pods", "-n", BUSY_NAMESPACE, ...running]);
  return pods.split("\n")[0]?.replace("pod/", "") ?? "";
}

if (import.meta.main) {
  const seconds = Number(Deno.args[0] ?? 5);
  const kubeconfig = await grant("bench", await generatedRules());
  const target = { namespace: BUSY_NAMESPACE, pod: await busyPod() };
  await pinApiServer(String(LOAD_CORE));
  try {
    const rows: SpeedRow[] = [...await floor(target, seconds)];
    const memory: MemoryRow[] = [];
    for (const contender of await contenders(kubeconfig)) {
      const result = await measure(contender, target, seconds);
      rows.push(...result.rows);
      memory.push(result.memory);
    }
    const table = `${speedTable(rows)}\n\n${memoryTable(memory)}\n`;
    await Deno.stdout.write(new TextEncoder().encode(table));
  } finally {
    await pinApiServer("0-1");
  }
}

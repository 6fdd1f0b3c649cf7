/**
 * Measures triage on generated clusters from 60 to 30,000 pods, and prints Markdown tables: `deno task bench:triage [BASE…]`.
 *
 * The APIs are in a second process and answer as late as the lab; the objects come from watched state. Upstream wait is
 * the time in which at least one request is open, own CPU that of this process with its collector and compiler.
 */

import process from "node:process";
import { tools } from "../../functions/_registry.ts";
import { loadConfig } from "../config.ts";
import type { Runtime } from "../context.ts";
import { type BaseName, BASES } from "../embedded/base/base_sizes.ts";
import { createRuntime } from "../runtime.ts";
import { findTool, runForText } from "../run_tool.ts";
import { SCOPES } from "../tool.ts";
import { growthTable, type TriageRow, triageTable } from "./bench_triage_table.ts";
import type { BenchUpstreams } from "./bench_upstreams.ts";
import { RequestMeter } from "./request_meter.ts";

const PRINCIPAL = { tenant: "default", user: "bench", scopes: SCOPES };
const RUNS = 5;
const MOST_WARM_UPS = 60;
const PAUSE_MS = 2_000;

interface Call {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

async function measureBase(base: BaseName): Promise<readonly TriageRow[]> {
  await using upstreams = await startUpstreams(base);
  const meter = new RequestMeter();
  const runtime = await watchingRuntime(upstreams, meter);
  try {
    await inStep(runtime);
    const pod = await somePod(runtime);
    const calls: readonly Call[] = [
      { tool: "triage.now", input: {} },
      { tool: "changes.recent", input: {} },
      { tool: "inventory.snapshot", input: {} },
      { tool: "k8s.get", input: { kind: "pods", ...pod } },
    ];
    const rows: TriageRow[] = [];
    for (const call of calls) {
      await warmUp(runtime, call);
      const row = { base, pods: BASES[base].pods, ...await medianRun(runtime, call, meter) };
      // Large clusters take minutes: what is measured is shown at once.
      await Deno.stderr.write(new TextEncoder().encode(`${triageTable([row])}\n`));
      rows.push(row);
    }
    return rows;
  } finally {
    await runtime.close();
  }
}

async function startUpstreams(base: BaseName): Promise<BenchUpstreams & AsyncDisposable> {
  const script = new URL("./bench_upstreams.ts", import.meta.url).pathname;
  const args = ["run", "-A", script, base];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream());
  let text = "";
  for await (const chunk of lines) {
    text += chunk;
    if (text.includes("\n")) break;
  }
  return {
    ...JSON.parse(text) as BenchUpstreams,
    async [Symbol.asyncDispose]() {
      child.kill();
      await child.status;
    },
  };
}

/** A runtime over watched state whose evidence time stands where that of the APIs does. */
async function watchingRuntime(
  { urls, kubeconfig, nowMs }: BenchUpstreams,
  meter: RequestMeter,
): Promise<Runtime> {
  const file = await Deno.makeTempFile({ suffix: ".yaml" });
  await Deno.writeTextFile(file, kubeconfig);
  const config = loadConfig({
    TELEMCP_KUBECONFIG: file,
    TELEMCP_PROMETHEUS_URL: urls.prometheus ?? "",
    TELEMCP_LOKI_URL: urls.loki ?? "",
    TELEMCP_ALERTMANAGER_URL: urls.alertmanager ?? "",
    TELEMCP_NODE_FACTS_URL: urls.nodeFacts ?? "",
    TELEMCP_CLUSTER_STATE: "watched",
    TELEMCP_CACHE_TTL_SECONDS: "0",
    // The first answers take as long as the APIs need to evaluate them.
    TELEMCP_CALL_TIMEOUT_SECONDS: "120",
    TELEMCP_QUERY_TIMEOUT_SECONDS: "120",
  });
  const runtime = await createRuntime(config, { tools, fetch: meter.fetch });
  runtime.start();
  return { ...runtime, now: () => new Date(nowMs) };
}

async function inStep(runtime: Runtime): Promise<void> {
  for (;;) {
    const states = await runtime.health(AbortSignal.timeout(60_000));
    if (states.some(({ name, state }) => name === "watched state" && state === "ok")) return;
    await pause();
  }
}

async function somePod(runtime: Runtime) {
  const { kubernetes } = runtime.clients(PRINCIPAL, AbortSignal.timeout(60_000));
  const { items } = await kubernetes.list("pods", { namespace: "shop" });
  return { namespace: "shop", name: items[0]?.metadata.name ?? "" };
}

/** Asks until the APIs have evaluated all that is asked of them. */
async function warmUp(runtime: Runtime, call: Call): Promise<void> {
  for (let turn = 0; turn < MOST_WARM_UPS; turn++) {
    const { text, isError } = await ask(runtime, call);
    if (!isError && !/timed out|unavailable/.test(text)) return;
    await pause();
  }
}

async function medianRun(runtime: Runtime, call: Call, meter: RequestMeter) {
  const runs = [];
  for (let run = 0; run < RUNS; run++) {
    meter.reset();
    const cpu = process.cpuUsage();
    const started = performance.now();
    await answer(runtime, call);
    const totalMs = performance.now() - started;
    const { user, system } = process.cpuUsage(cpu);
    const { requests, waitMs } = meter;
    runs.push({ tool: call.tool, requests, totalMs, waitMs, cpuMs: (user + system) / 1_000 });
  }
  return runs.sort((a, b) => a.totalMs - b.totalMs)[Math.floor(RUNS / 2)] ?? never();
}

async function answer(runtime: Runtime, call: Call): Promise<void> {
  const { text, isError } = await ask(runtime, call);
  if (isError) throw new Error(`Cannot measure ${call.tool}, it answers: ${text}`);
}

async function ask(runtime: Runtime, { tool: name, input }: Call) {
  const tool = findTool(runtime, PRINCIPAL, name) ?? never();
  const signal = new AbortController().signal;
  return await runForText(runtime, { tool, input, principal: PRINCIPAL, signal });
}

function never(): never {
  throw new Error("Cannot happen");
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

if (import.meta.main) {
  const bases = Deno.args.length > 0 ? Deno.args as BaseName[] : Object.keys(BASES) as BaseName[];
  const rows: TriageRow[] = [];
  for (const base of bases) rows.push(...await measureBase(base));
  const load = Deno.loadavg().map((one) => one.toFixed(1)).join(", ");
  const tables = `${triageTable(rows)}\n\n${growthTable(rows)}\n\nload average ${load}\n`;
  await Deno.stdout.write(new TextEncoder().encode(tables));
}

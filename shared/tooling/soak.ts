/**
 * Sends mixed requests, good and bad, to a bridge on the lab and prints how large its heap stays.
 *
 * Usage: `deno run -A shared/tooling/soak.ts [requests]`, by default 50,000. Needs the lab up and loaded.
 */

import { startServer } from "./bench_server.ts";
import { HeapInspector, inspected } from "./heap_inspector.ts";
import { bridgeProgram, generatedRules, grant } from "./lab_bridge.ts";
import { kubectl } from "./lab_kubectl.ts";
import { soakRequest, type SoakTarget } from "./soak_requests.ts";

export interface SoakStep {
  /** Sent so far. */
  readonly requests: number;
  /** What the heap holds once all garbage is collected. */
  readonly heapMebibytes: number;
  readonly residentMebibytes: number;
  readonly requestsPerSecond: number;
  /** How often each HTTP status was answered in the step; 0 for those that hung up. */
  readonly statuses: Readonly<Record<number, number>>;
}

export interface SoakOptions {
  readonly requests: number;
  /** Requests between two measurements. */
  readonly stepRequests: number;
}

const CONCURRENCY = 16;
const ANY_CORE = "0-1";

/** Starts a bridge on the lab, sends it the mix, and measures after each step. */
export async function* soak({ requests, stepRequests }: SoakOptions): AsyncGenerator<SoakStep> {
  const bridge = inspected(bridgeProgram(await grant("soak", await generatedRules())));
  await using server = await startServer(bridge.program, ANY_CORE);
  using heap = await HeapInspector.connect(bridge);
  const target = await soakTarget();
  for (let sent = 0; sent < requests; sent += stepRequests) {
    const startedAt = performance.now();
    const statuses = await sendStep(server.url, { target, from: sent, to: sent + stepRequests });
    const seconds = (performance.now() - startedAt) / 1_000;
    yield {
      requests: sent + stepRequests,
      residentMebibytes: await server.rssMebibytes(),
      heapMebibytes: await heap.liveMebibytes(),
      requestsPerSecond: stepRequests / seconds,
      statuses,
    };
  }
}

interface Step {
  readonly target: SoakTarget;
  readonly from: number;
  readonly to: number;
}

async function sendStep(address: string, { target, from, to }: Step) {
  const statuses: Record<number, number> = {};
  let turn = from;
  const worker = async () => {
    while (turn < to) {
      const status = await send(address, target, turn++);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return statuses;
}

async function send(address: string, target: SoakTarget, turn: number): Promise<number> {
  const { path, abortMs, ...request } = soakRequest(target, turn);
  const signal = abortMs === undefined ? null : AbortSignal.timeout(abortMs);
  try {
    const response = await fetch(new URL(path, address), { ...request, signal });
    await response.body?.pipeTo(new WritableStream());
    return response.status;
  } catch (error) {
    if (signal?.aborted) return 0;
    throw error;
  }
}

/** The pod of the lab that writes most, to read the log of. */
async function soakTarget(): Promise<SoakTarget> {
  const labels = ["-n", "shop", "-l", "app=payments", "-o", "name"];
  const pod = (await kubectl(["get", "pods", ...labels])).trim().replace("pod/", "");
  return { namespace: "shop", pod };
}

function lineOf(step: SoakStep): string {
  const statuses = Object.entries(step.statuses).map(([status, count]) => `${status}: ${count}`);
  return [
    `${step.requests} requests`,
    `heap ${step.heapMebibytes.toFixed(1)} MiB`,
    `resident ${step.residentMebibytes.toFixed(0)} MiB`,
    `${step.requestsPerSecond.toFixed(0)}/s`,
    statuses.join(", "),
  ].join("  ");
}

if (import.meta.main) {
  const requests = Number(Deno.args[0] ?? 50_000);
  for await (const step of soak({ requests, stepRequests: requests / 10 })) {
    await Deno.stdout.write(new TextEncoder().encode(`${lineOf(step)}\n`));
  }
}

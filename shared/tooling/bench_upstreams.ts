/**
 * The embedded APIs of a base in a process of their own, each answer as late as the lab's median: `bench_upstreams.ts
 * BASE`. Prints where they are as one line of JSON, and answers until it is killed.
 *
 * The clock stands still, so a telemetry query is evaluated once and later answered from memory: what is measured is
 * the server in front, not how fast this process evaluates PromQL.
 */

import type { Handler } from "../embedded/api/kubernetes_api.ts";
import { type BaseName } from "../embedded/base/base_sizes.ts";
import { API_NAMES, type ApiName, embeddedCluster } from "../embedded/embedded_cluster.ts";
import { listen } from "../embedded/listen.ts";
import { baseWorld } from "../embedded/world/base_world.ts";
import { endpointOf, LAB_MEDIANS_MS } from "./bench_delays.ts";

/** Where the APIs of a base are. */
export interface BenchUpstreams {
  readonly urls: Readonly<Partial<Record<ApiName, string>>>;
  readonly kubeconfig: string;
  readonly nowMs: number;
}

interface Answer {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly status: number;
  readonly headers: Headers;
}

function delayed(api: ApiName, handler: Handler): Handler {
  const known = new Map<string, Promise<Answer>>();
  return async (request) => {
    const { searchParams } = new URL(request.url);
    if (searchParams.has("watch")) return await handler(request);
    await new Promise((resolve) =>
      setTimeout(resolve, LAB_MEDIANS_MS[endpointOf(api, request.url)])
    );
    // The lists of a first sync are many and large.
    if (api === "kubernetes") return await handler(request);
    const copy = new Request(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body && await request.bytes(),
    });
    const key = `${request.method} ${request.url} ${await copy.clone().text()}`;
    const answer = known.get(key) ?? kept(handler, copy);
    known.set(key, answer);
    const { body, ...init } = await answer;
    return new Response(body, init);
  };
}

async function kept(handler: Handler, request: Request): Promise<Answer> {
  const response = await handler(request);
  return { body: await response.bytes(), status: response.status, headers: response.headers };
}

if (import.meta.main) {
  const world = baseWorld(Deno.args[0] as BaseName);
  const cluster = embeddedCluster(world);
  const apis = Object.fromEntries(
    API_NAMES.map((name) => [name, delayed(name, cluster.apis[name])]),
  );
  const { urls, kubeconfig } = await listen({ ...cluster, apis: { ...cluster.apis, ...apis } });
  const places: BenchUpstreams = { urls, kubeconfig, nowMs: world.nowMs };
  await Deno.stdout.write(new TextEncoder().encode(`${JSON.stringify(places)}\n`));
}

/** The tools over the real backends of the second lab, and over the embedded ones, at the same moment. */

import { tools } from "../../../../functions/_registry.ts";
import { loadConfig } from "../../../config.ts";
import { EMBEDDED_URLS, inProcessFetch } from "../../../embedded/in_process_fetch.ts";
import type { World } from "../../../embedded/world/world.ts";
import type { Runtime } from "../../../context.ts";
import { runForText } from "../../../run_tool.ts";
import { createRuntime } from "../../../runtime.ts";
import { TESTER } from "../../fake_context.ts";
import { secondLab } from "../../../tooling/lab_second.ts";

export interface Call {
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Answers calls with the text that a model reads. */
export interface Backends extends AsyncDisposable {
  answer(call: Call): Promise<string>;
}

export async function realBackends({ nowMs }: World): Promise<Backends> {
  const { kubeconfigPath, urls } = secondLab;
  const config = configOf({ kubeconfig: kubeconfigPath, ...urls });
  return backends(await createRuntime(config, { tools, now: () => new Date(nowMs) }));
}

export async function embeddedBackends(world: World): Promise<Backends> {
  const kubeconfig = await Deno.makeTempFile({ prefix: "telemcp-embedded-" });
  await Deno.writeTextFile(kubeconfig, kubeconfigOf(EMBEDDED_URLS.kubernetes));
  const config = configOf({ kubeconfig, ...EMBEDDED_URLS });
  const now = () => new Date(world.nowMs);
  const runtime = await createRuntime(config, { tools, now, fetch: inProcessFetch(world) });
  return {
    ...backends(runtime),
    async [Symbol.asyncDispose]() {
      await runtime.close();
      await Deno.remove(kubeconfig);
    },
  };
}

interface Places {
  readonly kubeconfig: string;
  readonly prometheus: string;
  readonly loki: string;
  readonly alertmanager: string;
}

function configOf({ kubeconfig, prometheus, loki, alertmanager }: Places) {
  return loadConfig({
    TELEMCP_KUBECONFIG: kubeconfig,
    TELEMCP_PROMETHEUS_URL: prometheus,
    TELEMCP_LOKI_URL: loki,
    TELEMCP_ALERTMANAGER_URL: alertmanager,
  });
}

function kubeconfigOf(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "embedded",
    clusters: [{ name: "embedded", cluster: { server } }],
    users: [{ name: "embedded", user: {} }],
    contexts: [{ name: "embedded", context: { cluster: "embedded", user: "embedded" } }],
  });
}

function backends(runtime: Runtime): Backends {
  return {
    async answer({ tool: name, input }) {
      const tool = runtime.tools.find((tool) => tool.name === name);
      if (tool === undefined) throw new Error(`Cannot call ${name}: there is no such tool`);
      const { signal } = new AbortController();
      const { text } = await runForText(runtime, { tool, input, principal: TESTER, signal });
      return text;
    },
    [Symbol.asyncDispose]: () => runtime.close(),
  };
}

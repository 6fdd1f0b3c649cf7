/** How each server under test is started, in its best read-only configuration. */

import { freePort, type ServerProgram } from "../bench_server.ts";
import type { Upstreams } from "./frozen_scenario.ts";

export const PROGRAM_NAMES = ["telemcp", "kubernetes-mcp-server", "mcp-grafana"] as const;
export type ProgramName = typeof PROGRAM_NAMES[number];

const PEER_PACKAGE = "kubernetes-mcp-server@0.0.67";
const GRAFANA_MODULE = "github.com/grafana/mcp-grafana/cmd/mcp-grafana@v1.6.3";
/** The categories that read what our data sources hold; the default has 18 more. */
const GRAFANA_TOOLS = "datasource,prometheus,loki,alerting,api";
const CACHE = `${Deno.env.get("HOME")}/.cache/telemcp-eval`;
const OWN_MAIN = new URL("../../../functions/main.ts", import.meta.url).pathname;

type Program = (upstreams: Upstreams) => Promise<ServerProgram>;

/** The programs, by name. */
export const PROGRAMS: Readonly<Record<ProgramName, Program>> = {
  "telemcp": ownProgram,
  "kubernetes-mcp-server": kubernetesProgram,
  "mcp-grafana": grafanaProgram,
};

/** Installs what is not here yet. */
export async function installPeers(names: readonly ProgramName[]): Promise<void> {
  await Deno.mkdir(CACHE, { recursive: true });
  if (names.includes("kubernetes-mcp-server") && !await exists(kubernetesBinary())) {
    await run("npm", ["install", "--silent", "--prefix", CACHE, PEER_PACKAGE]);
  }
  if (names.includes("mcp-grafana") && !await exists(grafanaBinary())) {
    await run("nice", ["go", "install", GRAFANA_MODULE], { GOBIN: CACHE });
  }
}

async function ownProgram(upstreams: Upstreams): Promise<ServerProgram> {
  const port = String(freePort());
  const redactionKeyFile = `${upstreams.folder}/redaction-key`;
  await Deno.writeTextFile(redactionKeyFile, "a key for the evaluation");
  return {
    program: Deno.execPath(),
    args: ["run", "-A", "--quiet", OWN_MAIN, "serve"],
    env: {
      TELEMCP_PORT: port,
      TELEMCP_LOG_LEVEL: "error",
      TELEMCP_KUBECONFIG: upstreams.kubeconfigFile,
      TELEMCP_PROMETHEUS_URL: upstreams.prometheusUrl,
      TELEMCP_LOKI_URL: upstreams.lokiUrl,
      TELEMCP_ALERTMANAGER_URL: upstreams.alertmanagerUrl,
      TELEMCP_NODE_FACTS_URL: upstreams.nodeFactsUrl,
      TELEMCP_REDACTION_KEY_FILE: redactionKeyFile,
    },
    ...places(port),
  };
}

function kubernetesProgram({ kubeconfigFile }: Upstreams): Promise<ServerProgram> {
  const port = String(freePort());
  return Promise.resolve({
    program: kubernetesBinary(),
    args: [
      ...["--port", port, "--bind-address", "127.0.0.1", "--kubeconfig", kubeconfigFile],
      ...["--stateless", "--read-only", "--disable-multi-cluster"],
    ],
    ...places(port),
  });
}

function grafanaProgram({ grafanaUrl }: Upstreams): Promise<ServerProgram> {
  const port = String(freePort());
  return Promise.resolve({
    program: grafanaBinary(),
    args: [
      ...["--transport", "streamable-http", "--address", `127.0.0.1:${port}`],
      ...["--disable-write", "--enabled-tools", GRAFANA_TOOLS, "--log-level", "error"],
    ],
    env: {
      GRAFANA_URL: grafanaUrl,
      GRAFANA_SERVICE_ACCOUNT_TOKEN: "evaluation",
      GRAFANA_USAGE_STATS: "disabled",
    },
    ...places(port),
  });
}

function places(port: string): Pick<ServerProgram, "url" | "readyUrl"> {
  const origin = `http://127.0.0.1:${port}`;
  return { url: `${origin}/mcp`, readyUrl: `${origin}/healthz` };
}

function kubernetesBinary(): string {
  return `${CACHE}/node_modules/.bin/kubernetes-mcp-server`;
}

function grafanaBinary(): string {
  return `${CACHE}/mcp-grafana`;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function run(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args: [...args], env }).output();
  if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
}

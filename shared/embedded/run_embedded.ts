import type { BaseName } from "./base/base_sizes.ts";
import { API_NAMES, embeddedCluster } from "./embedded_cluster.ts";
import { listen, type Listening } from "./listen.ts";
import { loadScenario } from "./scenario/load_scenario.ts";
import { baseWorld } from "./world/base_world.ts";
import { timestamp } from "./world/kube_objects.ts";
import type { World } from "./world/world.ts";

export interface EmbeddedOptions {
  /** Id of a scenario, or the path of its folder. */
  readonly scenario?: string;
  /** A generated healthy cluster. @default "shop-small" */
  readonly base?: BaseName;
  /** Folders with further scenarios. */
  readonly folders?: readonly string[];
  /** First of five ports; free ones without it. */
  readonly port?: number;
  /** Ends the listening when it aborts. */
  readonly signal: AbortSignal;
  /** Takes the lines that say where everything is. */
  readonly print: (line: string) => void;
}

/**
 * Listens on loopback with the five APIs of a scenario or a base until the signal aborts. The kubeconfig is
 * written to a folder of its own, which is removed at the end.
 *
 * @throws {ScenarioError} when the scenario cannot be used
 */
export async function runEmbedded(options: EmbeddedOptions): Promise<void> {
  const { port = 0, signal, print } = options;
  const world = await worldOf(options);
  const listening = await listen(embeddedCluster(world), { port });
  const folder = await Deno.makeTempDir({ prefix: "telemcp-embedded-" });
  const kubeconfigFile = `${folder}/kubeconfig`;
  await Deno.writeTextFile(kubeconfigFile, listening.kubeconfig, { mode: 0o600 });
  printPlaces(listening, kubeconfigFile, print);
  print(`clock ${timestamp(world.nowMs)}, standing still`);
  await aborted(signal);
  await listening.stop();
  await Deno.remove(folder, { recursive: true });
}

async function worldOf(
  { scenario, base = "shop-small", folders = [] }: EmbeddedOptions,
): Promise<World> {
  if (scenario === undefined) return baseWorld(base);
  const { world } = await loadScenario(scenario, { folders });
  return world;
}

function printPlaces(
  { urls }: Listening,
  kubeconfigFile: string,
  print: (line: string) => void,
): void {
  print(`KUBECONFIG=${kubeconfigFile}`);
  for (const name of API_NAMES) {
    print(`${name} ${urls[name] ?? "does not answer in this scenario"}`);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** A lab beside the first one, for tests that load their own data, driven by the lab's own command line. */

import { BIN, KWOK_DEFAULTS, LAB, URLS } from "../../../tooling/lab_layout.ts";
import type { LoadedScenario } from "../../../tooling/lab_load_scenario.ts";

const FOLDER = `${LAB}-scenarios`;
const PORT_OFFSET = 10_000;
const PROGRAM = new URL("../../../tooling/lab.ts", import.meta.url).pathname;

export const secondLab = {
  kubeconfigPath: `${FOLDER}/run/kubeconfigs/admin.yaml`,
  urls: {
    kubernetes: moved(URLS.kubernetes),
    prometheus: moved(URLS.prometheus),
    loki: moved(URLS.loki),
    alertmanager: moved(URLS.alertmanager),
  },

  /** Fills it with a scenario alone. Takes half a minute. */
  async load(id: string): Promise<LoadedScenario> {
    await Deno.mkdir(FOLDER, { recursive: true });
    for (const [name, built] of [["bin", BIN], ["kwok", KWOK_DEFAULTS]] as const) {
      await Deno.symlink(built, `${FOLDER}/${name}`).catch(() => {}); // there from the last time
    }
    await run("load", id);
    return JSON.parse(await Deno.readTextFile(`${FOLDER}/run/scenario.json`));
  },

  /** Sends a request to its API server with the administrator's certificate. */
  async asAdministrator(request: Request): Promise<Response> {
    const [authority, cert, key] = await Promise.all(
      ["ca.crt", "admin.crt", "admin.key"].map((name) =>
        Deno.readTextFile(`${FOLDER}/run/pki/${name}`)
      ),
    );
    const client = Deno.createHttpClient({ caCerts: [authority ?? ""], cert, key });
    const response = await fetch(request, { client });
    const body = await response.text();
    client.close();
    return new Response(body, response);
  },

  /** Stops it and removes what it holds. */
  wipe: () => run("wipe"),
} as const;

function moved(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${protocol}//${hostname}:${Number(port) + PORT_OFFSET}`;
}

async function run(...args: readonly string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, ...args],
    env: { LAB: FOLDER, LAB_PORT_OFFSET: String(PORT_OFFSET) },
  }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new Error(`lab ${args.join(" ")}: ${text.decode(stdout)}${text.decode(stderr)}`);
}

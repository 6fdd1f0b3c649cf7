/** A lab beside the first one, for data of its own, driven by the lab's own command line. */

import { BIN, KWOK_DEFAULTS, LAB, PORT_OFFSET, URLS } from "./lab_layout.ts";
import type { LoadedScenario, LoadOptions } from "./lab_load_scenario.ts";

const FOLDER = `${LAB}-scenarios`;
const PORTS_AWAY = 10_000;
const PROGRAM = new URL("lab.ts", import.meta.url).pathname;

export const secondLab = {
  kubeconfigPath: `${FOLDER}/run/kubeconfigs/admin.yaml`,
  urls: {
    kubernetes: moved(URLS.kubernetes),
    prometheus: moved(URLS.prometheus),
    loki: moved(URLS.loki),
    alertmanager: moved(URLS.alertmanager),
  },

  /** Fills it with a scenario alone. Takes up to half a minute. @throws {Error} with what the command printed */
  async load(
    id: string,
    { folders = [], brief = false }: Omit<LoadOptions, "report"> = {},
  ): Promise<LoadedScenario> {
    await Deno.mkdir(FOLDER, { recursive: true });
    for (const [name, built] of [["bin", BIN], ["kwok", KWOK_DEFAULTS]] as const) {
      await Deno.symlink(built, `${FOLDER}/${name}`).catch(() => {}); // there from the last time
    }
    const options = folders.flatMap((folder) => ["--scenarios", folder]);
    await run("load", id, ...options, ...(brief ? ["--brief"] : []));
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
  return `${protocol}//${hostname}:${Number(port) + PORTS_AWAY}`;
}

async function run(...args: readonly string[]): Promise<void> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, ...args],
    env: { LAB: FOLDER, LAB_PORT_OFFSET: String(PORT_OFFSET + PORTS_AWAY) },
  }).output();
  if (success) return;
  const text = new TextDecoder();
  throw new Error(`lab ${args.join(" ")}: ${text.decode(stdout)}${text.decode(stderr)}`);
}

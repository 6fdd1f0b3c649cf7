/** `lab serve`: the bridge over the lab's upstreams, with exactly the rights that the tools declare. */

import { bridgeProgram, generatedRules, grant, WIDGET_RULE } from "./lab_bridge.ts";

/** Serves the bridge in the foreground until it is stopped. */
export async function serve(print: (line: string) => void): Promise<void> {
  const port = Deno.env.get("TELEMCP_PORT") ?? "8080";
  const kubeconfig = await grant("telemcp", [...await generatedRules(), WIDGET_RULE]);
  const { program, args, env } = bridgeProgram(kubeconfig, { TELEMCP_PORT: port });
  print(`Connect an MCP client to http://127.0.0.1:${port}/mcp`);
  const child = new Deno.Command(program, { args: [...args], ...(env && { env }) }).spawn();
  // An interrupt reaches the bridge too, which then finishes its calls; this waits for it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    Deno.addSignalListener(signal, () => signal === "SIGTERM" && child.kill(signal));
  }
  await child.status;
}

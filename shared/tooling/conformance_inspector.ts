import { tools } from "../../functions/_registry.ts";
import { served } from "../testing/served.ts";

const INSPECTOR = "npm:@modelcontextprotocol/inspector@2.12.0";

/** What the inspector does with our own tools, by both families of the protocol. */
const STEPS: readonly string[][] = [
  // Strict: fails on a schema that some client could not read.
  ["--method", "tools/list", "--strict"],
  ["--method", "tools/call", "--tool-name", "health_check"],
  ["--method", "resources/list"],
  ["--method", "resources/read", "--uri", "status://health"],
  ["--method", "prompts/get", "--prompt-name", "Triage-Now", "--prompt-args", "namespace=shop"],
];

/** Walks through the server with the inspector's command line; gives the steps that failed. */
export async function inspect(): Promise<{ passed: number; failed: string[] }> {
  const { app } = await served({ tools });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, info) => app.fetch(request, info),
  );
  const target = ["--cli", `http://127.0.0.1:${server.addr.port}/mcp`, "--transport", "http"];
  const failed: string[] = [];
  let passed = 0;
  for (const era of ["legacy", "modern"]) {
    for (const step of STEPS) {
      const args = [...target, "--protocol-era", era, "--format", "json", ...step];
      const { success } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", "--no-config", "--no-lock", INSPECTOR, ...args],
        stdout: "null",
        stderr: "null",
      }).output();
      if (success) passed += 1;
      else failed.push(`${era}: ${step.join(" ")}`);
    }
  }
  await server.shutdown();
  return { passed, failed };
}

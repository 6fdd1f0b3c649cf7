import { parse as parseYaml } from "yaml";
import { conformanceApp } from "../testing/conformance_fixtures.ts";
import { inspect } from "./conformance_inspector.ts";

const SUITE = "npm:@modelcontextprotocol/conformance@0.2.0-alpha.12";
const RESULTS = ".cache/conformance";
const BASELINE = new URL("../testing/conformance_baseline.yaml", import.meta.url);

interface Outcome {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** Runs what one revision of the specification requires, and keeps the suite's own report. */
async function run(revision: string, url: string): Promise<Outcome> {
  const output = `${RESULTS}/${revision}`;
  const suite = ["server", "--url", url, "--requirements", revision, "-o", output];
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", "--no-lock", SUITE, ...suite],
    stdout: "piped",
    stderr: "inherit",
  }).output();
  const text = new TextDecoder().decode(stdout);
  await Deno.writeTextFile(`${output}.txt`, text);
  return requiredScenarios(text);
}

const SCENARIO = /^[✓✗] ([\w-]+): \d+ passed, (\d+) failed/gm;
const UNSCORED = /^ +[✓✗] ([\w-]+) \(/gm;

function requiredScenarios(text: string): Outcome {
  const unscored = new Set([...text.matchAll(UNSCORED)].map(([, name]) => name));
  const passed: string[] = [];
  const failed: string[] = [];
  for (const [, name = "", failures] of text.matchAll(SCENARIO)) {
    if (!unscored.has(name)) (failures === "0" ? passed : failed).push(name);
  }
  return { passed, failed: failed.sort() };
}

/** Prints the counts; whether exactly the expected scenarios failed. */
function conforms(revision: string, { passed, failed }: Outcome, expected: readonly string[]) {
  const asExpected = passed.length > 0 && failed.join() === [...expected].sort().join();
  const names = failed.length === 0 ? "" : ` (${failed.join(", ")})`;
  print(
    `${asExpected ? "✓" : "✗"} ${revision}: ` +
      `${passed.length} required scenarios passed, ${failed.length} failed${names}`,
  );
  if (!asExpected) print(`  expected to fail: ${expected.join(", ") || "none"}; see ${RESULTS}`);
  return asExpected;
}

function print(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

if (import.meta.main) {
  const baseline: Record<string, string[]> = parseYaml(await Deno.readTextFile(BASELINE));
  await Deno.mkdir(RESULTS, { recursive: true });
  const app = conformanceApp();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request, info) => app.fetch(request, info),
  );
  // The suite rebinds host names, so it must come by one.
  const url = `http://localhost:${server.addr.port}/mcp`;
  let allConform = true;
  for (const [revision, expected] of Object.entries(baseline)) {
    if (!conforms(revision, await run(revision, url), expected)) allConform = false;
  }
  await server.shutdown();
  const { passed, failed } = await inspect();
  print(
    `${failed.length === 0 ? "✓" : "✗"} inspector: ${passed} steps passed, ${failed.length} failed`,
  );
  for (const step of failed) print(`  ${step}`);
  Deno.exit(allConform && failed.length === 0 ? 0 : 1);
}

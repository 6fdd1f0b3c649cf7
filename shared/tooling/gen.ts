import { rbacRulesText } from "./gen_rbac.ts";
import { readmeText } from "./gen_readme.ts";
import { isToolFile, registryText } from "./gen_registry.ts";
import { toolListText } from "./gen_tool_list.ts";
import type { Tool } from "../tool.ts";

const ROOT = new URL("../../", import.meta.url);

/** A file that is written from the tools: its path and what it should hold. */
interface Generated {
  readonly path: string;
  text(): Promise<string> | string;
}

const REGISTRY: Generated = {
  path: "functions/_registry.ts",
  async text() {
    const names = (await Array.fromAsync(Deno.readDir(new URL("functions/", ROOT))))
      .map(({ name }) => name);
    return registryText(names.filter(isToolFile));
  },
};

function fromTools(tools: readonly Tool[]): readonly Generated[] {
  return [
    { path: "k8s/chart/files/rbac-rules.yaml", text: () => rbacRulesText(tools) },
    { path: "shared/testing/golden/tools.json", text: () => toolListText(tools) },
    { path: "README.md", text: async () => readmeText(await current("README.md"), tools) },
  ];
}

async function current(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(new URL(path, ROOT));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Writes what is not as it should be; with `check` it only names it. */
async function generate(files: readonly Generated[], check: boolean): Promise<number> {
  let stale = 0;
  for (const { path, text } of files) {
    const wanted = await text();
    if (await current(path) === wanted) continue;
    stale++;
    if (check) {
      report(`${path} is stale: run \`deno task gen\``);
    } else {
      await Deno.mkdir(new URL(".", new URL(path, ROOT)), { recursive: true });
      await Deno.writeTextFile(new URL(path, ROOT), wanted);
      report(`wrote ${path}`);
    }
  }
  return check ? stale : 0;
}

function report(line: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`));
}

async function main(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const stale = await generate([REGISTRY], check);
  // A stale registry would give stale tools.
  if (stale > 0) return 1;
  const { tools } = await import("../../functions/_registry.ts");
  return await generate(fromTools(tools), check) > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

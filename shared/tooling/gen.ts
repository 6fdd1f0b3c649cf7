import { type GeneratedFile, generateFiles } from "./gen_files.ts";
import { rbacRulesText } from "./gen_rbac.ts";
import { readmeText } from "./gen_readme.ts";
import { isToolFile, registryText } from "./gen_registry.ts";
import { toolListText } from "./gen_tool_list.ts";
import type { Tool } from "../tool.ts";

const ROOT = new URL("../../", import.meta.url);

const REGISTRY: GeneratedFile = {
  path: "functions/_registry.ts",
  async text() {
    const entries = await Array.fromAsync(Deno.readDir(new URL("functions/", ROOT)));
    return registryText(entries.map(({ name }) => name).filter(isToolFile));
  },
};

function filesOf(tools: readonly Tool[]): readonly GeneratedFile[] {
  return [
    { path: "k8s/chart/files/rbac-rules.yaml", text: () => rbacRulesText(tools) },
    { path: "shared/testing/golden/tools.json", text: () => toolListText(tools) },
    { path: "README.md", text: (present) => readmeText(present, tools) },
  ];
}

/** Writes what follows from the tools; with `--check` it fails by name where that was forgotten. */
async function main(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const options = { root: ROOT, check };
  const stale = [...await generateFiles([REGISTRY], options)];
  // What a stale registry lists would be stale too.
  if (stale.length === 0 || !check) {
    const { tools } = await import("../../functions/_registry.ts");
    stale.push(...await generateFiles(filesOf(tools), options));
  }
  const lines = stale.map((path) =>
    check ? `${path} is stale: run \`deno task gen\`` : `wrote ${path}`
  );
  await Deno.stderr.write(new TextEncoder().encode(lines.map((line) => `${line}\n`).join("")));
  return check && stale.length > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));

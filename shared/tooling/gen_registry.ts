/** Tells whether a file of `functions/` is a tool: not the program, private, or a test. */
export function isToolFile(name: string): boolean {
  return /^[a-z].*\.ts$/.test(name) && name !== "main.ts" && !name.endsWith("_test.ts");
}

/** Writes the registry: static imports, so that a compiled binary holds exactly the tools. */
export function registryText(files: readonly string[]): string {
  const sorted = files.toSorted();
  const imports = sorted.map((file) => `import { tool as ${variable(file)} } from "./${file}";`);
  const names = sorted.map((file) => `  ${variable(file)},`);
  return [
    "// Written by `deno task gen` from the files beside it.",
    ...imports,
    'import type { Tool } from "../shared/tool.ts";',
    "",
    "/** Every tool, in order of name. */",
    `export const tools: readonly Tool[] = [`,
    ...names,
    "];",
    "",
  ].join("\n");
}

function variable(file: string): string {
  return file.replace(/\.ts$/, "").replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

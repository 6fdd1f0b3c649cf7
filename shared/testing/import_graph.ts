/** One import: from a file of the repository to another, or to a package. */
export interface Edge {
  readonly from: string;
  /** A path from the root of the repository, an npm package's name, or `node:…`. */
  readonly to: string;
  readonly isPackage: boolean;
  readonly typeOnly: boolean;
}

export const ROOT = new URL("../../", import.meta.url);

interface Module {
  readonly specifier: string;
  readonly error?: string;
  readonly dependencies?: readonly Dependency[];
}

interface Dependency {
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
}

/** Reads the imports of these files, type-only and dynamic ones included. */
export async function importGraph(files: readonly string[]): Promise<readonly Edge[]> {
  const modules = await moduleGraph(files);
  const wanted = new Set(files.map((file) => new URL(file, ROOT).href));
  return modules.filter(({ specifier }) => wanted.has(specifier)).flatMap(edgesOf);
}

/** Every TypeScript file of the product, in order of path: no tests, nothing that only tests and programs use. */
export async function productFiles(): Promise<readonly string[]> {
  const files = [...await filesUnder("functions/"), ...await filesUnder("shared/")];
  return files.filter((file) =>
    file.endsWith(".ts") && !file.endsWith("_test.ts") &&
    !/^shared\/(?:testing|tooling)\//.test(file)
  );
}

/** The paths of all files under a folder of the repository. */
export async function filesUnder(folder: string): Promise<readonly string[]> {
  const entries = await Array.fromAsync(Deno.readDir(new URL(folder, ROOT)));
  const paths = await Promise.all(
    entries.map(({ name, isDirectory }) =>
      isDirectory ? filesUnder(`${folder}${name}/`) : [`${folder}${name}`]
    ),
  );
  return paths.flat().sort();
}

// One graph of all files costs one process; `deno info` takes a single root.
async function moduleGraph(files: readonly string[]): Promise<readonly Module[]> {
  const root = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const imports = files.map((file) => `import ${JSON.stringify(new URL(file, ROOT).href)};`);
    await Deno.writeTextFile(root, imports.join("\n"));
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", new URL("deno.json", ROOT).pathname, root],
    }).output();
    const { modules }: { modules: readonly Module[] } = JSON.parse(
      new TextDecoder().decode(stdout),
    );
    return modules;
  } finally {
    await Deno.remove(root);
  }
}

function edgesOf({ specifier, dependencies = [] }: Module): readonly Edge[] {
  return dependencies.flatMap(({ code, type }) => {
    const to = code?.specifier ?? type?.specifier;
    if (to === undefined) return [];
    const isPackage = !to.startsWith(ROOT.href);
    return [{
      from: specifier.slice(ROOT.href.length),
      to: isPackage ? packageName(to) : to.slice(ROOT.href.length),
      isPackage,
      typeOnly: code?.specifier === undefined,
    }];
  });
}

function packageName(specifier: string): string {
  return /^npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(specifier)?.[1] ?? specifier;
}

/** A file that is written from the tools: its path from the root and what it should hold. */
export interface GeneratedFile {
  readonly path: string;
  /** Gives the wanted text, from the present one where a part of it stays. */
  text(present: string): Promise<string> | string;
}

export interface GenerateOptions {
  /** The root of the repository, with a slash at its end. */
  readonly root: URL;
  /** Only finds what is stale, writes nothing. */
  readonly check: boolean;
}

/** Writes the files that are not as they should be, and gives their paths. */
export async function generateFiles(
  files: readonly GeneratedFile[],
  { root, check }: GenerateOptions,
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const { path, text } of files) {
    const file = new URL(path, root);
    const present = await presentText(file);
    const wanted = await text(present ?? "");
    if (present === wanted) continue;
    stale.push(path);
    if (check) continue;
    await Deno.mkdir(new URL(".", file), { recursive: true });
    await Deno.writeTextFile(file, wanted);
  }
  return stale;
}

async function presentText(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

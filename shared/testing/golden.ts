import { assertEquals, fail } from "./assert.ts";

const FOLDER = new URL("./golden/", import.meta.url);

/**
 * Asserts that a text equals the golden file of this name.
 *
 * `UPDATE_GOLDEN=1` writes the file instead. A missing file fails under `CI=true` and is written elsewhere.
 */
export async function assertGolden(name: string, text: string): Promise<void> {
  const file = goldenFile(name);
  const golden = await readText(file);
  const isUpdate = Deno.env.get("UPDATE_GOLDEN") === "1";
  if (golden === undefined && Deno.env.get("CI") === "true" && !isUpdate) {
    fail(`Cannot find golden file ${name}.txt: run the test with UPDATE_GOLDEN=1 and commit it`);
  }
  if (golden === undefined || isUpdate) return await write(file, text);
  assertEquals(text, golden.slice(0, -1), `${name}.txt differs: check, then UPDATE_GOLDEN=1`);
}

/** Every golden answer, in order of name. */
export async function goldenAnswers(): Promise<readonly { name: string; text: string }[]> {
  const names = (await fileNames()).filter((name) => name.endsWith(".txt")).sort();
  return await Promise.all(
    names.map(async (name) => ({ name, text: await Deno.readTextFile(new URL(name, FOLDER)) })),
  );
}

async function fileNames(): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(FOLDER))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function goldenFile(name: string): URL {
  if (!/^[\w.-]+$/.test(name)) fail(`Cannot use golden name ${name}`);
  return new URL(`${name}.txt`, FOLDER);
}

async function readText(file: URL): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function write(file: URL, text: string): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  await Deno.writeTextFile(file, `${text}\n`);
}

import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { type GeneratedFile, generateFiles } from "./gen_files.ts";

const FILES: readonly GeneratedFile[] = [
  { path: "a/new.txt", text: () => "new\n" },
  { path: "kept.txt", text: (present) => `${present.slice(0, 5)}table\n` },
];

describe("generateFiles", () => {
  it("names what is stale and writes nothing when it checks", async () => {
    await inTemporaryFolder(async (root) => {
      assertEquals(await generateFiles(FILES, { root, check: true }), ["a/new.txt", "kept.txt"]);
      await assertRejects(
        () => Deno.readTextFile(new URL("a/new.txt", root)),
        Deno.errors.NotFound,
      );
      assertEquals(await Deno.readTextFile(new URL("kept.txt", root)), "text\nold\n");
    });
  });

  it("writes what is stale, once", async () => {
    await inTemporaryFolder(async (root) => {
      assertEquals(await generateFiles(FILES, { root, check: false }), ["a/new.txt", "kept.txt"]);
      assertEquals(await Deno.readTextFile(new URL("a/new.txt", root)), "new\n");
      assertEquals(await Deno.readTextFile(new URL("kept.txt", root)), "text\ntable\n");
      assertEquals(await generateFiles(FILES, { root, check: true }), []);
    });
  });
});

async function inTemporaryFolder(test: (root: URL) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/kept.txt`, "text\nold\n");
    await test(new URL(`file://${folder}/`));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

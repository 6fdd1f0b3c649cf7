import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { UsageError } from "../command_line.ts";
import { demoList, openDemo, readDemoOptions } from "./demo.ts";

describe("readDemoOptions()", () => {
  it("takes the incident of cart's memory limit and port 8080 by default", () => {
    assertEquals(readDemoOptions([]), {
      scenario: "cart-memory-limit",
      port: 8080,
      folders: [],
      list: false,
    });
  });

  it("takes every folder that is named and refuses a port that is none", () => {
    const { folders } = readDemoOptions(["--scenarios", "a", "--scenarios", "b"]);
    assertEquals(folders, ["a", "b"]);
    assertThrows(() => readDemoOptions(["--port", "http"]), UsageError);
  });
});

describe("openDemo()", () => {
  it("stands still at the scenario's moment", async () => {
    const { upstreams, symptom } = await openDemo(
      readDemoOptions(["--scenario", "service-selector-typo"]),
    );
    assertEquals(upstreams.now().toISOString(), "2026-11-01T10:30:00.000Z");
    assertEquals(symptom, "checkout fails since a quarter past ten");
  });
});

describe("demoList()", () => {
  it("gives ids with what an agent would be told, and leaves out folders without a scenario", async () => {
    const folder = await Deno.makeTempDir();
    await Deno.mkdir(`${folder}/a-draft`);
    await Deno.mkdir(`${folder}/a-own`);
    const own = 'id: a-own\nclass: 0\nbase: shop-small\nnow: "2026-11-01T10:30:00Z"\n' +
      "symptom: all is quiet\nexpect: no_finding\nroot_cause: null\nfacts: []\n";
    await Deno.writeTextFile(`${folder}/a-own/scenario.yaml`, own);
    const text = await demoList({ folders: [folder] });
    await Deno.remove(folder, { recursive: true });
    const listed = new Map(text.split("\n").map((line) => line.split(/ {2,}/) as [string, string]));
    assertEquals(listed.get("a-own"), "all is quiet");
    assertEquals(listed.get("healthy-cluster"), "is anything wrong with the shop?");
    assertEquals(listed.has("a-draft"), false);
  });
});

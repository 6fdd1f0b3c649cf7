import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { readSource } from "./read_source.ts";

const forbidden = new ToolError("forbidden", 'Cannot list events in "shop"');
const failing = () => readSource("kubernetes events", () => Promise.reject(forbidden));

describe("readSource", () => {
  it("gives the value and says ok", async () => {
    const { value, coverage } = await readSource("loki", () => Promise.resolve([1]));
    assertEquals(value, [1]);
    assertEquals(coverage, { source: "loki", state: "ok" });
  });

  it("says empty for an array or a map without members", async () => {
    const list = await readSource("loki", () => Promise.resolve([]));
    const map = await readSource("loki", () => Promise.resolve(new Map()));
    assertEquals([list.coverage.state, map.coverage.state], ["empty", "empty"]);
  });

  it("takes the state from the caller where members do not tell", async () => {
    const { coverage } = await readSource("prometheus", () => Promise.resolve({ series: [] }), {
      stateOf: ({ series }) => series.length === 0 ? "no series" : "ok",
    });
    assertEquals(coverage.state, "no series");
  });

  it("turns a ToolError into coverage in our own words", async () => {
    const { value, coverage, error } = await failing();
    assertEquals(value, undefined);
    assertEquals(error, forbidden);
    assertEquals(coverage, {
      source: "kubernetes events",
      state: "forbidden",
      detail: 'Cannot list events in "shop"',
    });
  });

  it("lets a defect pass", async () => {
    const defect = () => Promise.reject(new TypeError("x is undefined"));
    await assertRejects(() => readSource("loki", defect), TypeError);
  });
});

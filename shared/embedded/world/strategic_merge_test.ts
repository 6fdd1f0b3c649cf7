import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { strategicMerge } from "./strategic_merge.ts";

describe("strategicMerge", () => {
  it("merges maps and removes what is null", () => {
    assertEquals(strategicMerge<object>({ a: { b: 1, c: 2 } }, { a: { c: null, d: 3 } }), {
      a: { b: 1, d: 3 },
    });
  });

  it("merges containers by name and environment by name", () => {
    const target = {
      containers: [{ name: "a", image: "x", env: [{ name: "K", value: "1" }] }, { name: "b" }],
    };
    const patch = { containers: [{ name: "a", env: [{ name: "L", value: "2" }] }] };
    assertEquals(strategicMerge<object>(target, patch), {
      containers: [
        { name: "a", image: "x", env: [{ name: "K", value: "1" }, { name: "L", value: "2" }] },
        { name: "b" },
      ],
    });
  });

  it("merges conditions by type and ports by number", () => {
    const target = { conditions: [{ type: "Ready", status: "True" }], ports: [{ port: 80 }] };
    const patch = { conditions: [{ type: "Ready", status: "False" }], ports: [{ port: 81 }] };
    assertEquals(strategicMerge<object>(target, patch), {
      conditions: [{ type: "Ready", status: "False" }],
      ports: [{ port: 80 }, { port: 81 }],
    });
  });

  it("replaces lists that have no key", () => {
    assertEquals(strategicMerge<object>({ args: ["a", "b"] }, { args: ["c"] }), { args: ["c"] });
  });

  it("deletes the item of a delete directive", () => {
    const target = { volumes: [{ name: "a" }, { name: "b" }] };
    assertEquals(strategicMerge<object>(target, { volumes: [{ name: "a", $patch: "delete" }] }), {
      volumes: [{ name: "b" }],
    });
  });

  it("changes neither argument", () => {
    const target = Object.freeze({ a: Object.freeze({ b: 1 }) });
    strategicMerge<object>(target, { a: { c: 2 } });
    assertEquals(target, { a: { b: 1 } });
  });
});

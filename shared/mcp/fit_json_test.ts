import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import { ToolError } from "../errors.ts";
import { fitJson } from "./fit_json.ts";

const pods = Array.from({ length: 100 }, (_, at) => ({ name: `pod-${at}`, ports: [80, 443] }));

describe("fitJson", () => {
  it("prints what fits as it is", () => {
    assertEquals(fitJson({ nodes: ["a"], name: "x" }, 1_000), '{"nodes":["a"],"name":"x"}');
  });

  it("keeps the first items of long lists and short lists whole", () => {
    const text = fitJson({ pods, nodes: ["a", "b"] }, 1_000);
    const cut = JSON.parse(text);
    const shown = cut.pods.length;
    assertEquals(cut.lists, { pods: { shown, total: 100 } });
    assertEquals(cut.nodes, ["a", "b"]);
    assertEquals(cut.pods[0], { name: "pod-0", ports: [80, 443] });
    assertEquals([text.length <= 1_000, text.length > 900], [true, true]);
  });

  it("refuses what does not fit without any item", () => {
    const error = assertThrows(() => fitJson({ text: "x".repeat(2_000) }, 1_000), ToolError);
    assertEquals(error.code, "limit_exceeded");
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { counted } from "./counted.ts";

describe("counted", () => {
  it("puts the noun in the plural for all but one", () => {
    assertEquals([0, 1, 2].map((count) => counted(count, "node")), [
      "0 nodes",
      "1 node",
      "2 nodes",
    ]);
  });

  it("takes an irregular plural", () => {
    assertEquals(counted(2, "series", "series"), "2 series");
  });
});

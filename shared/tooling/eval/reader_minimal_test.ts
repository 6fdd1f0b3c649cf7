import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fewest } from "./reader_minimal.ts";

function choice(what: string, cost: number, ...gives: readonly string[]) {
  return { what, cost, gives: new Set(gives) };
}

describe("the fewest calls", () => {
  it("are one where one gives all, though it costs more", () => {
    const choices = [choice("a", 1, "F1"), choice("b", 1, "F2"), choice("all", 9, "F1", "F2")];
    assertEquals(fewest(choices, ["F1", "F2"]), ["all"]);
  });

  it("are the cheapest among as many", () => {
    const choices = [choice("dear", 9, "F1"), choice("cheap", 1, "F1"), choice("b", 1, "F2")];
    assertEquals(fewest(choices, ["F1", "F2"]), ["cheap", "b"]);
  });

  it("are none where something is given by nobody", () => {
    assertEquals(fewest([choice("a", 1, "F1")], ["F1", "F2"]), undefined);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { foldRuns, unfoldRuns } from "./runs.ts";

describe("foldRuns", () => {
  it("writes a number that repeats once, with how often", () => {
    assertEquals(foldRuns([1, 1, 1, 2, 3, 3]), [[1, 3], 2, [3, 2]]);
  });

  it("has words for what JSON has no number for", () => {
    assertEquals(foldRuns([NaN, NaN, Infinity, -Infinity]), [["NaN", 2], "+Inf", "-Inf"]);
  });
});

describe("unfoldRuns", () => {
  it("gives back what was folded, after JSON too", () => {
    const numbers = [0, 0, 1.5, NaN, Infinity, -Infinity, -Infinity, 7];
    assertEquals(unfoldRuns(JSON.parse(JSON.stringify(foldRuns(numbers)))), numbers);
  });
});

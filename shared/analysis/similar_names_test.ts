import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { didYouMean, similarNames } from "./similar_names.ts";

describe("similarNames", () => {
  const names = ["checkout", "cart", "cart-db", "shipping", "frontend", "card"];
  const cases: readonly [string, string[]][] = [
    ["crat", ["cart"]],
    ["carb", ["card", "cart"]],
    ["Cart", ["cart", "cart-db", "card"]],
    ["chekcout", ["checkout"]],
    ["cart-6d5f7c9b8-x2x4z", ["cart"]],
    ["front", ["frontend"]],
    ["kout", ["checkout"]],
    ["payments", []],
  ];
  for (const [word, expected] of cases) {
    it(`finds ${JSON.stringify(expected)} for ${word}`, () => {
      assertEquals(similarNames(word, names), expected);
    });
  }

  it("gives the same names for any order of the candidates, without repeats", () => {
    assertEquals(similarNames("carb", [...names, ...names].reverse()), ["card", "cart"]);
  });

  it("keeps to the count", () => {
    assertEquals(similarNames("cart", names, { count: 1 }), ["cart"]);
  });
});

describe("didYouMean", () => {
  it("lists names as a sentence, and nothing as nothing", () => {
    assertEquals(didYouMean(["a", "b", "c"]), "Did you mean a, b or c");
    assertEquals(didYouMean(["a"]), "Did you mean a");
    assertEquals(didYouMean([]), undefined);
  });
});

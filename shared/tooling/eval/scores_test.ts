import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { duel, median, type Scored } from "./scores.ts";

function scored(contender: string, scenario: string, score: number): Scored {
  const parts = { area: 0, calls: 0, tokens: 0, reach: 0, recoverability: 0 };
  return { result: { contender, scenario } as Scored["result"], parts, score };
}

describe("a duel", () => {
  it("counts wins, ties and losses scenario by scenario", () => {
    const all = [
      ...[scored("a", "one", 0.9), scored("b", "one", 0.5)],
      ...[scored("a", "two", 0.5), scored("b", "two", 0.51)],
      ...[scored("a", "three", 0.1), scored("b", "three", 0.4)],
      scored("a", "alone", 1),
    ];
    const { wins, ties, losses } = duel(all, { own: "a", rival: "b" });
    assertEquals([wins, ties, losses], [1, 1, 1]);
  });
});

describe("a median", () => {
  it("takes what was not reached for more than everything", () => {
    assertEquals(median([3, undefined, 1]), 3);
    assertEquals(median([undefined, undefined, 1]), undefined);
  });
});

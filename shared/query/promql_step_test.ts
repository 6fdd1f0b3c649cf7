import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { chooseStepSeconds, niceStepSeconds } from "./promql_step.ts";

describe("chooseStepSeconds()", () => {
  const cases: readonly (readonly [string, number, number, number])[] = [
    ["five minutes", 300, 60, 15],
    ["an hour", 3_600, 61, 60],
    ["an hour at one point less", 3_600, 60, 120],
    ["six hours", 21_600, 60, 600],
    ["a week", 604_800, 100, 7_200],
    ["ten years", 315_360_000, 60, 5_356_800],
    ["no time at all", 0, 60, 15],
  ];
  for (const [name, seconds, maxPoints, step] of cases) {
    it(`takes ${step} s for ${name} and ${maxPoints} points`, () => {
      const chosen = chooseStepSeconds({ startMs: 0, endMs: seconds * 1_000, maxPoints });
      assertEquals(chosen, step);
      assertEquals(seconds / chosen + 1 <= maxPoints || seconds === 0, true);
    });
  }
});

describe("niceStepSeconds()", () => {
  it("rounds up to whole days beyond a day", () => assertEquals(niceStepSeconds(90_000), 172_800));
});

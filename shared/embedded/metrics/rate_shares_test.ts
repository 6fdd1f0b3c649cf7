import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { evenShares } from "./rate_shares.ts";

describe("evenShares", () => {
  it("gives the only series that is there the whole rate, and each of two the half", () => {
    const seconds = evenShares([
      { fromMs: 0, untilMs: Infinity },
      { fromMs: 60_000, untilMs: Infinity },
    ]);
    assertEquals([seconds(0, 60_000), seconds(60_000, 120_000)], [60, 30]);
    assertEquals(seconds(30_000, 90_000), 45);
  });

  it("gives the part of a series that ended to those that are left", () => {
    const seconds = evenShares([
      { fromMs: 0, untilMs: Infinity },
      { fromMs: 0, untilMs: 60_000 },
      { fromMs: 0, untilMs: 90_000 },
    ]);
    assertAlmostEquals(seconds(0, 60_000), 20);
    assertAlmostEquals(seconds(60_000, 120_000), 15 + 30);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { findNovelty } from "./log_novelty.ts";

function entries(lines: Readonly<Record<string, number>>) {
  return Object.entries(lines).flatMap(([line, count]) =>
    Array.from({ length: count }, (_, timeMs) => ({ line, timeMs }))
  );
}

function changes(input: Parameters<typeof findNovelty>[0]) {
  return findNovelty(input).map((
    { kind, template, now, expected },
  ) => [kind, template, now, expected]);
}

describe("findNovelty", () => {
  it("names templates that are new, gone and louder, the largest change first", () => {
    const window = entries({ "cart created": 100, "connection refused": 8, "retrying order": 60 });
    const baseline = entries({ "cart created": 90, "cache warmed": 20, "retrying order": 10 });
    assertEquals(changes({ window, baseline }), [
      ["gone", "cache warmed", 0, 20],
      ["new", "connection refused", 8, 0],
      ["louder", "retrying order", 60, 10],
    ]);
  });

  it("expects as much as the baseline had in the length of the window", () => {
    const window = entries({ "cart created": 10, "retrying order": 20 });
    const baseline = entries({ "cart created": 60, "retrying order": 18 });
    assertEquals(changes({ window, baseline, lengthRatio: 1 / 6 }), [
      ["louder", "retrying order", 20, 3],
    ]);
  });

  it("does not call growth below five times louder", () => {
    assertEquals(
      changes({
        window: entries({ "cart created": 40 }),
        baseline: entries({ "cart created": 10 }),
      }),
      [],
    );
  });

  it("smooths the ratio, so that one line against none is no infinite growth", () => {
    const [change] = findNovelty({ window: entries({ "cart created": 1 }), baseline: [] });
    assertAlmostEquals(change?.logRatio ?? 0, Math.log(3));
  });

  it("breaks ties by template", () => {
    const window = entries({ "b happened": 1, "a happened": 1 });
    assertEquals(changes({ window, baseline: [] }).map(([, template]) => template), [
      "a happened",
      "b happened",
    ]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertAlmostEquals, assertEquals } from "@std/assert";
import { isShift, median, onsetSeconds, robustScore } from "./robust_score.ts";
import type { Sample } from "./series.ts";

const noisy = [10, 11, 9, 10, 12, 8, 10, 11, 9];

describe("median", () => {
  for (
    const [values, expected] of [
      [[3, 1, 2], 2],
      [[4, 1, 2, 3], 2.5],
      [[NaN, 5, Infinity], 5],
      [[NaN], undefined],
      [[], undefined],
    ] as const
  ) {
    it(`of ${values.join(", ") || "nothing"} is ${expected}`, () => {
      assertEquals(median(values), expected);
    });
  }
});

describe("robustScore", () => {
  it("measures the shift of medians in units of the baseline's MAD", () => {
    const score = robustScore({ window: [20, 21, 19], baseline: noisy });
    assertEquals([score?.windowMedian, score?.baselineMedian, score?.spread], [20, 10, 1]);
    assertAlmostEquals(score?.score ?? 0, 6.745);
    assertEquals(score?.relativeChange, 1);
  });

  it("is not moved by a single odd point", () => {
    assertEquals(robustScore({ window: [10, 10_000, 10], baseline: noisy })?.score, 0);
  });

  it("takes one percent of the level as the spread of a flat baseline", () => {
    assertEquals(robustScore({ window: [102], baseline: [100, 100, 100] })?.spread, 1);
  });

  it("takes epsilon as the spread of a baseline at zero", () => {
    const score = robustScore({ window: [2], baseline: [0, 0, 0] }, { epsilon: 0.5 });
    assertEquals([score?.spread, score?.relativeChange], [0.5, Infinity]);
  });

  it("gives a negative score for a drop", () => {
    assertAlmostEquals(robustScore({ window: [0], baseline: noisy })?.score ?? 0, -6.745);
  });

  it("is undefined without a finite value on either side", () => {
    assertEquals(robustScore({ window: [NaN], baseline: noisy }), undefined);
    assertEquals(robustScore({ window: noisy, baseline: [] }), undefined);
  });
});

describe("isShift", () => {
  const score = {
    windowMedian: 12,
    baselineMedian: 10,
    spread: 0.1,
    score: 13.49,
    relativeChange: 0.2,
  };

  for (
    const [what, changes, floors, expected] of [
      ["accepts a shift above all floors", {}, { absolute: 1, relative: 0.1 }, true],
      ["refuses one below the relative floor", {}, { absolute: 1, relative: 0.5 }, false],
      ["refuses one below the absolute floor", {}, { absolute: 3, relative: 0.1 }, false],
      ["refuses a usual one", { score: 3.4 }, { absolute: 1, relative: 0.1 }, false],
      ["accepts a drop", { score: -9 }, { absolute: 1, relative: 0.1 }, true],
    ] as const
  ) {
    it(what, () => assertEquals(isShift({ ...score, ...changes }, floors), expected));
  }
});

describe("onsetSeconds", () => {
  const score = {
    windowMedian: 20,
    baselineMedian: 10,
    spread: 1,
    score: 6.745,
    relativeChange: 1,
  };
  const samples = (...values: number[]): Sample[] => values.map((value, at) => [at * 60, value]);

  it("finds where the last unbroken run beyond the limit began", () => {
    assertEquals(onsetSeconds(samples(10, 20, 10, 20, 21, 20), score), 180);
  });

  it("counts only what lies beyond the shift score, in units of the spread", () => {
    const limit = 10 + (3.5 * 4) / 0.6745;
    const wide = { ...score, spread: 4 };
    assertEquals(onsetSeconds(samples(10, limit - 0.1, limit + 0.1), wide), 120);
  });

  it("is undefined when the series ends within the limit", () => {
    assertEquals(onsetSeconds(samples(10, 20, 20, 10), score), undefined);
  });
});

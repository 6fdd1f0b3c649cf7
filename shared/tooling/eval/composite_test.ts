import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  composite,
  compositeRange,
  meanParts,
  type Parts,
  ratioToBest,
  WEIGHTS,
} from "./composite.ts";

const ALL: Parts = { area: 1, calls: 1, tokens: 1, reach: 1, recoverability: 1 };
const NONE: Parts = { area: 0, calls: 0, tokens: 0, reach: 0, recoverability: 0 };

describe("the composite", () => {
  it("lies between 0 and 1 and weighs the area most", () => {
    assertAlmostEquals(composite(ALL), 1);
    assertEquals(composite(NONE), 0);
    assertAlmostEquals(composite({ ...NONE, area: 1 }), WEIGHTS.area);
  });

  it("changes with its weights only where its parts differ", () => {
    assertEquals(compositeRange(ALL).map((value) => value.toFixed(6)), ["1.000000", "1.000000"]);
    const [least, most] = compositeRange({ ...NONE, area: 1 });
    assertEquals([least < WEIGHTS.area, most > WEIGHTS.area], [true, true]);
  });

  it("takes the mean of each part", () => {
    assertEquals(meanParts([ALL, NONE]).area, 0.5);
  });
});

describe("the ratio to the best", () => {
  it("is 1 for the best and 0 for what was not reached", () => {
    const all = [2, 4, undefined];
    assertEquals(all.map((own) => ratioToBest(own, all)), [1, 0.5, 0]);
  });
});

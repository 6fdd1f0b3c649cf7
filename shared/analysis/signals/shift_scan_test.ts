import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Sample } from "../series.ts";
import { findShift, type ShiftScan } from "./shift_scan.ts";

const MINUTE = 60;
const BASELINE = 60;
const WINDOW = 60;
const scan: ShiftScan = {
  windowStartSeconds: BASELINE * MINUTE,
  overlap: 4,
  floors: { absolute: 0, relative: 0 },
};

/** Numbers between 0 and 1 from a fixed seed. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** Student's t with three degrees of freedom: one point in a hundred lies far out. */
function heavyTailed(next: () => number): number {
  const chi = normal(next) ** 2 + normal(next) ** 2 + normal(next) ** 2;
  return normal(next) / Math.sqrt(chi / 3);
}

function lognormal(next: () => number): number {
  return Math.exp(normal(next));
}

function series(value: (minute: number) => number): readonly Sample[] {
  return Array.from({ length: BASELINE + WINDOW }, (_, at) => [at * MINUTE, value(at)]);
}

const TRIALS = 2_000;

function shareFound(make: (seed: number) => readonly Sample[]): number {
  const found = Array.from({ length: TRIALS }, (_, at) => findShift(make(7 * at + 1), scan));
  return found.filter((shift) => shift !== undefined).length / TRIALS;
}

describe("findShift", () => {
  for (const [name, draw] of Object.entries({ heavyTailed, lognormal, normal })) {
    // The level stays low: one percent of it is a floor of the spread.
    it(`fires on at most one quiet ${name} series in a hundred`, () => {
      const share = shareFound((seed) => {
        const next = uniform(seed);
        return series(() => 10 + draw(next));
      });
      assert(share <= 0.01, `it fires on ${100 * share} %`);
    });
  }

  for (const [last, power] of [[WINDOW, 0.95], [20, 0.95], [10, 0.9]] as const) {
    it(`finds ${100 * power} of 100 shifts by five deviations that last ${last} minutes`, () => {
      const share = shareFound((seed) => {
        const next = uniform(seed);
        return series((at) => 10 + normal(next) + (at >= BASELINE + WINDOW - last ? 5 : 0));
      });
      assert(share >= power, `it finds ${100 * share} %`);
    });
  }

  it("says the level before and now, and the last sound sample before", () => {
    const shift = findShift(series((at) => at < 100 ? 2 : 9), scan);
    assertEquals(
      { before: shift?.before, now: shift?.now, onsetSeconds: shift?.onsetSeconds },
      { before: 2, now: 9, onsetSeconds: 99 * MINUTE },
    );
  });

  it("finds what is over, and says when it ended", () => {
    const shift = findShift(series((at) => at >= 80 && at < 90 ? 50 : 1), scan);
    assertEquals([shift?.onsetSeconds, shift?.untilSeconds], [79 * MINUTE, 90 * MINUTE]);
    assertEquals(shift?.now, 50);
  });

  it("finds what began before the window, with its true onset", () => {
    const shift = findShift(series((at) => at < 50 ? 1 : 40), scan);
    assertEquals([shift?.before, shift?.onsetSeconds], [1, 49 * MINUTE]);
  });

  it("finds a drop", () => {
    const shift = findShift(series((at) => at < 90 ? 40 : 3), scan);
    assertAlmostEquals(shift?.now ?? 0, 3);
    assert((shift?.score ?? 0) < 0);
  });

  it("is not moved by one odd moment as long as the range of a rate", () => {
    assertEquals(findShift(series((at) => at >= 90 && at < 94 ? 50 : 1), scan), undefined);
  });

  it("leaves out a shift below the floors", () => {
    const samples = series((at) => at < 80 ? 1 : 1.4);
    assertEquals(findShift(samples, { ...scan, floors: { absolute: 1, relative: 0 } }), undefined);
    assertEquals(findShift(samples, { ...scan, floors: { absolute: 0, relative: 1 } }), undefined);
  });

  it("says nothing without a baseline", () => {
    assertEquals(findShift(series(() => 5).slice(55), scan), undefined);
  });
});

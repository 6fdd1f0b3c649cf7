import { assert, assertAlmostEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { mix32 } from "../random.ts";
import { LoadCurve, wobble } from "./load_curve.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-11-01T00:00:00Z");

describe("LoadCurve", () => {
  const curve = new LoadCurve(7, { daily: true });

  it("gains on average one second per second over whole days", () => {
    const gained = curve.secondsBetween(START_MS, START_MS + 30 * DAY_MS);
    assertAlmostEquals(gained / (30 * 86_400), 1, 1e-3);
  });

  it("has as integral the sum of its values", () => {
    const stepMs = 1_000;
    let sum = 0;
    for (let t = START_MS; t < START_MS + 3_600_000; t += stepMs) sum += curve.at(t + stepMs / 2);
    assertAlmostEquals(curve.secondsBetween(START_MS, START_MS + 3_600_000), sum, 0.01);
  });

  it("never falls between two moments in order", () => {
    for (let n = 0; n < 2_000; n++) {
      const from = START_MS + mix32(n, 1) % DAY_MS;
      const gained = curve.secondsBetween(from, from + mix32(n, 2) % 60_000);
      assert(gained >= 0, `falls by ${gained} after ${from}`);
    }
  });

  it("is busiest in the afternoon and quietest at night", () => {
    const at = (hour: number) =>
      curve.secondsBetween(START_MS + (hour - 1) * 3_600_000, START_MS + (hour + 1) * 3_600_000);
    assert(at(14) > 1.4 * at(2));
  });
});

describe("wobble", () => {
  it("stays within its share of the mean", () => {
    const value = wobble(100, 3, 0.06);
    for (let n = 0; n < 1_000; n++) {
      assertAlmostEquals(value(START_MS + n * 30_000), 100, 6);
    }
  });
});

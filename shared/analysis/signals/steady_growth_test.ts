import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Sample } from "../series.ts";
import { steadyGrowth } from "./steady_growth.ts";

const MINUTE = 60;

function series(count: number, value: (minute: number) => number): readonly Sample[] {
  return Array.from({ length: count }, (_, at) => [at * MINUTE, value(at)]);
}

const endSeconds = 119 * MINUTE;

describe("steadyGrowth", () => {
  it("gives the pace of a straight rise, and how high it came", () => {
    const growth = steadyGrowth(series(120, (at) => 0.6 + at / 600), { endSeconds });
    assertAlmostEquals(growth?.perHour ?? 0, 0.1);
    assertAlmostEquals(growth?.top ?? 0, 0.6 + 119 / 600);
    assertEquals(growth?.untilSeconds, undefined);
  });

  it("ends where the level falls back", () => {
    const growth = steadyGrowth(series(120, (at) => at < 90 ? 0.6 + at / 250 : 0.2), {
      endSeconds,
    });
    assertEquals([growth?.sinceSeconds, growth?.untilSeconds], [0, 90 * MINUTE]);
  });

  it("ends where the series ends", () => {
    const growth = steadyGrowth(series(60, (at) => 0.6 + at / 250), { endSeconds });
    assertEquals(growth?.untilSeconds, 59 * MINUTE);
  });

  it("finds none in a load that goes up and down, in a flat level and in a fall", () => {
    assertEquals(
      steadyGrowth(series(120, (at) => 0.7 + Math.sin(at / 9) / 9), { endSeconds }),
      undefined,
    );
    assertEquals(steadyGrowth(series(120, () => 0.7), { endSeconds }), undefined);
    assertEquals(steadyGrowth(series(120, (at) => 0.9 - at / 400), { endSeconds }), undefined);
  });
});

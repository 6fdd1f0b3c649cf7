import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Sample } from "./series.ts";
import { courseTimesOf, summarizeSeries } from "./series_summary.ts";

const labels = { pod: "cart-1" };

describe("summarizeSeries", () => {
  it("gives first, last, min, max and mean", () => {
    const samples: Sample[] = [[0, 4], [60, 1], [120, 7]];
    assertEquals(summarizeSeries({ labels, samples }), {
      labels,
      first: 4,
      last: 7,
      min: 1,
      max: 7,
      mean: 4,
      points: 3,
      firstSeconds: 0,
      lastSeconds: 120,
      course: [],
    });
  });

  it("leaves NaN and infinities out of min, max and mean, and keeps them as first and last", () => {
    const summary = summarizeSeries({ labels, samples: [[0, NaN], [60, 2], [120, Infinity]] });
    assertEquals([summary?.first, summary?.last], [NaN, Infinity]);
    assertEquals([summary?.min, summary?.max, summary?.mean], [2, 2, 2]);
  });

  it("has no min, max and mean where every value is NaN", () => {
    const summary = summarizeSeries({ labels, samples: [[0, NaN]] });
    assertEquals([summary?.min, summary?.max, summary?.mean], [NaN, NaN, NaN]);
  });

  it("is undefined without samples", () => {
    assertEquals(summarizeSeries({ labels, samples: [] }), undefined);
  });

  it("shows the course at the times asked for, with null in gaps", () => {
    const samples: Sample[] = [[0.1, 4], [120.1, 7], [500, 9]];
    assertEquals(summarizeSeries({ labels, samples }, [0.1, 60.1, 120.1])?.course, [4, null, 7]);
  });

  it("takes the newest value of a stride when the server aligned its steps otherwise", () => {
    const samples: Sample[] = [[0, 1], [30, 2], [60, 3], [150, 4]];
    assertEquals(summarizeSeries({ labels, samples }, [40, 100, 160])?.course, [2, 3, 4]);
  });
});

describe("courseTimesOf", () => {
  it("takes every step of a short window", () => {
    assertEquals(courseTimesOf({ startSeconds: 0, endSeconds: 120, stepSeconds: 60 }), [
      0,
      60,
      120,
    ]);
  });

  it("takes at most ten, evenly apart, the last one included", () => {
    assertEquals(
      courseTimesOf({ startSeconds: 0, endSeconds: 3_600, stepSeconds: 60 }),
      [240, 660, 1_080, 1_500, 1_920, 2_340, 2_760, 3_180, 3_600],
    );
  });

  it("ends on the last step when the window is not a multiple of it", () => {
    assertEquals(courseTimesOf({ startSeconds: 30, endSeconds: 130, stepSeconds: 60 }), [30, 90]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { histogramQuantile, summarizeHistogram } from "./series_histogram.ts";

const histogram = {
  count: 100,
  sum: 50,
  buckets: [[0, 0, 1, 90], [0, 1, 2, 0], [0, 2, 4, 10]] as const,
};

describe("histogramQuantile", () => {
  for (const [quantile, expected] of [[0, 0], [0.45, 0.5], [0.9, 1], [0.95, 3], [1, 4]] as const) {
    it(`gives ${expected} for ${quantile}`, () => {
      assertEquals(histogramQuantile(histogram, quantile), expected);
    });
  }

  it("is NaN without observations", () => {
    assertEquals(histogramQuantile({ count: 0, sum: 0, buckets: [] }, 0.5), NaN);
  });
});

describe("summarizeHistogram", () => {
  it("summarises the newest histogram", () => {
    const older = { count: 1, sum: 1, buckets: [] };
    const series = {
      labels: { job: "api" },
      samples: [],
      histograms: [[0, older], [60, histogram]] as const,
    };
    assertEquals(summarizeHistogram(series), {
      labels: { job: "api" },
      atSeconds: 60,
      count: 100,
      sum: 50,
      mean: 0.5,
      p50: histogramQuantile(histogram, 0.5),
      p95: 3,
      p99: 3.8,
    });
  });

  it("is undefined for a series of plain samples", () => {
    assertEquals(summarizeHistogram({ labels: {}, samples: [[0, 1]] }), undefined);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { cheaper, type EstimateInput, estimateSamples } from "./promql_cost.ts";
import { parsePromql } from "./promql_parse.ts";

const HOUR_MS = 3_600_000;

function input(query: string, { hours = 1, stepSeconds = 60, series = {} }: {
  hours?: number;
  stepSeconds?: number;
  series?: Readonly<Record<string, number>>;
}): EstimateInput {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(result.problem.message);
  return {
    expr: result.ast.expr,
    startMs: 0,
    endMs: hours * HOUR_MS,
    stepMs: stepSeconds * 1_000,
    scrapeSeconds: 30,
    seriesCount: new Map(Object.entries(series)),
  };
}

describe("estimateSamples()", () => {
  it("counts a range again at each step", () => {
    assertEquals(estimateSamples(input("rate(a[5m])", { series: { a: 100 } })), {
      samples: 100 * 10 * 61,
      steps: 61,
      selectors: [{ text: "a", rangeSeconds: 300, series: 100, samples: 61_000 }],
      unknown: [],
    });
  });

  it("adds the selectors of an operation and names those without a count", () => {
    const estimate = estimateSamples(input("a / b", { hours: 0, series: { a: 7 } }));
    assertEquals([estimate.samples, estimate.unknown], [7, ["b"]]);
  });

  it("multiplies by the steps of a subquery", () => {
    const query = "max_over_time(a[1h:1m])";
    assertEquals(estimateSamples(input(query, { hours: 0, series: { a: 2 } })).samples, 120);
  });

  it("counts a selector at a fixed time once", () => {
    assertEquals(estimateSamples(input("a @ 5", { series: { a: 2 } })).samples, 2);
  });
});

describe("cheaper()", () => {
  it("takes a longer step first and keeps the highest series", () => {
    assertEquals(
      cheaper(
        input("rate(a[5m])", { hours: 24, stepSeconds: 15, series: { a: 1_000 } }),
        5_000_000,
      ),
      {
        expr: "topk(10, rate(a[5m]))",
        startMs: 0,
        endMs: 24 * HOUR_MS,
        stepMs: 300_000,
        samples: 1_000 * 10 * 289,
        changes: ["step 300 s", "the 10 highest series"],
      },
    );
  });

  it("shortens the time range when twenty points are still too many", () => {
    const proposal = cheaper(
      input("sum(rate(a[5m]))", { hours: 24, series: { a: 10_000 } }),
      1_000_000,
    );
    assertEquals(proposal?.changes, ["step 7200 s", "last 720 min"]);
    assertEquals(proposal?.expr, "sum(rate(a[5m]))");
    assertEquals((proposal?.samples ?? Infinity) <= 1_000_000, true);
  });

  it("has nothing to offer when one evaluation is too much", () => {
    assertEquals(cheaper(input("a", { series: { a: 5_000_000 } }), 1_000_000), undefined);
  });
});

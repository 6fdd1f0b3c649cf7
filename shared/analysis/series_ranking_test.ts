import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parsePromql } from "../query/promql_parse.ts";
import { rankOfQuery, rankSeries } from "./series_ranking.ts";

function series(pod: string, last: number, mean = last) {
  return { labels: { pod }, last, mean };
}

function pods(ranked: readonly { readonly labels: { readonly pod: string } }[]): string[] {
  return ranked.map(({ labels }) => labels.pod);
}

describe("rankSeries", () => {
  it("puts the largest last value first, whatever its sign", () => {
    assertEquals(pods(rankSeries([series("a", 1), series("b", -9), series("c", 5)], "last")), [
      "b",
      "c",
      "a",
    ]);
  });

  it("ranks by mean, then by last", () => {
    const given = [series("a", 9, 1), series("b", 1, 5), series("c", 2, 5)];
    assertEquals(pods(rankSeries(given, "mean")), ["c", "b", "a"]);
  });

  it("breaks ties by labels", () => {
    assertEquals(pods(rankSeries([series("b", 1), series("a", 1)], "last")), ["a", "b"]);
  });

  it("puts infinities first and NaN last", () => {
    const given = [series("nan", NaN), series("zero", 0), series("inf", -Infinity)];
    assertEquals(pods(rankSeries(given, "last")), ["inf", "zero", "nan"]);
  });

  it("keeps the order of a query that sorts", () => {
    assertEquals(pods(rankSeries([series("b", 1), series("a", 2)], "query")), ["b", "a"]);
  });
});

describe("rankOfQuery", () => {
  function rank(expr: string, kind: "instant" | "range") {
    const parsed = parsePromql(expr);
    return parsed.ok ? rankOfQuery(parsed.ast.expr, kind) : "no query";
  }

  it("keeps the order of an instant query that sorts", () => {
    assertEquals(rank("sort_desc(up)", "instant"), "query");
    assertEquals(rank("(bottomk(3, up))", "instant"), "query");
  });

  it("ranks another instant query by its value", () => {
    assertEquals(rank("sum by (pod) (sort(up))", "instant"), "last");
    assertEquals(rank("rate(x[5m])", "instant"), "last");
  });

  it("ranks a range query by mean, whatever it sorts", () => {
    assertEquals(rank("topk(3, up)", "range"), "mean");
  });
});

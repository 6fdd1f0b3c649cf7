import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { PromqlExpr } from "./promql_ast.ts";
import { parsePromql } from "./promql_parse.ts";
import { selectorsOf } from "./promql_selectors.ts";

function parsed(query: string): PromqlExpr {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(result.problem.message);
  return result.ast.expr;
}

describe("selectorsOf()", () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ["a + b * -c", ["a", "b", "c"]],
    ['absent(a) or label_replace(b, "x", "$1", "y", "(.*)")', ["a", "b"]],
    ["topk(scalar(k), sum by (x) (rate(a[5m])))", ["k", "a"]],
    ['max_over_time(rate(a{b="c"}[5m])[1h:1m])', ['a{b="c"}']],
    ['info(a, {b="c"})', ["a", '{b="c"}']],
    ['{__name__=~"a|b"} unless {"c d"}', ['{__name__=~"a|b"}', '{"c d"}']],
    ["histogram_quantile(scalar(q), a) and on () b", ["q", "a", "b"]],
    ["vector(1) + time()", []],
  ];
  for (const [query, texts] of cases) {
    it(`finds every selector of ${query}`, () =>
      assertEquals(selectorsOf(parsed(query)).map(({ text }) => text), texts));
  }

  it("gives range, offset, metric, matchers and place", () => {
    const query = 'sum(rate({__name__="a", job="j"}[5m] offset 1m))';
    assertEquals<unknown>(selectorsOf(parsed(query)), [{
      text: '{__name__="a", job="j"}',
      metric: "a",
      matchers: [{ label: "job", op: "=", value: "j", valueAt: { from: 28, to: 31 } }],
      rangeMs: 300_000,
      offsetMs: 60_000,
      subqueryMs: 0,
      evaluations: 1,
      place: { from: 9, to: 32 },
    }]);
  });

  it("counts the evaluations of nested subqueries and adds their offsets", () => {
    const [selector] = selectorsOf(
      parsed("max_over_time(avg_over_time(a[10m:1m])[1h:5m] offset 1h)"),
    );
    assertEquals([selector?.evaluations, selector?.subqueryMs, selector?.offsetMs], [
      120,
      4_200_000,
      3_600_000,
    ]);
  });
});

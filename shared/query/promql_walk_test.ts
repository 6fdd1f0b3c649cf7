import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { PromqlExpr } from "./promql_ast.ts";
import { parsePromql } from "./promql_parse.ts";
import { printPromql } from "./promql_print.ts";
import { mapSelectors, walkPromql } from "./promql_walk.ts";

function parsed(query: string): PromqlExpr {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(result.problem.message);
  return result.ast.expr;
}

function scoped(query: string): string {
  return printPromql(mapSelectors(parsed(query), (selector) => ({
    ...selector,
    matchers: [...selector.matchers, { label: "ns", op: "=", value: "a" }],
  })));
}

describe("mapSelectors()", () => {
  const cases: Readonly<Record<string, string>> = {
    "x": 'x{ns="a"}',
    "-x ^ y": '-x{ns="a"} ^ y{ns="a"}',
    '{__name__=~"x|y"} or {"z z"}': '{__name__=~"x|y", ns="a"} or {"z z", ns="a"}',
    "topk(scalar(k), sum by (p) (rate(x[5m] offset 1m)))":
      'topk(scalar(k{ns="a"}), sum by (p) (rate(x{ns="a"}[5m] offset 1m)))',
    "max_over_time((x / y)[1h:1m] @ end())":
      'max_over_time((x{ns="a"} / y{ns="a"})[1h:1m] @ end())',
    'info(x, {data="d"})': 'info(x{ns="a"}, {data="d", ns="a"})',
    "absent(x) unless on (p) y == bool 1": 'absent(x{ns="a"}) unless on (p) y{ns="a"} == bool 1',
    "time() + 1": "time() + 1",
  };
  for (const [query, expected] of Object.entries(cases)) {
    it(`reaches every selector of ${query}`, () => assertEquals(scoped(query), expected));
  }
});

describe("walkPromql()", () => {
  it("visits the outermost node first", () => {
    assertEquals([...walkPromql(parsed("sum(rate(x[5m])) + 1"))].map(({ kind }) => kind), [
      "Binary",
      "Aggregate",
      "Call",
      "MatrixSelector",
      "VectorSelector",
      "NumberLiteral",
    ]);
  });
});

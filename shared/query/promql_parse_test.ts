import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { PROMQL_QUERIES } from "../testing/promql_queries.ts";
import type { PromqlExpr } from "./promql_ast.ts";
import { parsePromql } from "./promql_parse.ts";
import { printPromql } from "./promql_print.ts";
import { withoutPlaces } from "../testing/without_places.ts";

function parsed(query: string): PromqlExpr {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(`${result.problem.message} at ${result.problem.offset}`);
  return result.ast.expr;
}

/** The tree without positions; `x` stands for a plain selector. */
function treeOf(query: string): unknown {
  return withoutPlaces(parsed(query));
}

function selector(name: string, rest: Readonly<Record<string, unknown>> = {}): unknown {
  return { kind: "VectorSelector", name, matchers: [], offsetMs: 0, ...rest };
}

function binary(op: string, left: unknown, right: unknown): unknown {
  return { kind: "Binary", op, left, right, bool: false };
}

function number(value: number): unknown {
  return { kind: "NumberLiteral", value };
}

describe("parsePromql()", () => {
  for (const query of PROMQL_QUERIES) {
    it(`accepts ${query} and prints it back to an equal tree`, () => {
      assertEquals(treeOf(printPromql(parsed(query))), treeOf(query));
    });
  }

  it("hangs offset and @ on the last operand, not on the operation", () => {
    assertEquals(
      treeOf("a + b offset 5m"),
      binary("+", selector("a"), selector("b", { offsetMs: 300_000 })),
    );
    assertEquals(treeOf("-a @ 5"), {
      kind: "Unary",
      op: "-",
      expr: selector("a", { at: { timeMs: 5_000 } }),
    });
  });

  it("raises before it negates", () => {
    assertEquals(treeOf("-1 ^ 2"), {
      kind: "Unary",
      op: "-",
      expr: binary("^", number(1), number(2)),
    });
    assertEquals(
      treeOf("a ^ b ^ c"),
      binary("^", selector("a"), binary("^", selector("b"), selector("c"))),
    );
  });

  it("reads matchers, quoted names and modifiers of a range selector", () => {
    assertEquals(treeOf(`{"my.metric", "a.b"!="c", d=~\'e"\'}[1h30m] @ end() offset -1m`), {
      kind: "MatrixSelector",
      vector: selector("my.metric", {
        matchers: [{ label: "a.b", op: "!=", value: "c" }, { label: "d", op: "=~", value: 'e"' }],
        offsetMs: -60_000,
        at: "end",
      }),
      rangeMs: 5_400_000,
    });
  });

  it("reads parameters and groupings of an aggregation on either side", () => {
    const expected = {
      kind: "Aggregate",
      op: "topk",
      expr: selector("x"),
      param: number(5),
      grouping: { mode: "by", labels: ["a"] },
    };
    assertEquals(treeOf("topk by (a) (5, x)"), expected);
    assertEquals(treeOf("topk(5, x) by (a)"), expected);
  });

  it("reads vector matching", () => {
    assertEquals(treeOf("a == bool on (x) group_right (y) b"), {
      kind: "Binary",
      op: "==",
      left: selector("a"),
      right: selector("b"),
      bool: true,
      matching: { mode: "on", labels: ["x"], group: { side: "right", include: ["y"] } },
    });
  });

  const numbers: Readonly<Record<string, number>> = {
    "0x1F": 31,
    "017": 15,
    "08": 8,
    "1_000": 1_000,
    "1e3": 1_000,
    ".5": 0.5,
    "-Inf": -Infinity,
    "nan": NaN,
    "1h30m": 5_400,
    "-5m": -300,
  };
  for (const [text, value] of Object.entries(numbers)) {
    it(`reads the number ${text}`, () => assertEquals(treeOf(text), number(value)));
  }

  it("says where each node stands", () => {
    const query = 'sum(rate(x{a="b"}[5m] offset 1m)) / y';
    const { left } = parsed(query) as Extract<PromqlExpr, { kind: "Binary" }>;
    assertEquals(query.slice(left.from, left.to), 'sum(rate(x{a="b"}[5m] offset 1m))');
    const rate = (left as Extract<PromqlExpr, { kind: "Aggregate" }>).expr as Extract<
      PromqlExpr,
      { kind: "Call" }
    >;
    const matrix = rate.args[0] as Extract<PromqlExpr, { kind: "MatrixSelector" }>;
    assertEquals(query.slice(matrix.from, matrix.to), 'x{a="b"}[5m] offset 1m');
    assertEquals(query.slice(matrix.vector.selector.from, matrix.vector.selector.to), 'x{a="b"}');
  });

  it("gives the type of the whole", () => {
    const types = ["1", "x", "x[5m]", '"a"', "1 + 2", "1 + x", "scalar(x)", "time()"].map(
      (query) => {
        const result = parsePromql(query);
        return result.ok && result.ast.type;
      },
    );
    assertEquals(types, [
      "scalar",
      "vector",
      "matrix",
      "string",
      "scalar",
      "vector",
      "scalar",
      "scalar",
    ]);
  });
});

/** query, line:column, message, corrected query */
const MISTAKES: readonly (readonly [string, string, string, string | undefined])[] = [
  ["", "1:1", "The query is empty", undefined],
  [
    "rate(x)",
    "1:6",
    '"rate" needs a range vector such as x[5m] here, and this is an instant vector',
    "rate(x[5m])",
  ],
  [
    "rate(sum(x))",
    "1:6",
    '"rate" needs a range vector such as x[5m] here, and this is an instant vector',
    "rate(sum(x)[5m:])",
  ],
  [
    "sum(x[5m])",
    "1:5",
    '"sum" aggregates an instant vector, and this is a range vector such as x[5m]',
    "sum(x)",
  ],
  [
    "sum(x_total[5m])",
    "1:5",
    '"sum" aggregates an instant vector, and this is a range vector such as x[5m]',
    "sum(rate(x_total[5m]))",
  ],
  ["sum(1)", "1:5", '"sum" aggregates an instant vector, and this is a number', "sum(vector(1))"],
  ["foo(x)", "1:1", 'There is no function "foo"', undefined],
  ["rte(x[5m])", "1:1", 'There is no function "rte"', "rate(x[5m])"],
  ["Rate(x[5m])", "1:1", 'There is no function "Rate"', "rate(x[5m])"],
  ['x{a=="b"}', "1:4", 'A label matcher is written with "=", not with "=="', 'x{a="b"}'],
  ["x{a=b}", "1:5", 'The label value "b" needs quotes', 'x{a="b"}'],
  ["x{a=5}", "1:5", 'The label value "5" needs quotes', 'x{a="5"}'],
  ['x{a="b}', "1:5", "A string is not closed", 'x{a="b"}'],
  ['x{a="', "1:5", "A string is not closed", 'x{a=""}'],
  ["x{a='b}", "1:5", "A string is not closed", "x{a='b'}"],
  ['x{a="b"', "1:2", '"{" is not closed', 'x{a="b"}'],
  ['x{a="b"[5m]', "1:2", '"{" is not closed', 'x{a="b"}[5m]'],
  ["rate(x[5m)", "1:7", '"[" is not closed', "rate(x[5m])"],
  ["rate(x[5m]", "1:5", '"(" is not closed', "rate(x[5m])"],
  ["sum(rate(x[5m]) by (pod)", "1:4", '"(" is not closed', "sum(rate(x[5m])) by (pod)"],
  ["rate(x[5m] by (pod)", "1:5", '"(" is not closed', "sum by (pod) (rate(x[5m]))"],
  [
    "rate(x[5m]) by (pod)",
    "1:13",
    '"by" belongs to an aggregation such as sum',
    "sum by (pod) (rate(x[5m]))",
  ],
  ["sum by pod (x)", "1:5", 'The labels after "by" stand in parentheses', "sum by (pod) (x)"],
  ["sum by (pod (x)", "1:8", '"(" is not closed', "sum by (pod) (x)"],
  ["sum(x) by pod, ns", "1:8", 'The labels after "by" stand in parentheses', "sum(x) by (pod, ns)"],
  ["x +", "1:3", 'Nothing follows "+"', "x"],
  ["x ==", "1:3", 'Nothing follows "=="', "x"],
  ["x offset", "1:3", 'Nothing follows "offset"', "x"],
  ["rate(x[5 m])", "1:8", 'The duration "5 m" is written 5m', "rate(x[5m])"],
  ["rate(x[5min])", "1:8", 'The duration "5min" is written 5m', "rate(x[5m])"],
  ["rate(x[1.5h])", "1:8", 'The duration "1.5h" is written 1h30m', "rate(x[1h30m])"],
  [
    "rate(x[$__rate_interval])",
    "1:8",
    '"$__rate_interval" is a variable of a dashboard, not of the query language',
    "rate(x[5m])",
  ],
  ["x && y", "1:3", 'The operator "&&" is written and', "x and y"],
  ["x || y", "1:3", 'The operator "||" is written or', "x or y"],
  ["x = 5", "1:3", 'The operator "=" is written ==', "x == 5"],
  [
    'x{a=~"("}',
    "1:6",
    'The regular expression of "a" is not valid: a group is not closed',
    'x{a=~"\\\\("}',
  ],
  [
    'x{a=~"*foo*"}',
    "1:6",
    'The regular expression of "a" is not valid: "*" repeats nothing',
    'x{a=~".*foo.*"}',
  ],
  [
    'x{a=~"\\d+"}',
    "1:6",
    "A backslash in a string is doubled, or the string stands in backticks",
    'x{a=~"\\\\d+"}',
  ],
  ['x{a="b" c="d"}', "1:9", "Label matchers are separated by commas", 'x{a="b", c="d"}'],
  ['x{a="b",,c="d"}', "1:9", "A comma is given twice", 'x{a="b",c="d"}'],
  ['x{a:"b"}', "1:4", 'A label matcher is written with "=", not with ":"', 'x{a="b"}'],
  ['x{a~="b"}', "1:4", 'A label matcher is written with "=~", not with "~="', 'x{a=~"b"}'],
  ['x{a=!"b"}', "1:4", 'A label matcher is written with "!=", not with "=!"', 'x{a!="b"}'],
  ["x{a=“b”}", "1:5", "Strings stand in straight quotes", 'x{a="b"}'],
  [
    "{}",
    "1:1",
    "A selector needs a metric name or one matcher that refuses the empty value",
    undefined,
  ],
  [
    '{a=""}',
    "1:1",
    "A selector needs a metric name or one matcher that refuses the empty value",
    undefined,
  ],
  ['x{__name__="y"}', "1:1", 'The metric name is given twice: "x" and "y"', undefined],
  ["topk(x)", "1:1", '"topk" needs a parameter before its expression, topk(5, …)', "topk(5, x)"],
  ["topk(x, 5)", "1:6", '"topk" needs a number here, and this is an instant vector', "topk(5, x)"],
  [
    "quantile(x)",
    "1:1",
    '"quantile" needs a parameter before its expression, quantile(0.95, …)',
    "quantile(0.95, x)",
  ],
  [
    "histogram_quantile(x)",
    "1:1",
    '"histogram_quantile" takes 2 arguments, and 1 is given',
    "histogram_quantile(0.95, x)",
  ],
  [
    "histogram_quantile(x, 0.9)",
    "1:20",
    '"histogram_quantile" needs a number here, and this is an instant vector',
    "histogram_quantile(0.9, x)",
  ],
  ["1 > 2", "1:1", 'A comparison of two numbers needs "bool"', "1 > bool 2"],
  ["x + bool 1", "1:2", '"bool" goes with comparisons only, not with "+"', "x + 1"],
  [
    "x and 1",
    "1:7",
    '"and" needs an instant vector on both sides, and this is a number',
    undefined,
  ],
  [
    "rate(x[5m])[1h]",
    "1:12",
    "A range stands behind a selector; behind any other expression it needs a colon, [5m:]",
    "rate(x[5m])[1h:]",
  ],
  ["x offset 5m [5m]", "1:13", "The range stands before offset and @", "x[5m] offset 5m"],
  ["x)", "1:2", '")" closes nothing', "x"],
  ["sum(rate(x[5m])))", "1:17", '")" closes nothing', "sum(rate(x[5m]))"],
  [
    'http.requests{a="b"}',
    "1:1",
    'A name with dots stands quoted in braces, {"http.requests"}',
    '{"http.requests", a="b"}',
  ],
  ["rate(x[0s])", "1:8", "A range or step is longer than zero", undefined],
  ["a b", "1:3", '"b" does not fit here', undefined],
  ["clamp(x, 1)", "1:1", '"clamp" takes 3 arguments, and 2 are given', undefined],
  [
    "x[5m] + 1",
    "1:1",
    '"+" needs numbers or instant vectors, and this is a range vector such as x[5m]',
    "x + 1",
  ],
  [
    "x / on (a) group_left (a) y",
    "1:27",
    'The label "a" stands in "on" and in "group_left"',
    undefined,
  ],
  ['"a" + 1', "1:1", '"+" needs numbers or instant vectors, and this is a string', undefined],
  ['-"a"', "1:2", '"-" needs a number or an instant vector, and this is a string', undefined],
  [
    "x[step()]",
    "1:3",
    "A duration that depends on the step or range of the query is not supported",
    undefined,
  ],
  ["x offset 5m offset 6m", "1:20", "An offset is given twice", undefined],
  [
    "sum(rate(x{a=b}[5 m]) by (pod)",
    "1:14",
    'The label value "b" needs quotes',
    'sum(rate(x{a="b"}[5m])) by (pod)',
  ],
  ["sum(x, y)", "1:5", '"sum" takes one expression and no parameter', undefined],
  ["info(x, y + 1)", "1:9", '"info" takes label matchers such as {data="x"} here', undefined],
  ["x\n+ (y\n* 2", "2:3", '"(" is not closed', "x\n+ (y\n* 2)"],
];

describe("parsePromql() on mistakes", () => {
  for (const [query, place, message, suggestion] of MISTAKES) {
    it(`places and explains ${JSON.stringify(query)}`, () => {
      const result = parsePromql(query);
      assertEquals(result.ok, false);
      if (result.ok) return;
      const { line, column, ...problem } = result.problem;
      assertEquals([`${line}:${column}`, problem.message, problem.suggestion], [
        place,
        message,
        suggestion,
      ]);
    });
  }

  it("proposes only queries that read", () => {
    const proposals = MISTAKES.map(([, , , suggestion]) => suggestion).filter((text) =>
      text !== undefined
    );
    assertEquals(proposals.filter((text) => !parsePromql(text).ok), []);
  });

  it("quotes at most 24 characters near the mistake", () => {
    const result = parsePromql("x y" + "z".repeat(100));
    assertEquals(result.ok ? "" : result.problem.near, "y" + "z".repeat(23));
  });

  it("refuses a query of more than 20,000 characters", () => {
    const result = parsePromql(`x${" ".repeat(20_000)}`);
    assertEquals(
      result.ok ? "" : result.problem.message,
      "The query is longer than 20000 characters",
    );
  });

  it("answers in bounded time for a long query that cannot be repaired", () => {
    const result = parsePromql("((".repeat(2_000) + "x{a=b" + "}".repeat(500));
    assertEquals(result.ok, false);
  });
});

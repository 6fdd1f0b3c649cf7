import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { LOGQL_QUERIES } from "../testing/logql_queries.ts";
import { withoutPlaces } from "../testing/without_places.ts";
import type { LogqlExpr } from "./logql_ast.ts";
import { parseLogql } from "./logql_parse.ts";
import { printLogql } from "./logql_print.ts";
import { isMetricQuery, logQueriesOf, mapLogQueries } from "./logql_walk.ts";

function parsed(query: string): LogqlExpr {
  const result = parseLogql(query);
  if (!result.ok) throw new Error(`${result.problem.message} at ${result.problem.offset}`);
  return result.ast;
}

function treeOf(query: string): unknown {
  return withoutPlaces(parsed(query));
}

/** The stages behind `{a="b"}` without positions. */
function stagesOf(pipeline: string): unknown {
  const query = parsed(`{a="b"} ${pipeline}`);
  return withoutPlaces(query.kind === "LogQuery" ? query.stages : []);
}

function equals(label: string, value: string): unknown {
  return { kind: "String", label, op: "=", value };
}

function both(left: unknown, right: unknown): unknown {
  return { kind: "And", left, right };
}

function either(left: unknown, right: unknown): unknown {
  return { kind: "Or", left, right };
}

const [A, B, C, D] = ["a", "b", "c", "d"].map((label) => equals(label, "x"));

describe("parseLogql()", () => {
  for (const query of LOGQL_QUERIES) {
    it(`accepts ${query} and prints it back to an equal tree`, () => {
      assertEquals(treeOf(printLogql(parsed(query))), treeOf(query));
    });
  }

  it("reads line filters with their alternatives", () => {
    assertEquals(stagesOf('|= "x" or `y` !~ "z"'), [
      {
        kind: "LineFilter",
        op: "|=",
        values: [{ value: "x", ip: false }, { value: "y", ip: false }],
      },
      { kind: "LineFilter", op: "!~", values: [{ value: "z", ip: false }] },
    ]);
    assertEquals(stagesOf('|= ip("::1") or "x"'), [
      {
        kind: "LineFilter",
        op: "|=",
        values: [{ value: "::1", ip: true }, { value: "x", ip: false }],
      },
    ]);
  });

  const conditions: readonly (readonly [string, unknown])[] = [
    ['a="x" or b="x" and c="x"', either(A, both(B, C))],
    ['a="x" and b="x" or c="x"', either(both(A, B), C)],
    ['a="x" or b="x", c="x"', either(A, both(B, C))],
    ['a="x", b="x" or c="x"', both(A, either(B, C))],
    ['a="x", b="x" and c="x" or d="x"', both(A, either(both(B, C), D))],
    ['(a="x" or b="x") and c="x"', both(either(A, B), C)],
    ['a="x" and (b="x" or c="x")', both(A, either(B, C))],
  ];
  for (const [text, predicate] of conditions) {
    it(`evaluates ${text} in the order of Loki`, () => {
      assertEquals(stagesOf(`| ${text}`), [{ kind: "LabelFilter", predicate }]);
    });
  }

  const comparisons: Readonly<Record<string, unknown>> = {
    "n=5": { kind: "Number", label: "n", op: "==", value: 5 },
    "n>=-1.5": { kind: "Number", label: "n", op: ">=", value: -1.5 },
    "n<1h30m": { kind: "Duration", label: "n", op: "<", value: 5_400_000 },
    "n>1d": { kind: "Duration", label: "n", op: ">", value: 86_400_000 },
    "n!=250us": { kind: "Duration", label: "n", op: "!=", value: 0.25 },
    "n<=10KiB": { kind: "Bytes", label: "n", op: "<=", value: 10_240 },
    "n>2MB": { kind: "Bytes", label: "n", op: ">", value: 2_000_000 },
    'n!=ip("10.0.0.0/8")': { kind: "Ip", label: "n", op: "!=", value: "10.0.0.0/8" },
    'n!~"5.."': { kind: "String", label: "n", op: "!~", value: "5.." },
  };
  for (const [text, predicate] of Object.entries(comparisons)) {
    it(`reads the condition ${text}`, () =>
      assertEquals(stagesOf(`| ${text}`), [{ kind: "LabelFilter", predicate }]));
  }

  it("reads parsers, formats and label choices", () => {
    const stages = stagesOf(
      '| json x="a.b", y | logfmt --strict | pattern "<x>" | line_format "{{.x}}" | label_format p=q,r="{{.s}}" | drop t, u=~"v" | keep w | unpack',
    );
    assertEquals(stages, [
      {
        kind: "Json",
        extractions: [{ label: "x", expression: "a.b" }, { label: "y", expression: "y" }],
        strict: false,
        keepEmpty: false,
      },
      { kind: "Logfmt", extractions: [], strict: true, keepEmpty: false },
      { kind: "Pattern", pattern: "<x>" },
      { kind: "LineFormat", template: "{{.x}}" },
      {
        kind: "LabelFormat",
        assignments: [{ label: "p", source: "q" }, { label: "r", template: "{{.s}}" }],
      },
      { kind: "Drop", labels: [{ label: "t" }, { label: "u", op: "=~", value: "v" }] },
      { kind: "Keep", labels: [{ label: "w" }] },
      { kind: "Unpack" },
    ]);
  });

  it("reads a range aggregation with unwrap, filters behind it, offset and grouping", () => {
    const query =
      'quantile_over_time(0.9, {a="b"} |= "x" | unwrap duration(d) | __error__="" [1h30m] offset -5m) by (c)';
    assertEquals(treeOf(query), {
      kind: "RangeAggregation",
      op: "quantile_over_time",
      param: 0.9,
      range: {
        query: {
          kind: "LogQuery",
          matchers: [{ label: "a", op: "=", value: "b" }],
          stages: [{ kind: "LineFilter", op: "|=", values: [{ value: "x", ip: false }] }],
        },
        unwrap: {
          label: "d",
          conversion: "duration",
          filters: [{ kind: "LabelFilter", predicate: equals("__error__", "") }],
        },
        rangeMs: 5_400_000,
        offsetMs: -300_000,
      },
      grouping: { mode: "by", labels: ["c"] },
    });
  });

  it("gives each operator the operands that Loki gives it", () => {
    const printed = [
      "1 + 2 * 3 - 4 ^ 2 ^ 5",
      "vector(1) > 2 or vector(3) and vector(4)",
      "2 - 1 - 1",
    ].map(
      (query) => {
        const spell = (expr: LogqlExpr): string => {
          if (expr.kind === "Binary") return `(${spell(expr.left)}${expr.op}${spell(expr.right)})`;
          return expr.kind === "Number" || expr.kind === "Vector" ? String(expr.value) : expr.kind;
        };
        return spell(parsed(query));
      },
    );
    assertEquals(printed, ["((1+(2*3))-(4^(2^5)))", "((1>2)or(3and4))", "((2-1)-1)"]);
  });

  it("says where the selector and each value stand", () => {
    const query = 'sum(rate({a="b"} |~ "x" [5m]))';
    const [found] = logQueriesOf(parsed(query));
    assertEquals(query.slice(found?.selector.from, found?.selector.to), '{a="b"}');
    const place = found?.matchers[0]?.valueAt;
    assertEquals(query.slice(place?.from, place?.to), '"b"');
  });
});

/** query, line:column, message, corrected query */
const MISTAKES: readonly (readonly [string, string, string, string | undefined])[] = [
  ["", "1:1", "The query is empty", undefined],
  ["{}", "1:1", "A stream selector needs one matcher that refuses the empty value", undefined],
  ['{a=""}', "1:1", "A stream selector needs one matcher that refuses the empty value", undefined],
  [
    '{a=~".*"}',
    "1:1",
    "A stream selector needs one matcher that refuses the empty value",
    undefined,
  ],
  [
    '{a!="x"}',
    "1:1",
    "A stream selector needs one matcher that refuses the empty value",
    undefined,
  ],
  ["{app=web}", "1:6", 'The label value "web" needs quotes', '{app="web"}'],
  ['{a=="b"}', "1:3", 'A label is compared with a string by "=", not by "=="', '{a="b"}'],
  ["{a='b'}", "1:4", "Strings stand in double quotes or backticks", '{a="b"}'],
  ['{a="b"', "1:1", '"{" is not closed', '{a="b"}'],
  ['{a="b}', "1:4", "A string is not closed", '{a="b"}'],
  ['{a="b",}', "1:7", "Nothing follows the comma", '{a="b"}'],
  ['{a="b" c="d"}', "1:8", "Label matchers are separated by commas", '{a="b", c="d"}'],
  ['{a:"b"}', "1:3", 'A label matcher is written with "=", not with ":"', '{a="b"}'],
  [
    '{a=~"("}',
    "1:5",
    'The regular expression of "a" is not valid: a group is not closed',
    '{a=~"\\\\("}',
  ],
  [
    '{a="b"} |~ "("',
    "1:12",
    "The regular expression behind |~ is not valid: a group is not closed",
    '{a="b"} |~ "\\\\("',
  ],
  [
    '{a="b"} |~ "*x"',
    "1:12",
    'The regular expression behind |~ is not valid: "*" repeats nothing',
    '{a="b"} |~ ".*x"',
  ],
  [
    '{a="b"} |= error',
    "1:12",
    'The text "error" of the line filter needs quotes',
    '{a="b"} |= "error"',
  ],
  ["{a=\"b\"} |= 'x'", "1:12", "Strings stand in double quotes or backticks", '{a="b"} |= "x"'],
  ['{a="b"} |= "x', "1:12", "A string is not closed", '{a="b"} |= "x"'],
  ['{a="b"} "error"', "1:9", "A line filter needs an operator", '{a="b"} |= "error"'],
  ['{a="b"} =~ "x"', "1:9", 'A line filter is written with "|~", not with "=~"', '{a="b"} |~ "x"'],
  ['{a="b"} | "x"', "1:9", 'A line filter is written with "|=", not with "|"', '{a="b"} |= "x"'],
  ['{a="b"} | jsn', "1:11", 'There is no stage "jsn"', '{a="b"} | json'],
  [
    '{a="b"} | json | level == "x"',
    "1:24",
    'A label is compared with a string by "=", not by "=="',
    '{a="b"} | json | level = "x"',
  ],
  ['{a="b"} || json', "1:9", "Stages are separated by one |", '{a="b"} | json'],
  ['{a="b"} | json |', "1:16", 'Nothing follows "|"', '{a="b"} | json'],
  [
    '{a="b"} | unwrap x',
    "1:9",
    "unwrap goes with an aggregation over a range, such as avg_over_time(… | unwrap x [5m])",
    undefined,
  ],
  [
    '{a="b"} | pattern "x"',
    "1:11",
    "The pattern parser needs a capture such as <status>",
    undefined,
  ],
  [
    '{a="b"} | pattern "<a><b>"',
    "1:11",
    "Two captures of a pattern need text between them",
    undefined,
  ],
  [
    '{a="b"} | regexp "x"',
    "1:11",
    "The regexp parser needs a named group such as (?P<status>\\d+)",
    undefined,
  ],
  [
    '{a="b"} | x=~"["',
    "1:14",
    'The regular expression of "x" is not valid: a character class is not closed',
    '{a="b"} | x=~"\\\\["',
  ],
  ['rate({a="b"})', "1:13", '"rate" needs a range such as [5m]', 'rate({a="b"} [5m])'],
  [
    'rate({a="b"} | json)',
    "1:20",
    '"rate" needs a range such as [5m]',
    'rate({a="b"} | json [5m])',
  ],
  [
    'rate({a="b"})[5m]',
    "1:14",
    "The range stands inside the parentheses, behind the log query",
    'rate({a="b"} [5m])',
  ],
  ['rate({a="b"}[5 m])', "1:14", 'The duration "5 m" is written 5m', 'rate({a="b"}[5m])'],
  ['rate({a="b"}[5min])', "1:14", 'The duration "5min" is written 5m', 'rate({a="b"}[5m])'],
  [
    'rate({a="b"}[$__auto])',
    "1:14",
    '"$__auto" is a variable of a dashboard, not of the query language',
    'rate({a="b"}[5m])',
  ],
  [
    'rate({a="b"}[5m]) offset 1h',
    "1:19",
    "offset stands inside the parentheses, behind the range",
    'rate({a="b"}[5m] offset 1h)',
  ],
  ['rate({a="b"}[5m]', "1:5", '"(" is not closed', 'rate({a="b"}[5m])'],
  ['rte({a="b"}[5m])', "1:1", 'There is no function "rte"', 'rate({a="b"}[5m])'],
  ['foo({a="b"}[5m])', "1:1", 'There is no function "foo"', undefined],
  ['sum(rate({a="b"}[5m]) by (x)', "1:4", '"(" is not closed', 'sum(rate({a="b"}[5m])) by (x)'],
  [
    'sum by x (rate({a="b"}[5m]))',
    "1:5",
    'The labels after "by" stand in parentheses',
    'sum by (x) (rate({a="b"}[5m]))',
  ],
  [
    'sum({a="b"})',
    "1:5",
    '"sum" aggregates a metric query, and this is a log query',
    'sum(count_over_time({a="b"} [5m]))',
  ],
  [
    'count({a="b"}[5m])',
    "1:7",
    '"count" aggregates a metric query, and this is a log query',
    'count(count_over_time({a="b"}[5m]))',
  ],
  [
    'rate({a="b"}[5m]) by (x)',
    "1:18",
    '"rate" takes no grouping; an aggregation around it does',
    'sum by (x) (rate({a="b"}[5m]))',
  ],
  [
    'sum_over_time({a="b"}[5m])',
    "1:22",
    '"sum_over_time" needs a number to work on, such as | unwrap duration(latency)',
    undefined,
  ],
  [
    'count_over_time({a="b"} | unwrap x [5m])',
    "1:24",
    '"count_over_time" counts lines and takes no unwrap',
    undefined,
  ],
  [
    'quantile_over_time({a="b"} | unwrap x [5m])',
    "1:1",
    '"quantile_over_time" needs a quantile before its range, quantile_over_time(0.95, …)',
    'quantile_over_time(0.95, {a="b"} | unwrap x [5m])',
  ],
  [
    'topk(rate({a="b"}[5m]))',
    "1:1",
    '"topk" needs a number before its expression, topk(5, …)',
    'topk(5, rate({a="b"}[5m]))',
  ],
  ['sort by (a) (rate({a="b"}[5m]))', "1:1", '"sort" takes no grouping', undefined],
  [
    '{a="b"} + 1',
    "1:1",
    "An operator needs metric queries on both sides, and this is a log query",
    undefined,
  ],
  [
    'rate({a="b"}[5m]) and 1',
    "1:23",
    '"and" needs metric queries on both sides, and this is a number',
    undefined,
  ],
  ['rate({a="b"}[5m]) +', "1:19", 'Nothing follows "+"', 'rate({a="b"}[5m])'],
  [
    'label_replace(rate({a="b"}[5m]), "a", "$1", "b", "(")',
    "1:50",
    "The regular expression of label_replace is not valid: a group is not closed",
    'label_replace(rate({a="b"}[5m]), "a", "$1", "b", "\\\\(")',
  ],
  [
    '{a="b"} |~ "\\d+"',
    "1:12",
    "A backslash in a string is doubled, or the string stands in backticks",
    '{a="b"} |~ "\\\\d+"',
  ],
  [
    'sum by (a,) (rate({a="b"}[5m]))',
    "1:10",
    "Nothing follows the comma",
    'sum by (a) (rate({a="b"}[5m]))',
  ],
  [
    'count_over_time({a="b"}[0s])',
    "1:24",
    "A range is a duration longer than zero, such as [5m]",
    undefined,
  ],
  ["up", "1:1", 'A log query starts with a stream selector such as {app="web"}', undefined],
  ['rate({a="b"}[300])', "1:13", 'The range "[300]" needs a unit, [5m]', 'rate({a="b"}[5m])'],
  ['{a="b"} | json | status>=5xx', "1:27", '"xx" does not fit here', undefined],
  ['{"a.b"="c"}', "1:2", "A string does not fit here", undefined],
  ['topk(0, rate({a="b"}[5m]))', "1:1", '"topk" needs a whole number above zero', undefined],
  [
    '{a="b"} | regexp "(?P<x"',
    "1:18",
    "The regular expression of the parser is not valid: unknown kind of group",
    undefined,
  ],
  ["{app=web} |= error [5m]", "1:6", '"web" does not fit here', undefined],
  [
    "rate({app=web} |= error)",
    "1:11",
    'The label value "web" needs quotes',
    'rate({app="web"} |= "error" [5m])',
  ],
  [
    '{a="b"} | logfmt | x="y" z="w"',
    "1:26",
    "Conditions of a label filter are joined by and, or, or a comma",
    '{a="b"} | logfmt | x="y", z="w"',
  ],
];

describe("parseLogql() on mistakes", () => {
  for (const [query, place, message, suggestion] of MISTAKES) {
    it(`places and explains ${JSON.stringify(query)}`, () => {
      const result = parseLogql(query);
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
    assertEquals(proposals.filter((text) => !parseLogql(text).ok), []);
  });
});

describe("isMetricQuery()", () => {
  it("tells numbers from lines", () => {
    assertEquals(
      ['{a="b"} | json', 'rate({a="b"}[5m])', "1", "vector(1)"].map((query) =>
        isMetricQuery(parsed(query))
      ),
      [
        false,
        true,
        true,
        true,
      ],
    );
  });
});

describe("mapLogQueries()", () => {
  it("reaches every stream selector of a query", () => {
    const query =
      'sum(rate({a="b"}[5m])) / label_replace(count_over_time({c="d"}[1m]), "x", "", "y", "") or (bytes_rate({e="f"}[1m]))';
    const scoped = mapLogQueries(parsed(query), (found) => ({
      ...found,
      matchers: [{ label: "ns", op: "=", value: "shop" }, ...found.matchers],
    }));
    assertEquals(logQueriesOf(scoped).map(({ matchers }) => matchers.map(({ label }) => label)), [
      ["ns", "a"],
      ["ns", "c"],
      ["ns", "e"],
    ]);
    assertEquals(printLogql(scoped).match(/ns="shop"/g)?.length, 3);
  });
});

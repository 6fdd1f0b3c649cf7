import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { LogqlExpr } from "../query/logql_ast.ts";
import { parseLogql } from "../query/logql_parse.ts";
import { isMetricQuery } from "../query/logql_walk.ts";
import {
  LOG_FIXTURE_END_MS,
  LOG_FIXTURE_START_MS,
  logFixtureSource,
} from "../testing/logql_fixture.ts";
import { generateLogql } from "../testing/logql_generator.ts";
import { showLabels } from "./label_sets.ts";
import { evaluateLogMetric, evaluateLogMetricRange, evaluateLogs } from "./logql_evaluate.ts";
import { EvaluationError } from "./promql_values.ts";

const source = logFixtureSource();
const TIME_MS = LOG_FIXTURE_END_MS - 1_000_000;

function parsed(query: string): LogqlExpr {
  const result = parseLogql(query);
  if (!result.ok) throw new Error(`${result.problem.message} in ${query}`);
  return result.ast;
}

/** Lines of `labels value`, or the one value of a scalar. */
function answer(query: string): string[] {
  const expr = parsed(query);
  if (!isMetricQuery(expr)) throw new Error("This is a log query");
  const data = evaluateLogMetric(expr, { timeMs: TIME_MS, source });
  if (data.resultType === "scalar") return [data.result[1]];
  return data.resultType === "vector"
    ? data.result.map(({ metric, value }) => `${showLabels(metric)} ${value[1]}`)
    : [];
}

function logs(
  query: string,
  { limit = 3, direction = "backward" as "backward" | "forward" } = {},
): string[] {
  const expr = parsed(query);
  if (expr.kind !== "LogQuery") throw new Error("This is a metric query");
  const range = { startMs: LOG_FIXTURE_START_MS, endMs: LOG_FIXTURE_END_MS };
  return evaluateLogs(expr, { ...range, limit, direction, source })
    .flatMap(({ stream, values }) => values.map(([, line]) => `${showLabels(stream)} ${line}`));
}

/** Rounds the number of a line to eleven digits: the order of additions is not part of the contract. */
function rounded(line: string): string {
  return line.replace(
    /\S+$/,
    (text) => /^-?[\d.]+(?:e[-+]\d+)?$/.test(text) ? Number(text).toPrecision(11) : text,
  );
}

/** query, answer of Loki 3.7 over the same streams */
const ANSWERS: readonly (readonly [string, readonly string[]])[] = [
  ['count_over_time({app="job"}[5m])', ['{app="job", namespace="batch", pod="job-1"} 15']],
  ['rate({app="job"} |= "ERROR" [10m])', [
    '{app="job", namespace="batch", pod="job-1"} 0.011666666666666667',
  ]],
  ['bytes_over_time({app="web"}[5m])', ['{app="web", namespace="shop", pod="web-1"} 829']],
  ['bytes_rate({app="web"}[5m] offset 10m)', [
    '{app="web", namespace="shop", pod="web-1"} 2.7066666666666666',
  ]],
  ['sum by (level) (count_over_time({app="api"} | json [5m]))', [
    '{level="error"} 8',
    '{level="info"} 15',
    '{level="warn"} 7',
  ]],
  ['sum by (level_extracted) (count_over_time({app="cart"} | logfmt [10m]))', [
    "{} 30",
    '{level_extracted="error"} 7',
    '{level_extracted="info"} 16',
    '{level_extracted="warn"} 7',
  ]],
  [
    'sum by (status) (count_over_time({app="web"} | pattern "<_> \\"<method> <path> <_>\\" <status> <size> <took>" [10m]))',
    ['{status="200"} 12', '{status="304"} 6', '{status="404"} 6', '{status="500"} 6'],
  ],
  ['sum by (verb) (count_over_time({app="job"} | regexp "(?P<verb>\\\\w+) batch" [10m]))', [
    '{verb="processed"} 23',
    '{verb="write"} 7',
  ]],
  ['sum(count_over_time({app="api"} | json | status>=400 [10m]))', ["{} 24"]],
  ['sum(count_over_time({app="api"} | json | took>200ms and size<20KB [10m]))', ["{} 26"]],
  ['sum(count_over_time({app="api"} | json | level="warn" or level="error", method="GET" [10m]))', [
    "{} 14",
  ]],
  ['sum(count_over_time({app="api"} | json | request_remote_addr=ip("10.0.1.0/24") [10m]))', [
    "{} 20",
  ]],
  ['sum(count_over_time({app="cart"} |= ip("10.1.0.0/22") [30m]))', ["{} 15"]],
  ['sum(count_over_time({app="job"} |> "<_>batch<_>" [10m]))', ["{} 30"]],
  ['sum(count_over_time({app=~"api|web"} != "GET" !~ "POST|PUT" [10m]))', ["{} 23"]],
  ['sum(count_over_time({app="api"} |= "error" or "warn" [10m]))', ["{} 29"]],
  ['avg_over_time({app="api"} | json | unwrap status | __error__="" [5m]) by (app)', [
    '{app="api"} 350',
  ]],
  ['max_over_time({app="api"} | json | unwrap duration(took) [5m]) by (pod)', [
    '{pod="api-1"} 0.877',
    '{pod="api-2"} 0.532',
  ]],
  ['sum_over_time({app="api", pod="api-1"} | json level="level" | unwrap bytes(size) [5m])', []],
  ['sum by (app) (sum_over_time({app="api"} | json | unwrap bytes(size) [5m]))', [
    '{app="api"} 665000',
  ]],
  [
    'quantile_over_time(0.9, {app="cart"} | logfmt | unwrap duration(duration) [10m]) by (namespace)',
    ['{namespace="edge"} 0.045599999999999995', '{namespace="shop"} 0.0466'],
  ],
  ['stddev_over_time({app="job"} | regexp "batch (?P<batch>\\\\d+)" | unwrap batch [10m])', [
    '{app="job", namespace="batch", pod="job-1"} 8.65544144839919',
  ]],
  ['first_over_time({app="web"} | pattern "<_>\\" <_> <size> <_>" | unwrap size [5m]) by (app)', [
    '{app="web"} 2415',
  ]],
  ['last_over_time({app="web"} | pattern "<_>\\" <_> <size> <_>" | unwrap size [5m]) by (app)', [
    '{app="web"} 2709',
  ]],
  [
    'sum by (app) (rate_counter({app="web"} | pattern "<_>\\" <_> <size> <_>" | unwrap size [5m]))',
    ['{app="web"} 0.98000105'],
  ],
  ['sum(count_over_time({app="mixed"} | json | __error__!="" [10m]))', ["{} 6"]],
  ['count_over_time({app="mixed"} | json | __error__="" | keep app [10m])', ['{app="mixed"} 24']],
  ['absent_over_time({app="nothing", pod=~".+"}[5m])', ['{app="nothing"} 1']],
  ['absent_over_time({app="job"}[5m])', []],
  ['topk(1, sum by (app) (bytes_over_time({namespace=~".+"}[5m])))', ['{app="api"} 6435']],
  ['sum(count_over_time({app="job"}[5m])) / sum(count_over_time({namespace="shop"}[5m])) * 100', [
    "{} 25",
  ]],
  ['sum(count_over_time({app="job"}[5m])) / 0', ["{} NaN"]],
  ['sum by (app) (count_over_time({namespace=~".+"}[5m])) > 20', [
    '{app="api"} 30',
    '{app="cart"} 30',
  ]],
  [
    'sum by (app, pod) (count_over_time({app="api"}[5m])) / on (app) group_left sum by (app) (count_over_time({app="api"}[5m]))',
    ['{app="api", pod="api-1"} 0.5', '{app="api", pod="api-2"} 0.5'],
  ],
  ['count_over_time({app="nothing"}[5m]) or vector(0)', ["{} 0"]],
  [
    'label_replace(sum by (pod) (count_over_time({app="api"}[5m])), "short", "$1", "pod", "api-(.*)")',
    ['{pod="api-1", short="1"} 15', '{pod="api-2", short="2"} 15'],
  ],
  ["1 + 2 * 3", ["7"]],
  [
    'count(count_over_time({app="web"} | label_format where="{{.namespace}}/{{.app}}" | keep where [5m]))',
    ["{} 1"],
  ],
  ['count_over_time({app="web"} | label_format site=app | drop pod [5m])', [
    '{namespace="shop", site="web"} 15',
  ]],
];

describe("evaluateLogMetric()", () => {
  for (const [query, expected] of ANSWERS) {
    it(`answers ${query} as Loki does`, () => {
      assertEquals(answer(query).map(rounded).toSorted(), expected.map(rounded).toSorted());
    });
  }

  it("refuses lines that a parser failed on, and says how to drop them", () => {
    const query = 'count_over_time({app="mixed"} | json [10m])';
    assertThrows(
      () => answer(query),
      EvaluationError,
      'pipeline error: JSONParserErr; drop such lines with | __error__=""',
    );
  });

  it("refuses templates with more than labels and calls", () => {
    const query = 'count_over_time({app="api"} | line_format "{{ if .level }}x{{ end }}" [5m])';
    assertThrows(() => answer(query), EvaluationError, "this template is not supported here");
  });
});

describe("evaluateLogMetricRange()", () => {
  it("widens the range to whole steps", () => {
    const expr = parsed('sum(count_over_time({app="job"}[1m]))');
    const range = { startMs: TIME_MS + 10_000, endMs: TIME_MS + 130_000, stepMs: 100_000, source };
    assertEquals(isMetricQuery(expr) && evaluateLogMetricRange(expr, range), {
      resultType: "matrix",
      result: [{ metric: {}, values: [[1790855000, "3"], [1790855100, "3"], [1790855200, "3"]] }],
    });
  });
});

describe("evaluateLogs()", () => {
  it("gives the newest lines over all streams first", () => {
    assertEquals(logs('{namespace="batch"} |= "batch"', { limit: 2 }), [
      '{app="job", namespace="batch", pod="job-1"} ERROR failed to write batch 179: timeout after 179s',
      '{app="job", namespace="batch", pod="job-1"} processed batch 178 of 500 in 8 steps',
    ]);
  });

  it("gives the oldest lines first when it goes forward", () => {
    assertEquals(logs('{app="job"}', { limit: 1, direction: "forward" }), [
      '{app="job", namespace="batch", pod="job-1"} processed batch 0 of 500 in 0 steps',
    ]);
  });

  it("writes nanoseconds", () => {
    const expr = parsed('{app="job"}');
    const range = { startMs: LOG_FIXTURE_START_MS, endMs: LOG_FIXTURE_START_MS + 20_000 };
    const streams = expr.kind === "LogQuery"
      ? evaluateLogs(expr, { ...range, limit: 5, direction: "forward", source })
      : [];
    assertEquals(streams[0]?.values.map(([time]) => time), ["1790852400011000000"]);
  });

  const shown: Readonly<Record<string, string>> = {
    '{app="job"} | line_format "{{.pod | ToUpper}}: {{ __line__ | trunc 5 }}"':
      '{app="job", namespace="batch", pod="job-1"} JOB-1: ERROR',
    '{app="cart", namespace="shop"} | logfmt | keep level, level_extracted':
      '{level="stream", level_extracted="error"} ts=179 level=error msg="handled order 8" duration=3.5ms bytes=1790 empty=',
    '{app="mixed"} | json | keep app | label_format where="{{.app}}!" | line_format "x"':
      '{app="mixed", where="mixed!"} x',
    '{app="job"} | json | drop pod, namespace | line_format "x"':
      '{__error__="JSONParserErr", app="job"} x',
    '{app="web"} | pattern "<ip> <_>" | keep ip | line_format "x"': '{ip="192.168.1.179"} x',
    '{app="api", pod="api-1"} | json status, tag="tags[1]", id="request.id" | drop app, namespace | line_format "x"':
      '{id="r-3", pod="api-1", status="400", tag="b"} x',
    '{app="api", pod="api-1"} | json | keep pod_extracted, ok, ratio, request_remote_addr | line_format "x"':
      '{ok="false", pod_extracted="inner", ratio="2.25", request_remote_addr="10.0.2.179"} x',
    '{app="cart", namespace="edge"} | logfmt | pattern "ts=<level> <_>" | keep level | line_format "{{.level | upper}}"':
      '{level="warn"} WARN',
    '{app="job"} | regexp "batch (?P<n>\\\\S+)" | n > 500KB | keep n, app | line_format "x"':
      '{__error__="LabelFilterErr", app="job", n="179:"} x',
    '{app="api", pod="api-1"} | json | level > 5 | keep level | line_format "x"':
      '{__error__="LabelFilterErr", level="error"} x',
    '{app="job"} | level > 5': "",
  };
  for (const [query, line] of Object.entries(shown)) {
    it(`shows ${query}`, () => assertEquals(logs(query, { limit: 1 }).join(), line));
  }
});

describe("generateLogql()", () => {
  it("writes the same valid queries for the same seed", () => {
    const queries = generateLogql(500, 7);
    assertEquals(queries, generateLogql(500, 7));
    assertEquals(queries.filter((query) => !parseLogql(query).ok), []);
    assertEquals(new Set(queries).size > 400, true);
  });
});

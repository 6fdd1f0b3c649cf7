import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { PromqlExpr } from "../query/promql_ast.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { FIXTURE_END_MS, fixtureSource } from "../testing/promql_fixture.ts";
import { generatePromql } from "../testing/promql_generator.ts";
import { showLabels } from "./label_sets.ts";
import { evaluateInstant, evaluateRange } from "./promql_evaluate.ts";
import { EvaluationError } from "./promql_values.ts";

const source = fixtureSource();
const TIME_MS = 1_790_855_003_000;

function parsed(query: string): PromqlExpr {
  const result = parsePromql(query);
  if (!result.ok) throw new Error(result.problem.message);
  return result.ast.expr;
}

/** Lines of `labels value`, or the one value of a scalar. */
function answer(query: string, timeMs = TIME_MS): string[] {
  const data = evaluateInstant(parsed(query), { timeMs, source });
  if (data.resultType === "scalar" || data.resultType === "string") return [data.result[1]];
  if (data.resultType === "matrix") {
    return data.result.map(({ metric, values }) => `${showLabels(metric)} ${values.length}`);
  }
  return data.result.map(({ metric, value }) => `${showLabels(metric)} ${value[1]}`);
}

/** Rounds the number of a line to eleven digits: the order of additions is not part of the contract. */
function rounded(line: string): string {
  return line.replace(
    /\S+$/,
    (text) => /^-?[\d.]+(?:e[-+]\d+)?$/.test(text) ? Number(text).toPrecision(11) : text,
  );
}

/** query, answer of Prometheus 3.15 over the same series */
const ANSWERS: readonly (readonly [string, readonly string[]])[] = [
  ['requests_total{code="500"}', [
    'requests_total{code="500", job="api", namespace="shop", pod="api-1"} 105',
    'requests_total{code="500", job="api", namespace="shop", pod="api-2"} 156',
    'requests_total{code="500", job="web", namespace="edge", pod="web-1"} 207',
  ]],
  ['temperature{pod="web-1"}', ['temperature{job="web", namespace="edge", pod="web-1"} -11.5']],
  ["sum(up)", ["{} 2"]],
  ["up offset 1h", [
    'up{job="api", namespace="shop", pod="api-1"} 1',
    'up{job="api", namespace="shop", pod="api-2"} 1',
    'up{job="web", namespace="edge", pod="web-1"} 0',
  ]],
  ["short_lived", []],
  ["short_lived @ 1790852520", ['short_lived{phase="b", pod="job-2"} -123']],
  ["short_lived @ 1790852700", ['short_lived{phase="b", pod="job-2"} -129']],
  ['rate(requests_total{pod="api-1", code="200"}[5m])', [
    '{code="200", job="api", namespace="shop", pod="api-1"} 0.23333333333333334',
  ]],
  ['increase(requests_total{pod="api-1", code="200"}[2h])', [
    '{code="200", job="api", namespace="shop", pod="api-1"} 1426.3143089430894',
  ]],
  ['increase(requests_total{pod="api-1", code="200"}[2h] offset -10m)', [
    '{code="200", job="api", namespace="shop", pod="api-1"} 1566.3189629629628',
  ]],
  ['irate(requests_total{code="404", pod="web-1"}[2m])', [
    '{code="404", job="web", namespace="edge", pod="web-1"} 0.03333333333333333',
  ]],
  ['delta(temperature{pod="api-2"}[10m])', [
    '{job="api", namespace="shop", pod="api-2"} 52.42105263157894',
  ]],
  ['idelta(temperature{pod="api-2"}[10m])', [
    '{job="api", namespace="shop", pod="api-2"} -0.10000000000000142',
  ]],
  ["rate(requests_total[30s])", []],
  ["rate(sparse[20m])", ['{zone="z1"} 0.011111111111111112']],
  ['rate(requests_total{pod="api-1", code="200"}[5m:30s])', [
    '{code="200", job="api", namespace="shop", pod="api-1"} 0.23333333333333334',
  ]],
  ['deriv(memory_bytes{pod="api-1"}[10m])', [
    '{job="api", namespace="shop", pod="api-1"} 39046.9701754386',
  ]],
  ['predict_linear(memory_bytes{pod="api-1"}[1h] offset 10m, 3600)', [
    '{job="api", namespace="shop", pod="api-1"} 1404849757.08292',
  ]],
  ['changes(up{pod="api-1"}[1h])', ['{job="api", namespace="shop", pod="api-1"} 6']],
  ['resets(requests_total{pod="api-1", code="200"}[2h])', [
    '{code="200", job="api", namespace="shop", pod="api-1"} 2',
  ]],
  ['quantile_over_time(0.9, temperature{pod="api-1"}[10m])', [
    '{job="api", namespace="shop", pod="api-1"} 30.880000000000006',
  ]],
  ['stddev_over_time(temperature{pod="api-1"}[10m])', [
    '{job="api", namespace="shop", pod="api-1"} 21.914339483543646',
  ]],
  ['max_over_time(rate(requests_total{pod="web-1", code="200"}[5m])[1h:])', [
    '{code="200", job="web", namespace="edge", pod="web-1"} 0.23333333333333334',
  ]],
  ["sum_over_time(vector(time())[10m:1m] @ 1790852437)", ["{} 17908521300"]],
  ["last_over_time(short_lived[30m])", ['short_lived{phase="b", pod="job-2"} -149']],
  ['count_over_time(odd_values{kind="constant"}[5m])', ['{kind="constant"} 10']],
  ['absent(nothing{a="b", c=~"d", e="f", e="g"})', ['{a="b"} 1']],
  ["absent_over_time(up[5m])", []],
  ["sum by (namespace) (up)", ['{namespace="shop"} 1', '{namespace="edge"} 1']],
  ["sum without (pod, code, job) (requests_total)", [
    '{namespace="shop"} 1565',
    '{namespace="edge"} 1165',
  ]],
  ['avg(odd_values{kind!="nan"})', ["{} -81.5"]],
  ["stdvar(temperature)", ["{} 834.5155555555554"]],
  ["quantile(0.3, temperature)", ["{} -20.22"]],
  ["topk(1, memory_bytes)", ['memory_bytes{job="web", namespace="edge", pod="web-1"} 1761258705']],
  ["bottomk by (namespace) (1, temperature)", [
    'temperature{job="api", namespace="shop", pod="api-1"} -33.3',
    'temperature{job="web", namespace="edge", pod="web-1"} -11.5',
  ]],
  ['count_values("v", up)', ['{v="1"} 2', '{v="0"} 1']],
  ["group by () (up)", ["{} 1"]],
  ["histogram_quantile(0.9, sum by (le) (rate(latency_seconds_bucket[5m])))", ["{} 2.5"]],
  ['histogram_quantile(0.99, latency_seconds_bucket{pod="api-1"})', [
    '{job="api", namespace="shop", pod="api-1"} 2.5',
  ]],
  ['histogram_quantile(0.9, latency_seconds_bucket{le!="+Inf", pod="api-1"})', [
    '{job="api", namespace="shop", pod="api-1"} NaN',
  ]],
  ['memory_bytes{pod="api-1"} / limit_bytes', [
    '{job="api", namespace="shop", pod="api-1"} 0.6275431175',
  ]],
  ['requests_total{code="500"} > 200', [
    'requests_total{code="500", job="web", namespace="edge", pod="web-1"} 207',
  ]],
  ["temperature < bool 0", [
    '{job="api", namespace="shop", pod="api-1"} 1',
    '{job="api", namespace="shop", pod="api-2"} 0',
    '{job="web", namespace="edge", pod="web-1"} 1',
  ]],
  ["0 < temperature", ['temperature{job="api", namespace="shop", pod="api-2"} 35.9']],
  ['sum by (pod) (up) * on (pod) group_right () pod_info{node="node-1"}', [
    '{job="api", namespace="shop", node="node-1", pod="api-2", uid="u1"} 0',
  ]],
  ['up{pod="web-1"} * on (pod) group_left (node) pod_info', [
    '{job="web", namespace="edge", node="node-0", pod="web-1"} 1',
  ]],
  ['up and on (pod) pod_info{node="node-1"}', ['up{job="api", namespace="shop", pod="api-2"} 0']],
  ["up unless pod_info", [
    'up{job="api", namespace="shop", pod="api-1"} 1',
    'up{job="api", namespace="shop", pod="api-2"} 0',
    'up{job="web", namespace="edge", pod="web-1"} 1',
  ]],
  ["short_lived or vector(7)", ["{} 7"]],
  ["1 ^ NaN", ["1"]],
  ["-7 % 3", ["-1"]],
  ["2 ^ 3 ^ 2", ["512"]],
  ["1 > bool 2", ["0"]],
  ["scalar(up)", ["NaN"]],
  ["time()", ["1790855003"]],
  ['timestamp(temperature{pod="api-1"})', [
    '{job="api", namespace="shop", pod="api-1"} 1790854980.777',
  ]],
  ['timestamp(temperature{pod="api-1"} + 0)', [
    '{job="api", namespace="shop", pod="api-1"} 1790855003',
  ]],
  ["day_of_year(vector(1735646400))", ["{} 366"]],
  ["days_in_month(vector(1709208000))", ["{} 29"]],
  ['round(temperature{pod="api-1"}, 0.3)', ['{job="api", namespace="shop", pod="api-1"} -33.3']],
  ['clamp(temperature{pod="api-1"}, 5, 1)', []],
  ['label_replace(up{pod="api-1"}, "short", "${1}-$2", "pod", "(.).*(.)")', [
    'up{job="api", namespace="shop", pod="api-1", short="a-1"} 1',
  ]],
  ['label_join(up{pod="api-1"}, "where", "/", "namespace", "pod")', [
    'up{job="api", namespace="shop", pod="api-1", where="shop/api-1"} 1',
  ]],
  ['-temperature{pod="api-1"}', ['{job="api", namespace="shop", pod="api-1"} 33.3']],
  ['{__name__=~"temp.*", pod="api-1"}', [
    'temperature{job="api", namespace="shop", pod="api-1"} -33.3',
  ]],
  ["sort_desc(temperature)", [
    'temperature{job="api", namespace="shop", pod="api-2"} 35.9',
    'temperature{job="web", namespace="edge", pod="web-1"} -11.5',
    'temperature{job="api", namespace="shop", pod="api-1"} -33.3',
  ]],
  ['sum(temperature{namespace=""})', []],
  ['delta(short_lived{pod="job-2"}[20m] @ 1790853400)', [
    '{phase="b", pod="job-2"} -37.16666666666667',
  ]],
  ["count_over_time(vector(1)[10m:1m] @ 1790855040)", ["{} 10"]],
  ["sum by (pod, namespace) (up) + on (pod) sum by (pod, job) (up)", [
    '{pod="api-1"} 2',
    '{pod="api-2"} 0',
    '{pod="web-1"} 2',
  ]],
  ["histogram_quantile(0.01, sum by (le) (latency_seconds_bucket))", ["{} 0.006060975609756098"]],
  ['label_replace(up{pod="api-1"}, "short", "$1x", "pod", "(.*)")', [
    'up{job="api", namespace="shop", pod="api-1"} 1',
  ]],
];

describe("evaluateInstant()", () => {
  for (const [query, expected] of ANSWERS) {
    it(`answers ${query} as Prometheus does`, () => {
      const inOrder = query.startsWith("sort");
      const lines = [answer(query), [...expected]].map((found) => found.map(rounded));
      assertEquals(
        ...(inOrder ? lines : lines.map((found) => found.toSorted())) as [string[], string[]],
      );
    });
  }

  it("takes a sample until it is five minutes old, the far bound excluded", () => {
    const query = 'short_lived{pod="job-2"}';
    const last = FIXTURE_END_MS - 90 * 30_000;
    assertEquals(
      [last, last + 299_999, last + 300_000].map((timeMs) => answer(query, timeMs).length),
      [1, 1, 0],
    );
  });

  it("ends a series at its staleness marker", () => {
    const marked = FIXTURE_END_MS - 119 * 30_000;
    assertEquals(answer('short_lived{pod="job-1"}', marked - 1).length, 1);
    assertEquals(answer('short_lived{pod="job-1"}', marked), []);
  });

  it("leaves the start of a range out and its end in", () => {
    assertEquals(answer('odd_values{kind="constant"}[1m]', FIXTURE_END_MS), [
      'odd_values{kind="constant"} 2',
    ]);
  });

  const refused: Readonly<Record<string, string>> = {
    '{__name__=~"temperature|up"} + 1': "vector cannot contain metrics with the same labelset",
    "up + on (job) up": "many-to-many matching not allowed",
    "up * on (job) sum by (job) (up)": "many-to-one matching must be explicit",
    "limitk(2, up)": 'aggregation "limitk" is not supported here',
    "info(up)": 'function "info" is not supported here',
    "up + fill(0) up": "fill modifiers are not supported here",
    "topk(NaN, up)": "Parameter value is NaN",
  };
  for (const [query, message] of Object.entries(refused)) {
    it(`refuses ${query}`, () => assertThrows(() => answer(query), EvaluationError, message));
  }
});

describe("evaluateRange()", () => {
  const range = {
    startMs: FIXTURE_END_MS - 120_000,
    endMs: FIXTURE_END_MS,
    stepMs: 60_000,
    source,
  };

  it("gives each series its points, in the order of labels", () => {
    assertEquals(evaluateRange(parsed("sum by (namespace) (up) * 2"), range), {
      resultType: "matrix",
      result: [
        {
          metric: { namespace: "edge" },
          values: [[1790855880, "2"], [1790855940, "2"], [1790856000, "2"]],
        },
        {
          metric: { namespace: "shop" },
          values: [[1790855880, "4"], [1790855940, "4"], [1790856000, "4"]],
        },
      ],
    });
  });

  it("makes a series of a number", () => {
    assertEquals(evaluateRange(parsed("time()"), { ...range, startMs: range.endMs }), {
      resultType: "matrix",
      result: [{ metric: {}, values: [[1790856000, "1790856000"]] }],
    });
  });

  it("fixes @ end() to the end of the range", () => {
    const data = evaluateRange(parsed('memory_bytes{pod="api-1"} @ end()'), range);
    const values = data.resultType === "matrix"
      ? data.result[0]?.values.map(([, value]) => value)
      : [];
    assertEquals(values, ["1296061513", "1296061513", "1296061513"]);
  });

  const refused: readonly (readonly [string, Partial<typeof range>, string])[] = [
    ["up[5m]", {}, 'invalid expression type "range vector"'],
    ["up", { stepMs: 0 }, "zero or negative query resolution step"],
    ["up", { stepMs: 1 }, "exceeded maximum resolution"],
    ["up", { endMs: 0 }, "end timestamp must not be before start time"],
  ];
  for (const [query, changed, message] of refused) {
    it(`refuses ${query} with ${JSON.stringify(changed)}`, () => {
      assertThrows(
        () => evaluateRange(parsed(query), { ...range, ...changed }),
        EvaluationError,
        message,
      );
    });
  }
});

describe("generatePromql()", () => {
  it("writes the same valid queries for the same seed", () => {
    const queries = generatePromql(500, 7);
    assertEquals(queries, generatePromql(500, 7));
    assertEquals(queries.filter((query) => !parsePromql(query).ok), []);
    assertEquals(new Set(queries).size > 400, true);
  });

  it("writes queries that evaluate or are refused in Prometheus's own shape", () => {
    for (const query of generatePromql(300, 8)) {
      try {
        answer(query);
      } catch (error) {
        assertEquals(error instanceof EvaluationError && error.type, "execution", query);
      }
    }
  });
});

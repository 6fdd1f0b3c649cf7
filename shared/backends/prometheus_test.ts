import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import {
  type AnswerOf,
  readingWith,
  type SeenRequest,
  withUpstream,
} from "../testing/loopback_fixture.ts";
import { createPrometheus, type PrometheusReader } from "./prometheus.ts";

// The answers have the shape of Prometheus 3.15's HTTP API v1.
const success = (data: unknown, more = {}) => Response.json({ status: "success", data, ...more });

const START = new Date("2026-11-01T10:00:00Z");
const END = new Date("2026-11-01T10:30:00.500Z");

const reading = readingWith(createPrometheus, {});

async function failing(
  answer: AnswerOf,
  read: (prometheus: PrometheusReader) => Promise<unknown>,
): Promise<ToolError> {
  const { result } = await reading(
    answer,
    (prometheus) => assertRejects(() => read(prometheus), ToolError),
  );
  return result;
}

const sent = (requests: readonly SeenRequest[]) =>
  requests.map(({ method, path, parameters }) => [method, path, Object.fromEntries(parameters)]);

describe("prometheus.instant()", () => {
  it("gives series with numbers, and passes warnings and infos on", async () => {
    const { result, requests } = await reading(
      () =>
        success({
          resultType: "vector",
          result: [
            { metric: { __name__: "up", job: "api" }, value: [1793527200.123, "1"] },
            { metric: { job: "nan" }, value: [1793527200, "NaN"] },
            { metric: { job: "inf" }, value: [1793527200, "+Inf"] },
            { metric: { job: "-inf" }, value: [1793527200, "-Inf"] },
            { metric: { job: "large" }, value: [1793527200, "1.5e+09"] },
          ],
        }, { warnings: ["PromQL warning: a"], infos: ["PromQL info: b"] }),
      (prometheus) => prometheus.instant({ expr: "up", time: END, limit: 3 }),
    );
    assertEquals(result, {
      resultType: "vector",
      series: [
        { labels: { __name__: "up", job: "api" }, samples: [[1793527200.123, 1]] },
        { labels: { job: "nan" }, samples: [[1793527200, NaN]] },
        { labels: { job: "inf" }, samples: [[1793527200, Infinity]] },
        { labels: { job: "-inf" }, samples: [[1793527200, -Infinity]] },
        { labels: { job: "large" }, samples: [[1793527200, 1_500_000_000]] },
      ],
      warnings: ["PromQL warning: a"],
      infos: ["PromQL info: b"],
    });
    assertEquals(sent(requests), [["GET", "/api/v1/query", {
      query: "up",
      time: "1793529000.5",
      limit: "3",
      timeout: "4750ms",
    }]]);
  });

  it("gives native histograms", async () => {
    const { result } = await reading(
      () =>
        success({
          resultType: "vector",
          result: [{
            metric: { job: "api" },
            histogram: [1793527200, {
              count: "3",
              sum: "4.5",
              buckets: [[0, "1", "1.19", "2"], [1, "-0.5", "+Inf", "1"]],
            }],
          }],
        }),
      (prometheus) => prometheus.instant({ expr: "latency" }),
    );
    assertEquals(result.series, [{
      labels: { job: "api" },
      samples: [],
      histograms: [[1793527200, {
        count: 3,
        sum: 4.5,
        buckets: [[0, 1, 1.19, 2], [1, -0.5, Infinity, 1]],
      }]],
    }]);
  });

  it("gives a scalar as one series and a string as text", async () => {
    const scalar = await reading(
      () => success({ resultType: "scalar", result: [1793527200, "42"] }),
      (prometheus) => prometheus.instant({ expr: "scalar(x)" }),
    );
    assertEquals(scalar.result.series, [{ labels: {}, samples: [[1793527200, 42]] }]);
    const text = await reading(
      () => success({ resultType: "string", result: [1793527200, "hello"] }),
      (prometheus) => prometheus.instant({ expr: '"hello"' }),
    );
    assertEquals([text.result.text, text.result.series], ["hello", []]);
  });

  it("sends a query that is too long for a URL as a form", async () => {
    const expr = `sum(up{pod=~"${"cart-|".repeat(400)}"})`;
    const { requests } = await reading(
      () => success({ resultType: "vector", result: [] }),
      (prometheus) => prometheus.instant({ expr }),
    );
    assertEquals(requests.map(({ method }) => method), ["POST"]);
    assertEquals(requests[0]?.parameters.get("query"), expr);
  });
});

describe("prometheus.range()", () => {
  it("gives samples in order with their histograms", async () => {
    const { result, requests } = await reading(
      () =>
        success({
          resultType: "matrix",
          result: [{
            metric: { job: "api" },
            values: [[1793527200, "1"], [1793527260, "2.5"]],
            histograms: [[1793527320, { count: "1", sum: "1", buckets: [] }]],
          }],
        }),
      (prometheus) => prometheus.range({ expr: "up", start: START, end: END, stepSeconds: 60 }),
    );
    assertEquals(result.series, [{
      labels: { job: "api" },
      samples: [[1793527200, 1], [1793527260, 2.5]],
      histograms: [[1793527320, { count: 1, sum: 1, buckets: [] }]],
    }]);
    assertEquals(sent(requests), [["GET", "/api/v1/query_range", {
      query: "up",
      start: "1793527200",
      end: "1793529000.5",
      step: "60",
      timeout: "4750ms",
    }]]);
  });
});

describe("prometheus answers that are not understood", () => {
  const strange = [
    ["no success", { status: "error", data: { resultType: "vector", result: [] } }],
    ["no result", { status: "success", data: { resultType: "vector" } }],
    ["no known type", { status: "success", data: { resultType: "tensor", result: [] } }],
    ["no answer at all", null],
  ] as const;
  for (const [what, body] of strange) {
    it(`are those with ${what}`, async () => {
      const failure = await failing(
        () => Response.json(body),
        (one) => one.instant({ expr: "up" }),
      );
      assertEquals(failure.message, "Cannot understand the answer of Prometheus");
    });
  }
});

describe("prometheus metadata", () => {
  it("lists series, label names and values with their selectors and range", async () => {
    const range = { start: START, end: END };
    const { requests } = await reading(
      () => success([]),
      async (prometheus) => {
        await prometheus.series({ match: ["up", "down"], limit: 5, ...range });
        await prometheus.labelNames();
        await prometheus.labelValues("pod", { match: ['up{namespace="shop"}'] });
      },
    );
    assertEquals(
      requests.map(({ path, parameters }) => `${path}?${decodeURIComponent(String(parameters))}`),
      [
        "/api/v1/series?match[]=up&match[]=down&limit=5&start=1793527200&end=1793529000.5",
        "/api/v1/labels?",
        '/api/v1/label/pod/values?match[]=up{namespace="shop"}',
      ],
    );
  });

  it("refuses a label name that would leave its place in the path", async () => {
    for (const label of ["..", "a/b", ""]) {
      const failure = await failing(() => success([]), (one) => one.labelValues(label));
      assertEquals(failure.code, "invalid_input");
    }
  });

  it("gives the first metadata of each metric", async () => {
    const up = { type: "gauge", help: "Up.", unit: "" };
    const { result } = await reading(
      () => success({ up: [up, { ...up, help: "Other." }], none: [] }),
      (prometheus) => prometheus.metadata(),
    );
    assertEquals([...result], [["up", up]]);
  });

  it("gives rules with their group, alerts with numbers, targets with their job", async () => {
    const answers: Record<string, unknown> = {
      "/api/v1/rules": {
        groups: [{
          name: "shop",
          file: "/etc/rules.yml",
          rules: [{
            type: "recording",
            name: "job:up:sum",
            query: "sum by (job) (up)",
            health: "ok",
            lastEvaluation: "2026-11-01T10:00:00Z",
          }],
        }],
      },
      "/api/v1/alerts": {
        alerts: [{
          labels: { alertname: "Down" },
          annotations: { summary: "It is down" },
          state: "firing",
          activeAt: "2026-11-01T09:00:00Z",
          value: "1e+00",
        }],
      },
      "/api/v1/targets": {
        activeTargets: [{
          discoveredLabels: {},
          labels: { job: "api", instance: "10.0.0.1:80" },
          scrapePool: "pool",
          scrapeUrl: "http://10.0.0.1:80/metrics",
          lastError: "connection refused",
          lastScrape: "2026-11-01T10:00:00Z",
          health: "down",
        }],
      },
      "/api/v1/status/tsdb": {
        headStats: { numSeries: 508, chunkCount: 937 },
        seriesCountByMetricName: [{ name: "up", value: 5 }],
      },
    };
    const { result } = await reading(
      ({ path }) => success(answers[path]),
      async (prometheus) => [
        await prometheus.rules(),
        await prometheus.alerts(),
        await prometheus.targets(),
        await prometheus.tsdbStatus(),
      ],
    );
    assertEquals(result, [
      [{
        group: "shop",
        name: "job:up:sum",
        type: "recording",
        query: "sum by (job) (up)",
        health: "ok",
        labels: {},
      }],
      [{
        labels: { alertname: "Down" },
        annotations: { summary: "It is down" },
        state: "firing",
        activeAt: "2026-11-01T09:00:00Z",
        value: 1,
      }],
      [{
        job: "api",
        labels: { job: "api", instance: "10.0.0.1:80" },
        health: "down",
        lastScrape: "2026-11-01T10:00:00Z",
        lastError: "connection refused",
      }],
      { headSeries: 508, seriesCountByMetricName: [{ name: "up", value: 5 }] },
    ]);
  });
});

describe("prometheus.health()", () => {
  const ask = async (answer: AnswerOf) => {
    const { result: { latencyMs: _, ...health } } = await reading(answer, (one) => one.health());
    return health;
  };

  it("gives the version", async () => {
    const health = await ask(() => success({ version: "3.15.0", revision: "x" }));
    assertEquals(health, { name: "prometheus", state: "ok", version: "3.15.0" });
  });

  it("is ok without build information when queries are answered", async () => {
    const health = await ask(({ path }) =>
      path === "/api/v1/query"
        ? success({ resultType: "scalar", result: [1, "1"] })
        : new Response("404 page not found", { status: 404 })
    );
    assertEquals(health, { name: "prometheus", state: "ok" });
  });

  it("is degraded when access is denied and down when it fails", async () => {
    const denied = await ask(() => new Response("", { status: 401 }));
    const failing = await ask(() => new Response("", { status: 503 }));
    assertEquals([denied.state, failing.state], ["degraded", "down"]);
    assertEquals(
      denied.detail,
      "Cannot query Prometheus: Prometheus denied access. " +
        "The operator can check the credentials that go with TELEMCP_PROMETHEUS_URL",
    );
  });

  it("says what would configure it", async () => {
    await withUpstream(() => success({}), async ({ call, requests }) => {
      assertEquals(await createPrometheus(call).health(), {
        name: "prometheus",
        state: "not configured",
        detail: "Cannot read Prometheus: it is not configured. " +
          "The operator can set TELEMCP_PROMETHEUS_URL",
      });
      assertEquals(requests.length, 0);
    }, { connect: undefined });
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { type AnswerOf, readingWith, type SeenRequest } from "../testing/loopback_fixture.ts";
import { createLoki, type LokiReader } from "./loki.ts";

// The answers have the shape of Loki 3.7's HTTP API; its errors are plain text.
const success = (data: unknown) => Response.json({ status: "success", data });
const refuse = (status: number, text: string) => new Response(`${text}\n`, { status });

const RANGE = { start: new Date(1_793_527_200_000), end: new Date(1_793_529_000_500) };

const reading = readingWith(createLoki, { name: "loki", setting: "TELEMCP_LOKI_URL" });

async function failing(
  answer: AnswerOf,
  read: (loki: LokiReader) => Promise<unknown>,
): Promise<ToolError> {
  return (await reading(answer, (loki) => assertRejects(() => read(loki), ToolError))).result;
}

const sent = (requests: readonly SeenRequest[]) =>
  requests.map(({ path, parameters }) => [path, Object.fromEntries(parameters)]);

describe("loki.range()", () => {
  it("gives streams with times in milliseconds, structured metadata or not", async () => {
    const { result, requests } = await reading(
      () =>
        success({
          resultType: "streams",
          result: [{
            stream: { app: "cart", detected_level: "error" },
            values: [
              ["1793528999123456789", "boom", { trace_id: "1" }],
              ["1793528998000000000", "fine"],
            ],
          }],
          stats: {},
        }),
      (loki) => loki.range({ logql: '{app="cart"}', limit: 50, direction: "backward", ...RANGE }),
    );
    assertEquals(result, {
      resultType: "streams",
      streams: [{
        labels: { app: "cart", detected_level: "error" },
        entries: [
          { timeMs: 1_793_528_999_123, line: "boom" },
          { timeMs: 1_793_528_998_000, line: "fine" },
        ],
      }],
      warnings: [],
    });
    assertEquals(sent(requests), [["/loki/api/v1/query_range", {
      query: '{app="cart"}',
      limit: "50",
      direction: "backward",
      start: "1793527200000000000",
      end: "1793529000500000000",
    }]]);
  });

  it("gives metric queries as series", async () => {
    const { result } = await reading(
      () =>
        Response.json({
          status: "success",
          warnings: ["limited"],
          data: {
            resultType: "matrix",
            result: [{ metric: { app: "cart" }, values: [[1793527200, "3"], [1793527260, "0.5"]] }],
          },
        }),
      (loki) => loki.range({ logql: "sum(rate({}[1m]))", stepSeconds: 60, ...RANGE }),
    );
    assertEquals(result, {
      resultType: "matrix",
      series: [{ labels: { app: "cart" }, samples: [[1793527200, 3], [1793527260, 0.5]] }],
      warnings: ["limited"],
    });
  });
});

describe("loki.instant()", () => {
  it("gives a vector", async () => {
    const { result, requests } = await reading(
      () =>
        success({ resultType: "vector", result: [{ metric: {}, value: [1793527200.5, "12"] }] }),
      (loki) => loki.instant({ logql: "count_over_time({a=~`.+`}[1h])", time: RANGE.end }),
    );
    assertEquals(result.resultType === "vector" && result.series[0]?.samples, [[1793527200.5, 12]]);
    assertEquals(requests[0]?.parameters.get("time"), "1793529000500000000");
  });
});

describe("loki labels", () => {
  it("are empty when Loki leaves them out", async () => {
    const { result } = await reading(
      () => Response.json({ status: "success" }),
      async (loki) => [await loki.labelNames(), await loki.labelValues("app", RANGE)],
    );
    assertEquals(result, [[], []]);
  });

  it("and series are asked for with selectors and range", async () => {
    const { result, requests } = await reading(
      ({ path }) => success(path.endsWith("series") ? [{ app: "cart" }] : ["cart"]),
      async (loki) => [
        await loki.labelValues("app", { selector: '{namespace="shop"}', ...RANGE }),
        await loki.series({ match: ['{app="cart"}', '{app="web"}'] }),
      ],
    );
    assertEquals(result, [["cart"], [{ app: "cart" }]]);
    assertEquals(requests[0]?.path, "/loki/api/v1/label/app/values");
    assertEquals(requests[0]?.parameters.get("query"), '{namespace="shop"}');
    assertEquals(requests[1]?.parameters.getAll("match[]"), ['{app="cart"}', '{app="web"}']);
  });
});

describe("loki.stats() and loki.patterns()", () => {
  it("give what the index knows", async () => {
    const stats = { streams: 3, chunks: 12, entries: 1_000, bytes: 250_000 };
    const { result } = await reading(
      () => Response.json(stats),
      (loki) => loki.stats({ selector: '{app="cart"}', ...RANGE }),
    );
    assertEquals(result, stats);
  });

  it("give patterns with their count and first and last time", async () => {
    const { result } = await reading(
      () =>
        success([{
          pattern: "GET <_> 200",
          level: "info",
          samples: [[1793527200, 5], [1793527210, 7]],
        }]),
      (loki) => loki.patterns({ selector: '{app="cart"}', ...RANGE }),
    );
    assertEquals(result, [{
      pattern: "GET <_> 200",
      count: 12,
      firstMs: 1_793_527_200_000,
      lastMs: 1_793_527_210_000,
    }]);
  });

  it("give no patterns where Loki has none, but throw what else goes wrong", async () => {
    const ask = (loki: LokiReader) => loki.patterns({ selector: "{}", ...RANGE });
    const { result } = await reading(() => refuse(404, "404 page not found"), ask);
    assertEquals(result, undefined);
    assertEquals((await failing(() => refuse(500, "oops"), ask)).code, "upstream_unavailable");
  });
});

describe("loki.health()", () => {
  const ask = async (answer: AnswerOf) => {
    const { result: { latencyMs: _, ...health } } = await reading(answer, (one) => one.health());
    return health;
  };
  const others: Readonly<Record<string, () => Response>> = {
    "/ready": () => new Response("ready\n"),
    "/loki/api/v1/status/buildinfo": () => Response.json({ version: "3.7.8", revision: "x" }),
    "/loki/api/v1/labels": () => success(["app"]),
  };
  const except = (path: string, answer: () => Response): AnswerOf => (request) =>
    request.path === path ? answer() : others[request.path]!();
  const ok = { name: "loki", state: "ok" as const, version: "3.7.8" };

  it("gives the version, also where a gateway hides the readiness", async () => {
    assertEquals(await ask(except("", () => new Response())), ok);
    assertEquals(await ask(except("/ready", () => refuse(404, "no"))), ok);
  });

  it("is degraded while Loki says that it is not ready", async () => {
    const health = await ask(
      except("/ready", () => refuse(503, "Ingester not ready: waiting for 15s")),
    );
    assertEquals(health, { ...ok, state: "degraded", detail: "It says that it is not ready" });
  });

  it("is degraded when queries are refused", async () => {
    const health = await ask(except("/loki/api/v1/labels", () => refuse(401, "no org id")));
    assertEquals(health, {
      name: "loki",
      state: "degraded",
      detail: "Cannot query Loki: it wants a tenant. The operator can set TELEMCP_LOKI_TENANT",
    });
  });
});

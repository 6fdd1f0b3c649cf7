import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parsePromql } from "../query/promql_parse.ts";
import { signalQueries } from "./signal_queries.ts";
import { SIGNALS } from "./signals.ts";

const everyMetric = new Set(
  SIGNALS.flatMap(({ variants }) => variants.flatMap(({ needs }) => needs)),
);

describe("signalQueries", () => {
  it("asks at most one query for each group, nine in all", () => {
    const existingMetrics = new Set([...everyMetric, "db_client_connections_in_use"]);
    const queries = signalQueries({ existingMetrics, range: "4m" });
    assertEquals(queries.length, 9);
    assertEquals(new Set(queries.map(({ group }) => group)).size, 9);
  });

  it("writes queries that parse, for every variant", () => {
    for (const { id, variants } of SIGNALS) {
      for (const { needs } of variants) {
        const queries = signalQueries({
          existingMetrics: new Set(needs),
          range: "4m",
          scope: { namespace: "shop" },
        });
        assert(queries.some(({ figures }) => figures.some(({ row }) => row.id === id)), id);
        for (const { expr } of queries) assert(parsePromql(expr).ok, expr);
      }
    }
  });

  it("narrows to a namespace", () => {
    const [query] = signalQueries({
      existingMetrics: new Set(["http_requests_total"]),
      range: "4m",
      scope: { namespace: "shop" },
    });
    assertEquals(
      query?.figures[0]?.expr,
      'sum by (namespace, service, code) (rate(http_requests_total{namespace="shop"}[4m]))',
    );
  });

  it("asks for pools of applications, not for those of the platform", () => {
    const existingMetrics = new Set([
      "db_client_connections_in_use",
      "workqueue_depth",
      "node_sockstat_TCP_inuse",
    ]);
    const [query] = signalQueries({ existingMetrics, range: "4m" });
    assertEquals(query?.group, "pools");
    assert(query?.expr.includes("db_client_connections_in_use"));
    assert(!query?.expr.includes("workqueue_depth"));
  });

  it("asks nothing of a cluster without such metrics", () => {
    assertEquals(signalQueries({ existingMetrics: new Set(["up"]), range: "4m" }), []);
  });
});

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parsePromql } from "../../query/promql_parse.ts";
import { LogSource } from "../logs/log_source.ts";
import { MetricSource } from "../metrics/series_source.ts";
import { evaluateInstant } from "../promql_evaluate.ts";
import { loadScenario } from "../scenario/load_scenario.ts";
import type { Pod } from "../world/kube_objects.ts";

const { world } = await loadScenario("service-selector-typo");
const source = new MetricSource(world);

function rate(selector: string, timeMs = world.nowMs): number {
  const parsed = parsePromql(`sum(rate(${selector}[5m]))`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const result = evaluateInstant(parsed.ast.expr, { timeMs, source });
  return result.resultType === "vector" ? Number(result.result[0]?.value[1]) : NaN;
}

describe("the scenario service-selector-typo", () => {
  it("has all pods of cart ready, and idle", () => {
    const pods = world.store.list<Pod>("pods", "shop").filter(({ metadata }) =>
      metadata.labels?.app === "cart"
    );
    assertEquals(pods.map(({ status }) => status?.containerStatuses?.[0]?.ready), [
      true,
      true,
      true,
    ]);
    assertEquals(rate('http_requests_total{service="cart"}'), 0);
  });

  it("fails at the same rate in metrics of caller and callee and in the log", () => {
    assertAlmostEquals(
      rate('http_client_requests_total{service="checkout",target="cart",code="503"}'),
      9,
      0.1,
    );
    assertAlmostEquals(rate('http_requests_total{service="checkout",code="503"}'), 9, 0.1);
    assertAlmostEquals(
      rate('http_client_requests_total{service="web",target="checkout",code="503"}'),
      9,
      0.1,
    );
    const matchers = [{ label: "app", op: "=", value: "checkout" }] as const;
    const lines = [...new LogSource(world).select(matchers, world.nowMs - 60_000, world.nowMs)]
      .flatMap(({ entries }) => entries).filter(({ line }) => line.includes("connection refused"));
    assertEquals(lines.length, 540);
  });

  it("was healthy before", () => {
    const before = Date.parse("2026-11-01T10:11:00Z");
    assertEquals(rate('http_requests_total{service="checkout",code="503"}', before) < 0.05, true);
    assertEquals(rate('http_requests_total{service="cart"}', before) > 5, true);
  });
});

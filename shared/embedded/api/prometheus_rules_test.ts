import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parsePromql } from "../../query/promql_parse.ts";
import { MetricSource } from "../metrics/series_source.ts";
import { evaluateInstant } from "../promql_evaluate.ts";
import { baseWorld } from "../world/base_world.ts";
import { ruleGroups } from "./prometheus_rules.ts";

describe("the alerting rules", () => {
  const world = baseWorld("shop");
  const source = new MetricSource(world);
  for (const { name, query } of ruleGroups(world).flatMap(({ rules }) => rules)) {
    if (name === "Watchdog") continue;
    it(`have nothing to say about a healthy base: ${name}`, () => {
      const parsed = parsePromql(query);
      if (!parsed.ok) throw new Error(parsed.problem.message);
      const { result } = evaluateInstant(parsed.ast.expr, { timeMs: world.nowMs, source });
      assertEquals(result, []);
    });
  }
});

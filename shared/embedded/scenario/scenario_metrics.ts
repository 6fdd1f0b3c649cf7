import { parsePromql } from "../../query/promql_parse.ts";
import { metricOf } from "../../query/promql_selectors.ts";
import type { MetricRule, Shape } from "../metrics/metric_rules.ts";
import { timeMs } from "../world/kube_objects.ts";
import type { Scenario } from "./scenario_schema.ts";

type Entry = Scenario["metrics"][number];

/** Reads one entry as a rule; a selector that is none gives the words for it. */
export function metricRule({ series, shape }: Entry): MetricRule | { readonly problem: string } {
  const parsed = parsePromql(series);
  if (!parsed.ok) return { problem: "Expected a series selector in PromQL" };
  const { expr } = parsed.ast;
  const name = expr.kind === "VectorSelector" ? metricOf(expr) : undefined;
  if (expr.kind !== "VectorSelector" || name === undefined) {
    return { problem: "Expected a selector of one metric by its name" };
  }
  const matchers = expr.matchers.filter(({ label }) => label !== "__name__");
  return { name, matchers, shape: readShape(shape) };
}

function readShape({ from, until, rate, points, ...shape }: Entry["shape"]): Shape {
  return {
    ...shape,
    fromMs: timeMs(from),
    untilMs: timeMs(until),
    perSecond: rate,
    points: points?.map(([time, value]) => [Date.parse(time), value]),
  };
}

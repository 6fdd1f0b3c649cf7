import type { PrometheusRule } from "../backends/prometheus.ts";
import { metricsOfSavedQueries } from "../catalogue/saved_queries.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { selectorsOf } from "../query/promql_selectors.ts";

/** Metrics that tools read beside those of the saved queries. */
const METRICS_OF_TOOLS = ["ALERTS", "kube_secret_type", "kube_secret_created"];

/**
 * The metrics worth keeping, in order of name: those of the saved queries, of the tools and of the rules, whose
 * expressions are also those of all that fires. A histogram is kept with all its parts.
 */
export function metricsToKeep(
  existing: readonly string[],
  rules: readonly Pick<PrometheusRule, "type" | "name" | "query">[],
): readonly string[] {
  const wanted = new Set([...metricsOfSavedQueries(), ...METRICS_OF_TOOLS]);
  for (const { type, name, query } of rules) {
    if (type === "recording") wanted.add(name);
    const parsed = parsePromql(query);
    if (!parsed.ok) continue;
    for (const { metric } of selectorsOf(parsed.ast.expr)) {
      if (metric !== undefined) wanted.add(metric);
    }
  }
  return existing.filter((name) => wanted.has(name) || wanted.has(bucketsOf(name))).sort();
}

function bucketsOf(name: string): string {
  return name.replace(/_(?:sum|count)$/, "_bucket");
}

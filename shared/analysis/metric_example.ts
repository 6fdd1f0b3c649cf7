import { printSelector } from "../query/promql_print.ts";
import type { Matcher } from "../query/matchers.ts";
import type { MetricFamily } from "./metric_families.ts";

export interface MetricExampleParts extends MetricFamily {
  /** Type as the metadata has it: counter, gauge, histogram, summary or unknown. */
  readonly type: string;
  readonly matchers: readonly Matcher[];
  /** A label to group by, when there is one that groups. */
  readonly groupBy?: string | undefined;
}

/** Labels that say where a series was scraped rather than what it is about. */
const SCRAPE_LABELS = new Set(["job", "instance", "endpoint", "metrics_path", "prometheus"]);
/** Labels that very many metrics have. */
const COMMON_LABELS = new Set(["namespace", "pod", "container", "node", "service", "uid"]);
const MOST_GROUPS = 20;

/** Chooses a label worth grouping by: of few values, rather the metric's own than one that all have. */
export function groupingLabel(
  labels: readonly { readonly label: string; readonly values: number }[],
): string | undefined {
  const few = labels.filter(({ label, values }) =>
    values > 1 && values <= MOST_GROUPS && !SCRAPE_LABELS.has(label)
  );
  return (few.find(({ label }) => !COMMON_LABELS.has(label)) ?? few[0])?.label;
}

const STATE_METRIC = /^kube_.*(?:status|phase|reason|condition|info)/;

/** Writes the query that a metric of this type is usually read with. */
export function exampleQuery(
  { name, members, type, matchers, groupBy }: MetricExampleParts,
): string {
  const rate = (metric: string) => `rate(${printSelector({ name: metric, matchers })}[5m])`;
  const bucket = `${name}_bucket`;
  if (members.includes(bucket)) {
    const labels = groupBy === undefined ? "le" : `${groupBy}, le`;
    return `histogram_quantile(0.95, sum by (${labels}) (${rate(bucket)}))`;
  }
  if (type === "histogram") return `histogram_quantile(0.95, sum(${rate(name)}))`;
  const counter = members.find((member) => member.endsWith("_count") || member === name) ?? name;
  const counts = type === "counter" || type === "summary" || name.endsWith("_total");
  if (counts) return topSums(rate(counter), groupBy);
  const selector = printSelector({ name: counter, matchers });
  return STATE_METRIC.test(name) ? topSums(selector, groupBy) : `topk(10, ${selector})`;
}

function topSums(expr: string, groupBy: string | undefined): string {
  return groupBy === undefined ? `sum(${expr})` : `topk(10, sum by (${groupBy}) (${expr}))`;
}

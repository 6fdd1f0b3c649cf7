import type { ToolContext } from "../context.ts";
import type { Matcher } from "../query/matchers.ts";
import { printSelector } from "../query/promql_print.ts";
import { escapeRe2 } from "../query/re2.ts";
import { metricsToKeep } from "./capture_metric_names.ts";
import type { Captured, CaptureRun } from "./capture_run.ts";
import { captureSeries } from "./capture_series.ts";
import { readSource } from "./read_source.ts";

export interface TelemetryQuery {
  readonly namespace?: string | undefined;
  readonly start: Date;
  readonly end: Date;
  readonly run: CaptureRun;
  readonly limitCharacters: number;
}

type MetricPart =
  | "metrics"
  | "metadata"
  | "series"
  | "rules"
  | "prometheusAlerts"
  | "foreignNamespaces";

/** Captures the metrics that questions in an incident are about, and the names of all others. */
export async function captureMetrics(
  context: Pick<ToolContext, "prometheus">,
  query: TelemetryQuery,
): Promise<Captured<MetricPart>> {
  const { prometheus } = context;
  const { start, end, namespace, run, limitCharacters } = query;
  const [names, rules, alerts, metadata, outside] = await Promise.all([
    readSource("prometheus", () => prometheus.labelValues("__name__", { start, end })),
    readSource("prometheus rules", () => prometheus.rules()),
    readSource("prometheus alerts", () => prometheus.alerts()),
    readSource("prometheus metadata", () => prometheus.metadata()),
    readOutside(context, query),
  ]);
  const existing = names.value ?? [];
  const within = namespace === undefined ? [] : [inScope(namespace)];
  const kept = await run.keepEach(metricsToKeep(existing, rules.value ?? []), {
    what: (name) => `metric ${name}`,
    read: (name) =>
      captureSeries(context, { selector: printSelector({ name, matchers: within }), start, end }),
    limitCharacters,
  });
  const parts: Captured<MetricPart>["parts"] = {
    metrics: existing.map((name) => (
      { name, kept: kept.has(name), outside: outside.metrics.has(name) }
    )),
    metadata: [...metadata.value ?? []].map(([name, about]) => ({ name, ...about })),
    series: [...kept.values()].flat(),
    rules: rules.value ?? [],
    prometheusAlerts: namespace === undefined ? alerts.value ?? [] : [],
    foreignNamespaces: outside.namespaces
      .map((foreign) => ({ source: "prometheus", namespace: foreign })),
  };
  return { parts, coverage: [names.coverage, rules.coverage] };
}

/** Of one namespace, with what belongs to none: nodes, the control plane. */
function inScope(namespace: string): Matcher {
  return { label: "namespace", op: "=~", value: `|${escapeRe2(namespace)}` };
}

/** The metrics that have series of other namespaces, and those namespaces. @throws {ToolError} */
async function readOutside(
  { prometheus }: Pick<ToolContext, "prometheus">,
  { namespace, start, end }: TelemetryQuery,
) {
  if (namespace === undefined) return { metrics: new Set<string>(), namespaces: [] };
  const match = [printSelector({ matchers: [{ ...inScope(namespace), op: "!~" }] })];
  const [metrics, namespaces] = await Promise.all([
    readSource("prometheus", () => prometheus.labelValues("__name__", { match, start, end })),
    readSource("prometheus", () => prometheus.labelValues("namespace", { match, start, end })),
  ]);
  return { metrics: new Set(metrics.value), namespaces: namespaces.value ?? [] };
}

import { savedQueryText } from "./saved_query_text.ts";
import { figures, type ScopeValues } from "./saved_query.ts";
import {
  SIGNAL_GROUPS,
  type SignalFigure,
  type SignalGroup,
  type SignalRow,
} from "../analysis/signals/signal_row.ts";
import { POOL_SIGNAL, SIGNALS } from "./signals.ts";

/** One range query for all figures of a group that the cluster has metrics for; the label `figure` tells them apart. */
export interface SignalQuery {
  readonly group: SignalGroup;
  readonly expr: string;
  readonly figures: readonly SignalFigure[];
}

export interface SignalQueryOptions {
  readonly existingMetrics: ReadonlySet<string>;
  /** Range of rates, as PromQL writes it: `4m`. */
  readonly range: string;
  readonly scope?: ScopeValues;
}

/** Writes the queries of a scan: at most one for each group, none where no metric exists. */
export function signalQueries(options: SignalQueryOptions): readonly SignalQuery[] {
  const rows = [...SIGNALS, ...poolSignals(options.existingMetrics)];
  return SIGNAL_GROUPS.flatMap((group) => {
    const found = rows.filter((row) => row.group === group)
      .flatMap((row) => figureOf(row, options) ?? []);
    if (found.length === 0) return [];
    const expr = figures(Object.fromEntries(found.map(({ row, expr }) => [row.id, expr])));
    return [{ group, expr, figures: found }];
  });
}

function figureOf(
  row: SignalRow,
  { existingMetrics, range, scope = {} }: SignalQueryOptions,
): SignalFigure | undefined {
  const variant = row.variants.find(({ needs }) =>
    needs.every((metric) => existingMetrics.has(metric))
  );
  if (variant === undefined) return undefined;
  const text = variant.text.replaceAll("{{range}}", range);
  return { row, expr: savedQueryText({ language: "promql" }, { ...variant, text }, scope) };
}

const POOL = /(?:^|_)(?:pool|queue|backlog|connections?)(?:_|$)/;
const GAUGE = /_(?:in_use|active|used|usage|pending|waiting|waiters|depth|size|length|ready)$/;
// What the platform exports has rows of its own, or says nothing about an application.
const PLATFORM =
  /^(?:kube|kubelet|kubernetes|node|container|apiserver|etcd|coredns|prometheus|loki|alertmanager|workqueue|go|process|nginx|kafka|rabbitmq|cortex|net|grpc)_/;
const MOST_POOL_METRICS = 12;

function poolSignals(existingMetrics: ReadonlySet<string>): readonly SignalRow[] {
  const metrics = [...existingMetrics]
    .filter((name) => POOL.test(name) && GAUGE.test(name) && !PLATFORM.test(name))
    .sort().slice(0, MOST_POOL_METRICS);
  if (metrics.length === 0) return [];
  const text = `sum by (namespace, service, pool, queue, metric) (label_replace({__name__=~"${
    metrics.join("|")
  }", namespace="{{namespace}}"}, "metric", "$1", "__name__", "(.*)"))`;
  return [{ ...POOL_SIGNAL, variants: [{ text, needs: [] }] }];
}

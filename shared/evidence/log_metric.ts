import { z } from "zod";
import type { SeriesRank } from "../analysis/series_ranking.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import type { MetricExpr } from "../query/logql_ast.ts";
import { chooseStepSeconds } from "../query/promql_step.ts";
import { metricTable, metricTableSchema } from "./metric_table.ts";
import type { MetricTimes } from "./metric_times.ts";

export interface LogMetricQuery {
  readonly logql: string;
  readonly expr: MetricExpr;
  readonly window: TimeWindow;
  readonly limit: number;
}

/** Numbers made of log lines, one row per series. */
export const logMetricSchema = z.object({
  table: metricTableSchema,
  /** Loki's own words. */
  warnings: z.array(z.string()),
});
export type LogMetric = z.output<typeof logMetricSchema>;

const USUAL_POINTS = 61;

/** When a metric query over a window looks: at steps of it, or once where it has no length. */
export function logMetricTimes({ start, end }: TimeWindow): MetricTimes {
  const [startMs, endMs] = [wholeSecondsMs(start), wholeSecondsMs(end)];
  if (startMs === endMs) return { kind: "instant", time: new Date(endMs) };
  const stepSeconds = chooseStepSeconds({ startMs, endMs, maxPoints: USUAL_POINTS });
  return { kind: "range", start: new Date(startMs), end: new Date(endMs), stepSeconds };
}

function wholeSecondsMs(time: Date): number {
  return Math.floor(time.getTime() / 1_000) * 1_000;
}

/** Runs a LogQL query that gives numbers, and shapes it like a PromQL one. */
export async function readLogMetric(
  { loki }: Pick<ToolContext, "loki">,
  { logql, expr, window, limit }: LogMetricQuery,
): Promise<LogMetric> {
  const times = logMetricTimes(window);
  const result = times.kind === "range"
    ? await loki.range({ logql, ...times })
    : await loki.instant({ logql, time: times.time });
  const series = result.resultType === "streams" ? [] : result.series;
  const rank = rankOf(expr, times.kind);
  const table = metricTable(series, { times, rank, limit, samples: false });
  return { table, warnings: [...result.warnings] };
}

const SORTING = new Set(["topk", "bottomk", "approx_topk", "sort", "sort_desc"]);

function rankOf(expr: MetricExpr, kind: MetricTimes["kind"]): SeriesRank {
  if (kind === "range") return "mean";
  if (expr.kind === "Paren") return rankOf(expr.expr, kind);
  return expr.kind === "VectorAggregation" && SORTING.has(expr.op) ? "query" : "last";
}

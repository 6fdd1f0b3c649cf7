import { z } from "zod";
import { rankOfQuery } from "../analysis/series_ranking.ts";
import { readWindow, type TimeWindow } from "../analysis/time_window.ts";
import type { QueryVariant, SavedQuery, ScopeValues } from "../catalogue/saved_query.ts";
import { availability } from "../catalogue/saved_query_availability.ts";
import { savedQueryText } from "../catalogue/saved_query_text.ts";
import type { ToolContext } from "../context.ts";
import { parseLogql } from "../query/logql_parse.ts";
import { isMetricQuery } from "../query/logql_walk.ts";
import { parsePromql } from "../query/promql_parse.ts";
import type { GivenCall } from "../render/corrected_call.ts";
import type { Coverage } from "../render/coverage.ts";
import { parsedQuery } from "../render/query_error.ts";
import { assertLogsAffordable } from "./log_cost.ts";
import { logLinesSchema, readLogLines } from "./log_lines.ts";
import { logMetricTimes, readLogMetric } from "./log_metric.ts";
import { assertAffordable } from "./metric_cost.ts";
import { metricTable, metricTableSchema } from "./metric_table.ts";

/** What a saved query answered. */
export const savedAnswerSchema = z.object({
  language: z.enum(["promql", "logql"]),
  /** The query as it was sent. */
  text: z.string(),
  start: z.string(),
  end: z.string(),
  /** Of a query that gives numbers. */
  metric: metricTableSchema.optional(),
  /** Of a query that gives lines. */
  lines: logLinesSchema.optional(),
  shown: z.number(),
  total: z.number(),
  /** Metrics that no variant can do without and this cluster lacks. */
  missing: z.array(z.string()),
});

export type SavedAnswer = z.output<typeof savedAnswerSchema> & {
  readonly coverage: readonly Coverage[];
};

export interface SavedQueryRun {
  readonly query: SavedQuery;
  readonly scopes: ScopeValues;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly limit: number;
  /** The call to correct in hints. */
  readonly call: GivenCall;
}

/** Series read at most; what is beyond cannot be ranked. */
const MOST_SERIES = 5_000;
const DEFAULT_WINDOW_SECONDS = 3_600;

/**
 * Runs a saved query for a scope, by the first variant whose metrics exist.
 *
 * Without its metrics nothing is sent, and the answer says which are missing.
 *
 * @throws {ToolError} `limit_exceeded` when it would read too much
 */
export async function runSavedQuery(
  context: ToolContext,
  run: SavedQueryRun,
): Promise<SavedAnswer> {
  return run.query.language === "promql"
    ? await runPromql(context, run)
    : await runLogql(context, run);
}

async function runPromql(context: ToolContext, run: SavedQueryRun): Promise<SavedAnswer> {
  const { query, scopes, call, limit } = run;
  const names = new Set(await context.prometheus.labelValues("__name__"));
  const [found] = availability([query], names);
  const window = onceUnlessSince(run, readRunWindow(run, context));
  const times = logMetricTimes(window);
  const text = savedQueryText(query, found?.variant ?? query.variants[0], scopes);
  const answered = { language: query.language, text, ...boundsOf(window) };
  if (found?.variant === undefined) {
    const missing = [...found?.missing ?? []];
    const coverage: Coverage = { source: "prometheus", state: "no series" };
    return { ...answered, shown: 0, total: 0, missing, coverage: [coverage] };
  }
  const { expr } = parsedQuery(parsePromql(text), { ...call, field: "id", example: query.id });
  await assertAffordable(context, { expr, times, call });
  const sent = { expr: text, limit: MOST_SERIES };
  const { series } = times.kind === "range"
    ? await context.prometheus.range({ ...sent, ...times })
    : await context.prometheus.instant({ ...sent, time: times.time });
  const metric = metricTable(series, {
    times,
    rank: rankOfQuery(expr, times.kind),
    limit,
    samples: false,
  });
  const state = series.length === 0 ? "empty" : "ok";
  return {
    ...answered,
    metric,
    shown: metric.shown,
    total: metric.total,
    missing: [],
    coverage: [{ source: "prometheus", state }],
  };
}

async function runLogql(context: ToolContext, run: SavedQueryRun): Promise<SavedAnswer> {
  const { query, scopes, call, limit } = run;
  const [variant]: readonly [QueryVariant, ...QueryVariant[]] = query.variants;
  const text = savedQueryText(query, variant, scopes);
  const expr = parsedQuery(parseLogql(text), { ...call, field: "id", example: query.id });
  const asked = readRunWindow(run, context);
  const window = isMetricQuery(expr) ? onceUnlessSince(run, asked) : asked;
  await assertLogsAffordable(context, { expr, window, call });
  const part = isMetricQuery(expr)
    ? { metric: (await readLogMetric(context, { logql: text, expr, window, limit })).table }
    : {
      lines: await readLogLines(context, {
        logql: text,
        expr,
        window,
        limit,
        direction: "backward",
        format: "templates",
      }),
    };
  const { shown, total } = part.metric ?? part.lines.table;
  return {
    language: query.language,
    text,
    ...boundsOf(window),
    ...part,
    shown,
    total,
    missing: [],
    coverage: [{ source: "loki", state: total === 0 ? "empty" : "ok" }],
  };
}

function readRunWindow({ since, until, call }: SavedQueryRun, { now }: ToolContext): TimeWindow {
  const options = { now: now(), defaultSeconds: DEFAULT_WINDOW_SECONDS, call };
  return readWindow({ start: since, end: until }, options);
}

// Figures are wanted at one moment unless somebody asks for their course.
function onceUnlessSince({ since }: SavedQueryRun, window: TimeWindow): TimeWindow {
  return since === undefined ? { start: window.end, end: window.end } : window;
}

function boundsOf({ start, end }: TimeWindow) {
  return { start: start.toISOString(), end: end.toISOString() };
}

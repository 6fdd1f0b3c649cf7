import { z } from "zod";
import { readWindow } from "../shared/analysis/time_window.ts";
import { explainNoLines, logAbsenceSchema, noLinesText } from "../shared/evidence/log_absence.ts";
import { assertLogsAffordable } from "../shared/evidence/log_cost.ts";
import {
  logHeadline,
  logLinesSchema,
  logLinesSections,
  readLogLines,
} from "../shared/evidence/log_lines.ts";
import { logMetricSchema, readLogMetric } from "../shared/evidence/log_metric.ts";
import { metricHeadline, metricSections } from "../shared/evidence/metric_sections.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { parseLogql } from "../shared/query/logql_parse.ts";
import { isMetricQuery } from "../shared/query/logql_walk.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { parsedQuery } from "../shared/render/query_error.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 500;
const DEFAULT_WINDOW_SECONDS = 3_600;
const LOGQL = { field: "logql", example: '{namespace="shop"} |= "error"' };

const inputSchema = z.strictObject({
  logql: z.string().trim().min(1).max(10_000).describe(`LogQL, e.g. ${LOGQL.example}`),
  since: fields.since.optional(),
  until: fields.until.optional(),
  limit: limitField(50, MOST_ROWS),
  direction: z.enum(["backward", "forward"]).default("backward")
    .describe("backward: newest first"),
  format: z.enum(["auto", "lines", "templates"]).default("auto")
    .describe("auto: lines when few"),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  start: z.string(),
  end: z.string(),
  /** Of a query that gives lines. */
  lines: logLinesSchema.optional(),
  /** Of a query that gives numbers. */
  metric: logMetricSchema.optional(),
  shown: z.number(),
  total: z.number(),
  /** For an empty answer: what is not there, and what is. */
  absences: z.array(logAbsenceSchema),
  /** The query with the nearest labels and values that exist. */
  corrected: z.string().optional(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Reads log lines, folded or as templates, or runs a metric query over them.
 *
 * Reads Loki's query API after one look into its index per selector; templates of more than 2,000 lines cost four
 * further reads and one of Loki's patterns.
 */
export const tool = defineTool({
  name: "loki.query",
  title: "LogQL query",
  description:
    "Runs LogQL. Lines come newest first with repeats folded; many different lines come as templates with counts, the " +
    "gravest first, level, HTTP status, method, reason and exit code kept apart. A metric query (rate, count_over_time) " +
    "is summarised per series, over a range with since, else at one time. An empty answer says which labels and values " +
    "exist. For one pod's own log use tail.pod_logs.",
  toolset: "core",
  scopes: ["logs:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const call = callOf(input);
    const expr = parsedQuery(parseLogql(input.logql), { ...call, ...LOGQL });
    const asked = readWindow({ start: input.since, end: input.until }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call,
    });
    const once = isMetricQuery(expr) && input.since === undefined;
    const window = once ? { start: asked.end, end: asked.end } : asked;
    await assertLogsAffordable(context, { expr, window, call });
    const part = isMetricQuery(expr)
      ? { metric: await readLogMetric(context, { ...input, expr, window }) }
      : { lines: await readLogLines(context, { ...input, expr, window }) };
    const { shown, total } = (part.metric ?? part.lines).table;
    const empty = total > 0 ? undefined : await explainNoLines(context, { expr, window: asked });
    const state = empty?.state ?? "ok" as const;
    return {
      start: window.start.toISOString(),
      end: window.end.toISOString(),
      ...part,
      shown,
      total,
      absences: [...empty?.absences ?? []],
      ...(empty?.corrected !== undefined && { corrected: empty.corrected }),
      coverage: [{ source: "loki", state }, ...part.lines?.coverage ?? []],
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "loki.query", input: inputSchema, arguments: input };
}

function headlineOf({ start, end, lines, metric, total, absences }: Output): string {
  if (total === 0) {
    const nothing = metric === undefined ? "lines" : "result";
    return `No ${nothing} up to ${end.replace(/\.\d+Z$/, "Z")}: ${noLinesText(absences[0])}`;
  }
  if (lines !== undefined) {
    return logHeadline(lines, { start: new Date(start), end: new Date(end) });
  }
  return metric === undefined ? "" : metricHeadline(metric.table);
}

function sectionsOf({ lines, metric, absences }: Output, input: Input): readonly Section[] {
  const rest = changedCall(callOf(input), { limit: MOST_ROWS, max_tokens: MAX_TOKENS });
  return [
    ...absences.slice(1).map((absence): Section => ({
      kind: "facts",
      facts: [["also", noLinesText(absence)]],
    })),
    ...(lines === undefined ? [] : logLinesSections(lines, { source: "loki", rest })),
    ...(metric === undefined ? [] : metricSections(metric.table, { course: true, rest })),
  ];
}

function nextCalls({ lines, total, corrected }: Output, input: Input): readonly Call[] {
  const call = callOf(input);
  if (corrected !== undefined) {
    return [{ ...changedCall(call, { logql: corrected }), why: "with the nearest that exists" }];
  }
  if (total === 0 || lines === undefined || lines.extent === "all") return [];
  const logql = `sum(count_over_time(${input.logql} [5m]))`;
  const since = input.since ?? "1h";
  return [{
    ...changedCall(call, { logql, since, format: undefined }),
    why: "how many there are in all",
  }];
}

import { z } from "zod";
import { similarNames } from "../shared/analysis/similar_names.ts";
import { SAVED_QUERIES } from "../shared/catalogue/saved_queries.ts";
import { QUERY_SCOPES, type SavedQuery } from "../shared/catalogue/saved_query.ts";
import { quoted, ToolError } from "../shared/errors.ts";
import { others } from "../shared/evidence/existing_namespace.ts";
import { logHeadline, logLinesSections } from "../shared/evidence/log_lines.ts";
import { metricHeadline, metricSections } from "../shared/evidence/metric_sections.ts";
import { runSavedQuery, savedAnswerSchema } from "../shared/evidence/saved_query_run.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall, correctedCall } from "../shared/render/corrected_call.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 200;

const scopeFields = Object.fromEntries(
  QUERY_SCOPES.map((scope) => [
    scope,
    z.string().trim().min(1).max(253).describe("Narrows it").optional(),
  ]),
) as Record<typeof QUERY_SCOPES[number], z.ZodOptional<z.ZodString>>;

const inputSchema = z.strictObject({
  id: z.string().trim().min(1).max(60).describe("Saved query, e.g. svc_errors; see res://queries"),
  ...scopeFields,
  since: fields.since.describe("Shows its course since then; one moment when left out").optional(),
  until: fields.until.optional(),
  limit: limitField(20, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = savedAnswerSchema.extend({
  id: z.string(),
  title: z.string(),
  unit: z.string(),
  threshold: z.number().optional(),
  bad: z.enum(["high", "low", "none"]),
  related: z.array(z.string()),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Runs a query of the catalogue for a scope, with the first variant whose metrics the cluster has.
 *
 * Reads the names of all metrics, then one query; values of the scope enter the parsed query as matchers.
 */
export const tool = defineTool({
  name: "query.saved",
  title: "Saved query",
  description:
    "Runs a query of the catalogue by id, narrowed by namespace, workload, pod, service, node …: request rates, errors, " +
    "latency, throttling, memory, restarts, rollouts, disks, certificates, API server, DNS, log templates. It picks the " +
    "variant whose metrics this cluster has, and says which are missing otherwise. An unknown id is answered with the nearest " +
    "ones; res://queries/{id} holds each text. For a query of your own use promql.query or loki.query.",
  toolset: "data",
  scopes: ["telemetry:read", "logs:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const query = queryOf(input);
    const { title, unit, threshold, bad, related } = query;
    const { coverage, ...ran } = await runSavedQuery(context, {
      query,
      scopes: scopesOf(input, query),
      since: input.since,
      until: input.until,
      limit: input.limit,
      call: callOf(input),
    });
    return {
      ...ran,
      id: query.id,
      title,
      unit,
      ...(threshold !== undefined && { threshold }),
      bad,
      related: [...related],
      coverage: [...coverage],
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
  return { tool: "query.saved", input: inputSchema, arguments: input };
}

/** @throws {ToolError} `not_found` with the nearest ids */
function queryOf(input: Input): SavedQuery {
  const found = SAVED_QUERIES.find(({ id }) => id === input.id);
  if (found !== undefined) return found;
  const ids = SAVED_QUERIES.map(({ id }) => id);
  const near = similarNames(input.id, ids);
  throw new ToolError("not_found", `Cannot find saved query ${quoted(input.id)}`, {
    hint: near[0] === undefined
      ? `Saved queries: ${ids.join(", ")}`
      : correctedCall(callOf(input), { id: near[0] }) + others(near),
  });
}

/** The scopes given. @throws {ToolError} `invalid_input` for one the query does not know, or one it cannot do without */
function scopesOf(input: Input, { id, scopes, required = [] }: SavedQuery) {
  const given = QUERY_SCOPES.filter((scope) => input[scope] !== undefined);
  const foreign = given.filter((scope) => !scopes.includes(scope));
  if (foreign.length > 0) {
    const without = Object.fromEntries(foreign.map((scope) => [scope, undefined]));
    throw new ToolError("invalid_input", `Cannot narrow ${id} by ${foreign.join(" and ")}`, {
      hint: correctedCall(callOf(input), without) + `; it takes ${scopes.join(", ") || "no scope"}`,
    });
  }
  const missing = required.filter((scope) => input[scope] === undefined);
  if (missing.length > 0) {
    const example = Object.fromEntries(missing.map((scope) => [scope, "NAME"]));
    throw new ToolError("invalid_input", `Cannot run ${id} without ${missing.join(" and ")}`, {
      hint: correctedCall(callOf(input), example),
    });
  }
  return Object.fromEntries(given.map((scope) => [scope, input[scope]]));
}

function headlineOf({ title, unit, threshold, bad, metric, lines, missing, start, end }: Output) {
  const bound = threshold === undefined
    ? ""
    : `, bad when ${bad === "low" ? "below" : "above"} ${threshold}`;
  const what = `${title} (${unit}${bound})`;
  if (missing.length > 0) return `${what}: no result, this cluster has no ${missing.join(", ")}`;
  if (metric !== undefined) {
    return metric.total === 0 ? `${what}: no result` : `${what}: ${metricHeadline(metric)}`;
  }
  if (lines === undefined || lines.table.total === 0) return `${what}: no lines`;
  return `${what}: ${logHeadline(lines, { start: new Date(start), end: new Date(end) })}`;
}

function sectionsOf({ metric, lines, language, text }: Output, input: Input): readonly Section[] {
  const rest = changedCall(callOf(input), { limit: MOST_ROWS, max_tokens: MAX_TOKENS });
  return [
    ...(metric === undefined ? [] : metricSections(metric, { course: true, rest })),
    ...(lines === undefined ? [] : logLinesSections(lines, { source: "loki", rest })),
    { kind: "query", language, query: text, weight: 2 },
  ];
}

function nextCalls({ related }: Output, input: Input): readonly Call[] {
  return related.slice(0, 2).map((id) => ({
    ...changedCall(callOf(input), { id }),
    why: SAVED_QUERIES.find((query) => query.id === id)?.question ?? "",
  }));
}

import { z } from "zod";
import { readWindow } from "../shared/analysis/time_window.ts";
import { findLogContainer, logContainerSchema } from "../shared/evidence/log_container.ts";
import { logSections } from "../shared/evidence/log_sections.ts";
import { logTable, logTableSchema } from "../shared/evidence/log_table.ts";
import { MOST_SEARCHED_LINES, readPodLog } from "../shared/evidence/pod_log.ts";
import { fields, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

/** Newest lines read when the caller does not say: as many as fit, or enough to count. */
const DEFAULT_TAIL = { lines: 200, templates: 5_000 } as const;
const MOST_ROWS = 1_000;
// A call has twenty seconds unless the operator changes it.
const MOST_FOLLOW_SECONDS = 15;

const inputSchema = z.strictObject({
  namespace: fields.namespace,
  pod: fields.pod,
  container: fields.container.describe("Default the one in trouble")
    .optional(),
  previous: z.boolean().describe("The run before the last restart").default(false),
  since: fields.since.optional(),
  grep: z.string().min(1).max(500)
    .describe("Text or regexp, e.g. error|timeout").optional(),
  tail: z.coerce.number().int().min(1).max(MOST_SEARCHED_LINES)
    .describe("Newest lines, after grep; default 200, templates 5000").optional(),
  format: z.enum(["lines", "templates"]).default("lines")
    .describe("lines: newest first"),
  follow_seconds: z.coerce.number().int().min(1).max(MOST_FOLLOW_SECONDS)
    .describe("Waits for new lines").optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = logContainerSchema.extend({
  readLines: z.number(),
  /** Lines that `grep` found among them. */
  matchedLines: z.number(),
  /** How `grep` was taken: as an expression, or as text because it is none. */
  grepReads: z.enum(["pattern", "text"]),
  table: logTableSchema,
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Reads the tail of one container's log through the API server.
 *
 * Costs one read of the pod and one of its log (at most 4 MiB; 20,000 lines where it searches); a wrong pod name
 * up to three further lists.
 */
export const tool = defineTool({
  name: "tail.pod_logs",
  title: "Pod logs",
  description:
    "Newest log lines of one container through the API server, repeats folded, or format: templates for what they " +
    "say with counts. grep searches up to 20,000 lines before the cut. previous: true reads the run before the last " +
    "restart, which is where a crash is explained. For logs of several pods, or of pods that are gone, use loki.query.",
  toolset: "core",
  scopes: ["logs:read"],
  annotations: READ_ONLY,
  live: true,
  input: inputSchema,
  output: outputSchema,
  needs: [
    { apiGroup: "", resource: "pods", verbs: ["get", "list"] },
    { apiGroup: "", resource: "pods/log", verbs: ["get"] },
  ],
  async handler(input, context) {
    const { namespace, pod, previous, format, grep } = input;
    const sinceSeconds = secondsSince(input, context.now());
    const container = await findLogContainer(context, { ...input, call: callOf(input) });
    const log = await readPodLog(context, {
      namespace,
      pod,
      previous,
      container: container.container,
      ...(sinceSeconds !== undefined && { sinceSeconds }),
      tail: input.tail ?? DEFAULT_TAIL[format],
      grep,
      followSeconds: input.follow_seconds,
    });
    const { entries, readLines, matchedLines, reads } = log;
    return {
      ...container,
      readLines,
      matchedLines,
      grepReads: reads,
      table: logTable([{ labels: {}, entries }], { format, limit: MOST_ROWS }),
      coverage: [log.coverage],
    };
  },
  render(output, input) {
    const source = `log of pod ${input.namespace}/${input.pod} container ${output.container}`;
    const facts = factsOf(output, input);
    return answer({
      headline: headlineOf(output, input),
      sections: [
        ...(facts.length === 0 ? [] : [{ kind: "facts", facts, weight: 9 } as const]),
        ...logSections(output.table, { source, rest: restOf(input) }),
      ],
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "tail.pod_logs", input: inputSchema, arguments: input };
}

function secondsSince(input: Input, now: Date): number | undefined {
  if (input.since === undefined) return undefined;
  const { start } = readWindow({ start: input.since }, {
    now,
    defaultSeconds: 3_600,
    call: callOf(input),
  });
  return Math.ceil((now.getTime() - start.getTime()) / 1_000);
}

function headlineOf(output: Output, { namespace, pod, grep, previous }: Input): string {
  const { container, chosen, readLines, matchedLines, status, restarts } = output;
  const run = previous ? ", the run before" : "";
  const why = chosen === undefined || chosen === "the only one" ? "" : ` (chosen: ${chosen})`;
  const lines = grep === undefined
    ? counted(readLines, "line")
    : `${matchedLines} of ${counted(readLines, "line")} match`;
  return `${namespace}/${pod} container ${container}${why}${run}: ${lines}; ` +
    `${status}, ${restarts} restarts`;
}

function factsOf({ lastEnd, otherContainers, grepReads }: Output, { grep }: Input) {
  const facts: [string, string][] = [];
  if (lastEnd !== undefined) facts.push(["last run ended", lastEnd]);
  if (otherContainers.length > 0) facts.push(["other containers", otherContainers.join(", ")]);
  if (grep !== undefined && grepReads === "text") {
    facts.push(["grep", "taken as plain text, because it is no expression that can be searched"]);
  }
  return facts;
}

function restOf(input: Input): Call {
  const most = Math.min(MOST_SEARCHED_LINES, (input.tail ?? DEFAULT_TAIL[input.format]) * 5);
  return changedCall(callOf(input), { tail: most, max_tokens: MAX_TOKENS });
}

/** The run that crashed, or what the events say where there is no log. */
function nextCalls(output: Output, input: Input): readonly Call[] {
  const { lastEnd, table, matchedLines, readLines } = output;
  const calls: Call[] = [];
  if (lastEnd !== undefined && !input.previous) {
    const previous = changedCall(callOf(input), { previous: true, container: output.container });
    calls.push({ ...previous, why: "the run that ended" });
  }
  if (readLines > 0 && matchedLines === 0) {
    calls.push({ ...changedCall(callOf(input), { grep: undefined }), why: "without the search" });
  }
  if (table.total > 40 && input.format === "lines") {
    const templates = changedCall(callOf(input), { format: "templates", tail: undefined });
    calls.push({ ...templates, why: "what the lines say, with counts" });
  }
  if (readLines === 0) {
    const object = { namespace: input.namespace, object: `Pod/${input.pod}` };
    calls.push({ tool: "k8s.events", arguments: object, why: "why there is no log" });
  }
  return calls;
}

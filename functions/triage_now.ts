import { z } from "zod";
import { EVERYWHERE, readFocus, scopeNames } from "../shared/analysis/findings/focus.ts";
import { similarNames } from "../shared/analysis/similar_names.ts";
import { readWindow } from "../shared/analysis/time_window.ts";
import { quoted, ToolError } from "../shared/errors.ts";
import { others } from "../shared/evidence/existing_namespace.ts";
import { SITUATION_NEEDS } from "../shared/evidence/situation_needs.ts";
import { readSituation } from "../shared/evidence/situation.ts";
import { concludeTriage } from "../shared/evidence/triage.ts";
import { triageNext } from "../shared/evidence/triage_next.ts";
import { triageHeadline } from "../shared/evidence/triage_headline.ts";
import { triageSchema } from "../shared/evidence/triage_schema.ts";
import { triageSections } from "../shared/evidence/triage_sections.ts";
import { fields, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer } from "../shared/render/answer.ts";
import { changedCall, correctedCall } from "../shared/render/corrected_call.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const DEFAULT_WINDOW_SECONDS = 3_600;
/** What has not answered by then is named as late. */
const DEADLINE_SECONDS = 8;

const inputSchema = z.strictObject({
  scope: z.string().trim().min(1).max(300)
    .describe("shop, shop/checkout, node/node-14 or alert/HighErrorRate; the cluster when left out")
    .optional(),
  since: fields.since.optional(),
  until: fields.until.optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = triageSchema.extend({ coverage: z.array(coverageSchema) });

type Input = z.output<typeof inputSchema>;

/**
 * Says what is wrong, in one call: rules over all objects, events, alerts, hosts, metrics, logs and changes, ranked.
 *
 * Reads every source side by side under one deadline of eight seconds: up to thirty lists of the Kubernetes API (none
 * from watched state), a dozen Prometheus queries, four of Loki. What fails or is late is coverage.
 */
export const tool = defineTool({
  name: "triage.now",
  title: "What is wrong",
  description:
    "What is wrong, in one call; start here. Reads objects, events, alerts, metrics, logs, changes and host facts side " +
    "by side and gives the likeliest cause first: findings with facts and since when, what suffers, changes before it, " +
    "log lines that are new, what was ruled out, what could not be read, and the next calls. Narrow with scope " +
    "(namespace, namespace/workload, node/NAME, alert/NAME) and since (default 1h). For one workload in depth use " +
    "workload.explain; for what changed changes.recent.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: SITUATION_NEEDS,
  async handler(input, context) {
    const window = readWindow({ start: input.since, end: input.until }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call: callOf(input),
    });
    const { situation, coverage } = await readSituation(context.within(DEADLINE_SECONDS), {
      window,
    });
    const focus = readFocus(input.scope, situation);
    if (focus === undefined && situation.objects.pods !== undefined) {
      throw unknownScope(input, scopeNames(situation));
    }
    return {
      ...concludeTriage({ situation, coverage, focus: focus ?? EVERYWHERE }),
      coverage: [...coverage],
    };
  },
  render(output, input) {
    return answer({
      headline: triageHeadline(output),
      sections: triageSections(output, changedCall(callOf(input), { max_tokens: MAX_TOKENS })),
      coverage: output.coverage,
      next: triageNext(output),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "triage.now", input: inputSchema, arguments: input };
}

function unknownScope(input: Input, names: readonly string[]): ToolError {
  const { scope = "" } = input;
  const near = similarNames(scope, names);
  return new ToolError("not_found", `Cannot find ${quoted(scope)} in this cluster`, {
    hint: correctedCall(callOf(input), { scope: near[0] }) + others(near),
  });
}

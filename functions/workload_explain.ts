import { z } from "zod";
import { type Entity, entityText } from "../shared/analysis/entity.ts";
import { readFocus, scopeNames } from "../shared/analysis/findings/focus.ts";
import type { Situation } from "../shared/analysis/findings/situation.ts";
import { similarNames } from "../shared/analysis/similar_names.ts";
import { readWindow } from "../shared/analysis/time_window.ts";
import { quoted, ToolError } from "../shared/errors.ts";
import { assertNamespaceExists, others } from "../shared/evidence/existing_namespace.ts";
import { SITUATION_NEEDS } from "../shared/evidence/situation_needs.ts";
import { readSituation } from "../shared/evidence/situation.ts";
import {
  explainWorkload,
  type WorkloadExplanation,
  workloadExplanationSchema,
} from "../shared/evidence/workload_explanation.ts";
import { workloadSections } from "../shared/evidence/workload_sections.ts";
import { fields, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call } from "../shared/render/answer.ts";
import { changedCall, correctedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const DEFAULT_WINDOW_SECONDS = 3_600;
const DEADLINE_SECONDS = 8;

const inputSchema = z.strictObject({
  namespace: fields.namespace,
  workload: fields.workload,
  since: fields.since.optional(),
  until: fields.until.optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = workloadExplanationSchema.extend({ coverage: z.array(coverageSchema) });

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Explains one workload: state, rollout, pods folded, events, new log templates, signals against their baselines,
 * dependencies and changes.
 *
 * Reads what `triage.now` reads, because causes lie outside a workload as often as in it, and its log besides.
 */
export const tool = defineTool({
  name: "workload.explain",
  title: "Explain a workload",
  description:
    "One Deployment, StatefulSet, DaemonSet, CronJob or bare Pod from all sides: pods folded by state, revisions, " +
    "findings about it and what it depends on, events, new log lines and how the last run ended, figures against their " +
    "baselines, changes of it and its configuration, callers and callees with their state. Use it after triage.now names a " +
    "workload; for raw objects use k8s.get, for whole logs tail.pod_logs.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: SITUATION_NEEDS,
  async handler(input, context) {
    const call = callOf(input);
    const window = readWindow({ start: input.since, end: input.until }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call,
    });
    const { situation, coverage } = await readSituation(context.within(DEADLINE_SECONDS), {
      window,
      suspects: (first) => workloadsNamed(input, first),
    });
    const [workload] = workloadsNamed(input, situation);
    if (workload === undefined) {
      await assertNamespaceExists(context, call);
      throw unknownWorkload(input, situation);
    }
    return { ...explainWorkload(workload, situation), coverage: [...coverage] };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output),
      sections: workloadSections(
        output,
        changedCall(callOf(input), { max_tokens: MAX_TOKENS }),
      ),
      coverage: output.coverage,
      next: nextCalls(output),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "workload.explain", input: inputSchema, arguments: input };
}

/** The workloads that the arguments mean; the kind may stand in front of the name. */
function workloadsNamed({ namespace, workload }: Input, situation: Situation): readonly Entity[] {
  const focus = readFocus(`${namespace}/${workload}`, situation);
  return (focus?.entities ?? []).filter(({ kind }) =>
    !workload.includes("/") || workload.toLowerCase().startsWith(`${kind.toLowerCase()}/`)
  );
}

function unknownWorkload({ namespace, workload, ...rest }: Input, situation: Situation): ToolError {
  const bare = workload.split("/").at(-1) ?? workload;
  const names = scopeNames(situation).filter((name) => name.startsWith(`${namespace}/`))
    .map((name) => name.slice(namespace.length + 1));
  const near = similarNames(bare, names);
  return new ToolError("not_found", `Cannot find workload ${quoted(workload)} in ${namespace}`, {
    hint: near[0] === undefined
      ? `Workloads there: ${names.slice(0, 20).join(", ")}`
      : correctedCall(callOf({ namespace, workload, ...rest }), { workload: near[0] }) +
        others(near),
  });
}

function headlineOf(output: WorkloadExplanation): string {
  const { entity, desired, ready, restarts, problem, problemSince, findings, since, until } =
    output;
  const at = new Date(until);
  const state = problem === undefined
    ? "healthy"
    : `${problem}${problemSince === undefined ? "" : ` since ${ageOf(problemSince, at)}`}`;
  return `${entityText(entity)}: ${ready}/${desired} ready, ${
    counted(restarts, "restart")
  }, ${state}; ` +
    `${counted(findings.length, "finding")} about it and what it depends on; last ${
      ageOf(since, at)
    }, at ${until.slice(0, 19)}Z`;
}

/** The log of what crashes, then the first neighbour in trouble. */
function nextCalls({ entity, pods, findings }: Output): readonly Call[] {
  const { namespace, name } = entity;
  const crashed = pods.find(({ restarts }) => restarts > 0);
  const elsewhere = findings.find((finding) => entityText(finding.entity) !== entityText(entity));
  return [
    ...(crashed === undefined ? [] : [{
      tool: "tail.pod_logs",
      arguments: { namespace, pod: crashed.example, previous: true },
      why: "the run that ended",
    }]),
    ...(elsewhere === undefined ? [] : [{
      tool: "k8s.get",
      arguments: {
        kind: elsewhere.entity.kind,
        ...(elsewhere.entity.namespace !== "" && { namespace: elsewhere.entity.namespace }),
        name: elsewhere.entity.name,
      },
      why: "what it depends on",
    }]),
    { tool: "changes.recent", arguments: { namespace, workload: name }, why: "what changed" },
  ];
}

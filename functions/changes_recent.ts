import { z } from "zod";
import { type Change, CHANGE_KINDS as KINDS_OF_CHANGE } from "../shared/analysis/changes/change.ts";
import { readWindow, type TimeWindow } from "../shared/analysis/time_window.ts";
import { quoted, ToolError } from "../shared/errors.ts";
import {
  CHANGE_LINE_TITLE,
  changeLine,
  changeRow,
  changeRowSchema,
} from "../shared/evidence/change_rows.ts";
import { CHANGE_KINDS, readChanges } from "../shared/evidence/changes.ts";
import { CLUSTER_SOURCES } from "../shared/analysis/cluster_sources.ts";
import { readErrorRises } from "../shared/evidence/error_rises.ts";
import { assertNamespaceExists, others } from "../shared/evidence/existing_namespace.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall, correctedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, type Need, READ_ONLY } from "../shared/tool.ts";

const DEFAULT_WINDOW_SECONDS = 6 * 3_600;
const MOST_ROWS = 300;
const AFTER_MS = 30 * 60_000;

const inputSchema = z.strictObject({
  namespace: fields.namespace.optional(),
  workload: fields.workload.optional(),
  kind: z.enum(KINDS_OF_CHANGE).describe("Default all but alert").optional(),
  since: fields.since.optional(),
  until: fields.until.optional(),
  limit: limitField(50, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  /** Nearest to the workload first where one is given, then newest. */
  changes: z.array(changeRowSchema),
  shown: z.number(),
  total: z.number(),
  since: z.string(),
  until: z.string(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Lists what changed, from the change log and from the traces that objects, series, hosts and alerts keep.
 *
 * Reads one list for each kind, three Prometheus queries, the alerts and the facts of the nodes side by side.
 */
export const tool = defineTool({
  name: "changes.recent",
  title: "Recent changes",
  description:
    "What changed in a window and scope, newest and nearest first: object, field, from → to, who, when, and which " +
    "alerts or error rates moved within thirty minutes after. Rollouts, configuration, scaling, network and policy " +
    "objects, nodes, Secret rotations, Helm releases, hosts. With workload it includes what the workload depends on. Sources that cannot " +
    "see history say so. For the state now use inventory.snapshot or k8s.get.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: CHANGE_KINDS.map((kind): Need => {
    const { apiGroup, resource } = CLUSTER_SOURCES[kind];
    return { apiGroup, resource, verbs: ["get", "list"] };
  }),
  async handler(input, context) {
    const window = readWindow({ start: input.since, end: input.until }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call: callOf(input),
    });
    const { namespace } = input;
    const wide = { ...window, end: laterEnd(window, context.now()) };
    const [reading, errors] = await Promise.all([
      readChanges(context, { scope: input, window: wide }),
      readErrorRises(context, { window: wide, namespace }),
    ]);
    if (reading.changes.length === 0) await assertNamespaceExists(context, callOf(input));
    if (reading.similar !== undefined) throw unknownWorkload(input, reading.similar);
    const alerts = reading.changes.filter(({ kind }) => kind === "alert");
    const changes = reading.changes.filter((change) => isAsked(change, { input, window }));
    return {
      changes: changes.slice(0, input.limit)
        .map((change) => changeRow(change, { alerts, errors: errors.rises })),
      shown: Math.min(changes.length, input.limit),
      total: changes.length,
      since: window.start.toISOString(),
      until: window.end.toISOString(),
      coverage: [...reading.coverage, errors.coverage],
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "changes.recent", input: inputSchema, arguments: input };
}

/** What a change at the end of the window did shows in the thirty minutes after it. */
function laterEnd({ end }: TimeWindow, now: Date): Date {
  return new Date(Math.min(end.getTime() + AFTER_MS, now.getTime()));
}

function isAsked(
  { kind, at }: Change,
  { input, window }: { readonly input: Input; readonly window: TimeWindow },
): boolean {
  const isKind = input.kind === undefined ? kind !== "alert" : kind === input.kind;
  return isKind && Date.parse(at) <= window.end.getTime();
}

function unknownWorkload(input: Input, near: readonly string[]): ToolError {
  const { workload = "", namespace } = input;
  const place = namespace === undefined ? "" : ` in namespace ${quoted(namespace)}`;
  return new ToolError("not_found", `Cannot find workload ${quoted(workload)}${place}`, {
    hint: near[0] === undefined
      ? correctedCall(callOf(input), { workload: undefined })
      : correctedCall(callOf(input), { workload: near[0] }) + others(near),
  });
}

function headlineOf({ total, since, until, changes }: Output, input: Input): string {
  const { namespace, workload, kind } = input;
  const about = [
    kind === undefined ? "" : ` of kind ${kind}`,
    workload === undefined ? "" : ` around ${workload}`,
    namespace === undefined ? "" : ` in namespace ${namespace}`,
  ].join("");
  const window = `in the ${ageOf(since, new Date(until))} before ${until.slice(0, 16)}Z`;
  if (total === 0) return `No change is known${about} ${window}`;
  const objects = new Set(changes.map(({ object }) => object)).size;
  return `${counted(total, "change")} of ${counted(objects, "object")}${about} ${window}; ` +
    "what came after a change need not come from it";
}

function sectionsOf({ changes, total, until }: Output, input: Input): readonly Section[] {
  if (changes.length === 0) return [];
  return [{
    kind: "untrusted",
    title: CHANGE_LINE_TITLE,
    source: "changes of cluster objects",
    lines: changes.map((change) => changeLine(change, new Date(until))),
    total,
    rest: changedCall(callOf(input), { limit: MOST_ROWS, max_tokens: MAX_TOKENS }),
  }];
}

/** The object that changed last, and the events of the same time. */
function nextCalls({ changes }: Output): readonly Call[] {
  const last = changes.find(({ kind }) => kind !== "alert" && kind !== "host" && kind !== "helm");
  if (last === undefined || last.object.startsWith("Secret ")) return [];
  const [kind = "", path = ""] = last.object.split(" ");
  const [name = "", namespace] = path.split("/").reverse();
  const place = namespace === undefined ? {} : { namespace };
  return [{ tool: "k8s.get", arguments: { kind, ...place, name }, why: "what it is now" }];
}

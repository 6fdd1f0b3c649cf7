import { z } from "zod";
import { parseFieldPath } from "../shared/analysis/field_path.ts";
import { BUILTIN_NEEDS } from "../shared/catalogue/builtin_kinds.ts";
import { ToolError } from "../shared/errors.ts";
import {
  listObjects,
  listSecretRows,
  objectListingSchema,
} from "../shared/evidence/object_listing.ts";
import { objectSections } from "../shared/evidence/object_sections.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 1_000;

const selectorSchema = z.string().trim().min(1).max(1_000);
const pathSchema = z.string().trim().min(1).max(200)
  .refine((path) => parseFieldPath(path) !== undefined, {
    error: "Expected paths such as spec.containers[*].image",
  });

const inputSchema = z.strictObject({
  kind: z.string().trim().min(1).max(253)
    .describe("pods, deploy, CronJob, certificates.cert-manager.io"),
  namespace: fields.namespace.optional(),
  name: z.string().trim().min(1).max(253).describe("All of the kind when left out")
    .optional(),
  label_selector: selectorSchema.describe("e.g. app=cart,tier!=db").optional(),
  field_selector: selectorSchema.describe("e.g. spec.nodeName=node-01").optional(),
  fields: z.array(pathSchema).min(1).max(20)
    .describe('Only these, e.g. ["spec.containers[*].image"]').optional(),
  detail: fields.detail.default("normal"),
  limit: limitField(100, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = objectListingSchema.extend({
  kind: z.string(),
  /** What a call takes for the kind: `certificates.cert-manager.io`. */
  resource: z.string(),
  /** The moment that ages count from. */
  at: z.string(),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Lists or shows objects of any kind.
 *
 * Reads one list (the first 5,000 objects) or one object; a wrong name costs up to three further lists to find the
 * right one. Secrets come from two Prometheus queries. managedFields, last-applied configuration and values under
 * secret-looking names are never given.
 */
export const tool = defineTool({
  name: "k8s.get",
  title: "Kubernetes objects",
  description:
    "Lists or shows Kubernetes objects of any kind, custom resources included: with name one object, conditions " +
    "first; without it a table, troubled objects first, with the total. Secrets give names, types and ages " +
    "only. For the state of the whole cluster use inventory.snapshot, for events k8s.events, for logs " +
    "tail.pod_logs.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: BUILTIN_NEEDS,
  async handler(input, context) {
    const resource = await context.kubernetes.resolve(input.kind);
    const query = {
      ...input,
      labelSelector: input.label_selector,
      fieldSelector: input.field_selector,
      call: callOf(input),
    };
    const isSecret = resource.group === "" && resource.resource === "secrets";
    if (isSecret) refuseSelection(input);
    return {
      kind: resource.kind,
      resource: [resource.resource, resource.group].filter(Boolean).join("."),
      at: context.now().toISOString(),
      ...await (isSecret ? listSecretRows(context, query) : listObjects(context, resource, query)),
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: objectSections(output, {
        source: [output.kind, input.namespace, input.name].filter(Boolean).join(" "),
        at: output.at,
        rest: changedCall(callOf(input), {
          ...(output.view !== "object" && { limit: MOST_ROWS }),
          max_tokens: MAX_TOKENS,
        }),
      }),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "k8s.get", input: inputSchema, arguments: input };
}

function refuseSelection({ label_selector, field_selector, fields }: Input): void {
  if (label_selector === undefined && field_selector === undefined && fields === undefined) return;
  throw new ToolError("invalid_input", "Cannot select Secrets by labels or fields", {
    hint: 'Call k8s.get {"kind":"secrets","namespace":"<namespace>"} for names, types and ages',
  });
}

function headlineOf(output: Output, input: Input): string {
  const { kind, view, total, troubled } = output;
  if (view === "object") {
    const { namespace, name } = objectAt(0, output, input);
    const trouble = troubled > 0 ? ", in trouble" : "";
    return `${kind} ${[namespace, name].filter(Boolean).join("/")}${trouble}`;
  }
  const place = input.namespace === undefined ? "" : ` in namespace ${input.namespace}`;
  const trouble = troubled === 0
    ? ""
    : `, ${troubled} in trouble${view === "table" ? " (first)" : ""}`;
  const [plural] = output.resource.split(".");
  const isRead = output.coverage.some(({ state }) => state === "ok" || state === "empty");
  if (total === 0) return isRead ? `No ${plural}${place}` : `Cannot tell which ${plural}${place}`;
  return `${total} ${total === 1 ? kind : plural}${place}${trouble}`;
}

/** The log of what crashed, and the events of the object shown or of the first in trouble. */
function nextCalls(output: Output, input: Input): readonly Call[] {
  const { kind, view, troubled, rows } = output;
  if (kind === "Secret" || rows.length === 0 || (troubled === 0 && view !== "object")) return [];
  const objects = rows.map((_, row) => objectAt(row, output, input));
  const crashed = objects.find(({ status }) => /CrashLoopBackOff|Restart/.test(String(status)));
  const calls: Call[] = [];
  if (kind === "Pod" && crashed !== undefined) {
    const run = { ...placeOf(crashed), pod: crashed.name, previous: true };
    calls.push({ tool: "tail.pod_logs", arguments: run, why: "the run that ended" });
  }
  const object = kind === "Event" ? undefined : `${kind}/${objects[0]?.name}`;
  const events = { ...placeOf(objects[0]), object };
  return [...calls, { tool: "k8s.events", arguments: events }];
}

function objectAt(row: number, { columns, rows }: Output, input: Input) {
  const cells = new Map(columns.map((column, at) => [column, rows[row]?.[at] ?? undefined]));
  return {
    namespace: cells.get("namespace") ?? input.namespace,
    name: cells.get("name"),
    status: cells.get("status"),
  };
}

function placeOf(object: { readonly namespace?: unknown } | undefined) {
  return object?.namespace === undefined ? {} : { namespace: object.namespace };
}

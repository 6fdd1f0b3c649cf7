import { z } from "zod";
import { formatBytes } from "../shared/analysis/quantity.ts";
import { readWindow } from "../shared/analysis/time_window.ts";
import { BUILTIN_NEEDS } from "../shared/catalogue/builtin_kinds.ts";
import { ToolError } from "../shared/errors.ts";
import { captureIncident } from "../shared/evidence/capture.ts";
import { assertNamespaceExists } from "../shared/evidence/existing_namespace.ts";
import { fields } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Section } from "../shared/render/answer.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool } from "../shared/tool.ts";

const DEFAULT_WINDOW_SECONDS = 2 * 3_600;
const MOST_LEFT_OUT = 100;

const inputSchema = z.strictObject({
  since: fields.since.optional(),
  namespace: fields.namespace.optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  /** On the server. */
  path: z.string(),
  bytes: z.number(),
  start: z.string(),
  end: z.string(),
  /** Absent for the whole cluster. */
  namespace: z.string().optional(),
  /** Records by part. */
  counts: z.record(z.string(), z.number()),
  /** What is there and was not kept, and why. */
  leftOut: z.array(z.object({ what: z.string(), reason: z.string() })),
  shown: z.number(),
  total: z.number(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Keeps what all sources say about an incident in one file, which the server can replay.
 *
 * Reads every kind but Secrets, the metrics of saved queries and rules, and the newest lines of each log stream: some
 * hundred requests. Secrets are replaced before anything is written.
 */
export const tool = defineTool({
  name: "incident.capture",
  title: "Record an incident",
  description:
    "Writes what Kubernetes, Prometheus, Loki, Alertmanager and the hosts say now and said since a time into one file " +
    "on the server, secrets replaced, to be looked at again later with the same tools (serve --replay). Gives the " +
    "file's path, what it holds and what was left out. Takes some seconds; name a namespace to keep it small. It " +
    "shows nothing of the incident itself: ask the other tools.",
  toolset: "workspace",
  scopes: ["telemetry:read", "logs:read", "workspace:write"],
  annotations: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  },
  live: true,
  input: inputSchema,
  output: outputSchema,
  needs: BUILTIN_NEEDS,
  async handler(input, context) {
    const { incidents } = context;
    if (incidents === undefined) throw notConfigured();
    await assertNamespaceExists(context, callOf(input));
    const { start } = readWindow({ start: input.since }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call: callOf(input),
    });
    const incident = await captureIncident(context, { namespace: input.namespace, start });
    const { path, bytes, manifest } = await incidents.keep(incident);
    const { window, namespace, leftOut, sources, parts } = manifest;
    return {
      path,
      bytes,
      ...window,
      namespace,
      counts: Object.fromEntries(parts.map(({ name, records }) => [name, records])),
      leftOut: leftOut.slice(0, MOST_LEFT_OUT),
      shown: Math.min(leftOut.length, MOST_LEFT_OUT),
      total: leftOut.length,
      coverage: sources,
    };
  },
  render(output) {
    return answer({
      headline: headlineOf(output),
      sections: sectionsOf(output),
      coverage: output.coverage,
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "incident.capture", input: inputSchema, arguments: input };
}

function notConfigured(): ToolError {
  return new ToolError("forbidden", "Cannot record an incident: no folder for it is configured", {
    hint: "The operator can set TELEMCP_CAPTURE_DIRECTORY",
  });
}

function headlineOf({ path, bytes, namespace, start, end, total }: Output): string {
  const place = namespace === undefined ? "the whole cluster" : `namespace ${namespace}`;
  const [from, until] = [start, end].map((time) => time.replace(/\.\d+Z$/, "Z"));
  const rest = total === 0 ? "all of it" : `${total} things left out`;
  return `Recorded ${place} from ${from} to ${until} in ${path} (${formatBytes(bytes)}), ${rest}`;
}

function sectionsOf({ counts, leftOut, total }: Output): readonly Section[] {
  const held = Object.entries(counts).filter(([, count]) => count > 0);
  return [
    { kind: "facts", facts: [["holds", held.map((one) => one.reverse().join(" ")).join(", ")]] },
    ...(total === 0 ? [] : [{
      kind: "table" as const,
      title: "left out",
      columns: ["what", "why"],
      rows: leftOut.map(({ what, reason }) => [what, reason]),
      source: "labels of streams and series",
      total,
    }]),
  ];
}

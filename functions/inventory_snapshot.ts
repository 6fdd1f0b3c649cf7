import { z } from "zod";
import { CLUSTER_SOURCES } from "../shared/analysis/cluster_sources.ts";
import { readWindow } from "../shared/analysis/time_window.ts";
import { assertNamespaceExists } from "../shared/evidence/existing_namespace.ts";
import { takeInventory } from "../shared/evidence/inventory.ts";
import { INVENTORY_KINDS } from "../shared/evidence/inventory_rows.ts";
import { inventorySchema } from "../shared/evidence/inventory_schema.ts";
import { inventoryHeadline, inventorySections } from "../shared/evidence/inventory_sections.ts";
import { fields } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call } from "../shared/render/answer.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { defineTool, type Need, READ_ONLY } from "../shared/tool.ts";

/** Rows of each list. */
const LIMITS = { concise: 10, normal: 30, full: 200 } as const;

const inputSchema = z.strictObject({
  namespace: fields.namespace.optional(),
  compare_to: fields.compareTo.optional(),
  detail: fields.detail.default("normal"),
  max_tokens: fields.maxTokens,
});

const outputSchema = inventorySchema.extend({ coverage: z.array(coverageSchema) });

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

const METRICS_NEEDS: readonly Need[] = ["nodes", "pods"].map((resource): Need => ({
  apiGroup: "metrics.k8s.io",
  resource,
  verbs: ["get", "list"],
}));

/**
 * Takes stock of the cluster or one namespace; as JSON it fits into 24,000 characters.
 *
 * Reads up to seventeen lists and six Prometheus queries side by side. What cannot be read is coverage, unless it is everything.
 */
export const tool = defineTool({
  name: "inventory.snapshot",
  title: "Cluster inventory",
  description:
    "The cluster or one namespace in one call: nodes (status, taints, requested and used), " +
    "workloads, the unhealthy first, usage by each, Services and routes that reach nothing, " +
    "failed Jobs, autoscalers, budgets, volumes, CPU throttling, OOM kills; compare_to adds what differs. For what is " +
    "wrong and why use triage.now.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [
    ...INVENTORY_KINDS.map((kind): Need => {
      const { apiGroup, resource } = CLUSTER_SOURCES[kind];
      return { apiGroup, resource, verbs: ["get", "list", "watch"] };
    }),
    ...METRICS_NEEDS,
  ],
  async handler(input, context) {
    const { inventory, coverage } = await takeInventory(context, {
      namespace: input.namespace,
      compareTo: earlierTime(input, context.now()),
      limit: LIMITS[input.detail],
    });
    if (Object.values(inventory.counts).every((count) => count === 0)) {
      await assertNamespaceExists(context, callOf(input));
    }
    return { ...inventory, coverage: [...coverage] };
  },
  render(output, input) {
    return answer({
      headline: inventoryHeadline(output, output.coverage),
      sections: inventorySections(output, callOf(input)),
      coverage: output.coverage,
      next: nextCalls(output),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "inventory.snapshot", input: inputSchema, arguments: input };
}

function earlierTime(input: Input, now: Date): Date | undefined {
  if (input.compare_to === undefined) return undefined;
  const bounds = { start: input.compare_to };
  const names = { start: "compare_to", end: "" };
  return readWindow(bounds, { now, defaultSeconds: 3_600, call: callOf(input), names }).start;
}

/** The log of the worst crash, and the events of the worst workload. */
function nextCalls({ workloads }: Output): readonly Call[] {
  const troubled = workloads.rows.filter(({ problem }) => problem !== undefined);
  const crash = troubled.find(({ pod, problem = "" }) =>
    pod !== undefined && /CrashLoopBackOff|Restart/.test(problem)
  );
  const calls: Call[] = [];
  if (crash !== undefined) {
    const run = { namespace: crash.namespace, pod: crash.pod, previous: true };
    calls.push({ tool: "tail.pod_logs", arguments: run, why: "the run that ended" });
  }
  const [worst] = troubled.filter((workload) => workload !== crash);
  if (worst !== undefined) {
    const object = { namespace: worst.namespace, object: worst.workload };
    calls.push({ tool: "k8s.events", arguments: object, why: "what happened to it" });
  }
  return calls;
}

import { z } from "zod";
import { ascending } from "../shared/analysis/order.ts";
import { fields } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer } from "../shared/render/answer.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

/** Worst first, which is the order of the rows. */
const STATES = ["down", "degraded", "not configured", "ok"] as const;

const inputSchema = z.strictObject({ max_tokens: fields.maxTokens });

const outputSchema = z.object({
  /** Whether all that is configured is well. */
  state: z.enum(["ok", "degraded", "down"]),
  backends: z.array(z.object({
    name: z.string(),
    state: z.enum(STATES),
    latencyMs: z.number().optional(),
    version: z.string().optional(),
    /** What is wrong, or which setting would configure it. */
    detail: z.string().optional(),
  })),
});

type Output = z.output<typeof outputSchema>;

/** Asks every backend how it is; one small request each, none for those that are not configured. */
export const tool = defineTool({
  name: "health_check",
  title: "Health of the backends",
  description:
    "Says of every backend that answers are read from (Kubernetes, Prometheus, Loki, Alertmanager, node facts) whether it is ok, " +
    "degraded, down or not configured, with latency, version, what is wrong and which setting would configure it. " +
    "Use it when coverage in another answer says that a source is missing; about the cluster itself ask triage.now.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  live: true,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(_input, context) {
    const backends = [...await context.health()].sort((a, b) =>
      STATES.indexOf(a.state) - STATES.indexOf(b.state) || ascending(a.name, b.name)
    );
    return { state: overall(backends.map(({ state }) => state)), backends };
  },
  render(output) {
    const rows = output.backends.map(({ name, state, latencyMs, version, detail }) => [
      name,
      state,
      latencyMs === undefined ? undefined : `${latencyMs}ms`,
      version,
      detail,
    ]);
    const columns = ["backend", "state", "latency", "version", "detail"];
    return answer({
      headline: headlineOf(output),
      sections: [{ kind: "table", columns, rows }],
    });
  },
});

export default toolRoute(tool);

function overall(states: readonly (typeof STATES[number])[]): Output["state"] {
  const configured = states.filter((state) => state !== "not configured");
  if (configured.every((state) => state === "ok")) return "ok";
  return configured.every((state) => state === "down") ? "down" : "degraded";
}

function headlineOf({ state, backends }: Output): string {
  const counts = STATES.map((one) => ({
    one,
    count: backends.filter((backend) => backend.state === one).length,
  })).filter(({ count }) => count > 0);
  return `${state}: ${counts.map(({ one, count }) => `${count} ${one}`).join(", ")}`;
}

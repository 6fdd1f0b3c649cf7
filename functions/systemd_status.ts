import { z } from "zod";
import { fencedRow } from "../shared/evidence/fenced_row.ts";
import { hostCoverage } from "../shared/evidence/host_summary.ts";
import { readHost } from "../shared/evidence/reporting_host.ts";
import {
  assertUnitKnown,
  unitName,
  type UnitState,
  unitStates,
  unitStateSchema,
} from "../shared/evidence/unit_states.ts";
import { fields } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_NODES = 200;

const inputSchema = z.strictObject({
  unit: z.string().trim().min(1).max(256)
    .describe("Unit name, e.g. kubelet or containerd.service"),
  node: fields.node.describe("Default all nodes").optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  unit: z.string(),
  /** Failed first, then what is not active. */
  states: z.array(unitStateSchema),
  shown: z.number(),
  total: z.number(),
  /** How many nodes have the unit in each state. */
  counts: z.record(z.string(), z.number()),
  /** Nodes that report and do not name the unit. */
  without: z.number(),
  at: z.string(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/** Gives the state of one systemd unit from the facts of the hosts; one request. */
export const tool = defineTool({
  name: "systemd.status",
  title: "systemd unit",
  description:
    "State of one systemd unit (kubelet, containerd, chrony, nginx …) on every node or on one: state, sub-state, since " +
    "when, restarts and the last line of its journal, failed ones first, with the age of the facts. kubelet means " +
    "kubelet.service; an unknown unit is answered with the nearest names. For everything a host says use node.facts.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const at = context.now();
    const call = { tool: "systemd.status", input: inputSchema, arguments: input };
    const unit = unitName(input.unit);
    const hosts = input.node === undefined
      ? await context.nodeFacts.list()
      : [await readHost(context, { node: input.node, call })];
    assertUnitKnown(hosts, { unit, call });
    const states = unitStates(hosts, { unit, at });
    return {
      unit,
      states: states.slice(0, MOST_NODES),
      shown: Math.min(states.length, MOST_NODES),
      total: states.length,
      counts: countsOf(states),
      without: hosts.length - states.length,
      at: at.toISOString(),
      coverage: [hostCoverage(states)],
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output),
      sections: sectionsOf(output),
      coverage: output.coverage,
      next: nextCalls(output, input),
    });
  },
});

export default toolRoute(tool);

function countsOf(states: readonly UnitState[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of states) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function headlineOf({ unit, counts, total, without }: Output): string {
  const parts = Object.entries(counts).map(([state, count]) => `${state} on ${count} of ${total}`);
  const absent = without === 0 ? "" : `; ${without} of ${total + without} nodes do not have it`;
  return `${unit}: ${parts.join(", ") || "no node reports"}${absent}`;
}

function sectionsOf({ states, total, at }: Output): readonly Section[] {
  const now = new Date(at);
  const rows = states.map(({ node, state, sub, since, restarts, collectedAt, stale }) => [
    node,
    state,
    sub,
    ageOf(since, now),
    restarts,
    `${ageOf(collectedAt, now)}${stale ? " (stale)" : ""}`,
  ]);
  const columns = ["node", "state", "sub", "since", "restarts", "collected"];
  const lines = states.flatMap(({ node, lastLog }) =>
    lastLog === undefined ? [] : [fencedRow([node, lastLog])]
  );
  const source = "facts of hosts";
  const sections: Section[] = rows.length === 0
    ? []
    : [{ kind: "table", columns, rows, total, source }];
  if (lines.length > 0) {
    const title = "what its journal said last: node · line";
    sections.push({ kind: "untrusted", title, source: "journal of the nodes", lines });
  }
  return sections;
}

/** What else the worst node says, where the unit is not well. */
function nextCalls({ states: [worst] }: Output, { node }: Input): readonly Call[] {
  if (worst === undefined || worst.state === "active") return [];
  const about = { node: node ?? worst.node };
  return [
    {
      tool: "node.facts",
      arguments: { ...about, facts: ["units", "kernel_log", "disks"] },
      why: "what else its host says",
    },
    { tool: "k8s.events", arguments: { object: `Node/${about.node}` }, why: "what Kubernetes saw" },
  ];
}

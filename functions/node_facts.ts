import { z } from "zod";
import { FACT_NAMES, hostFactsSchema } from "../shared/catalogue/node_facts.ts";
import { hostSections } from "../shared/evidence/host_sections.ts";
import {
  hostCoverage,
  hostSummarySchema,
  hostTable,
  summariseHosts,
} from "../shared/evidence/host_summary.ts";
import { readHost } from "../shared/evidence/reporting_host.ts";
import { fields } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_NODES = 200;

const inputSchema = z.strictObject({
  node: fields.node.describe("Default all, a line each")
    .optional(),
  facts: z.array(z.enum(FACT_NAMES)).min(1).describe("Default all")
    .optional(),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  /** Most broken first. */
  nodes: z.array(hostSummarySchema),
  shown: z.number(),
  total: z.number(),
  /** How many nodes have something broken, or something that soon will be. */
  troubled: z.number(),
  /** Everything the node that was asked for says; absent for the fleet. */
  facts: hostFactsSchema.optional(),
  at: z.string(),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/** Gives what hosts say about themselves; one request, and a second where a node is misspelt. */
export const tool = defineTool({
  name: "node.facts",
  title: "Host facts",
  description:
    "Facts of the hosts that neither the API nor exporters give: systemd units, disks and inodes, clock, certificates " +
    "and their expiry, pending updates and reboots, conntrack, kernel log, interface errors, firewall, listening " +
    "ports; with age and staleness. Without node a line for each node, troubled ones first; with node all of it; " +
    "facts picks parts. For one unit on all nodes use systemd.status; for conditions and taints k8s.get nodes.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const at = context.now();
    const { node } = input;
    const host = node === undefined
      ? undefined
      : await readHost(context, { node, call: callOf(input) });
    const hosts = host === undefined ? await context.nodeFacts.list() : [host];
    const nodes = summariseHosts(hosts, { at, facts: input.facts });
    return {
      nodes: nodes.slice(0, MOST_NODES),
      shown: Math.min(nodes.length, MOST_NODES),
      total: nodes.length,
      troubled: nodes.filter(({ broken, soon }) => broken.length + soon.length > 0).length,
      ...(host !== undefined && { facts: host.facts }),
      at: at.toISOString(),
      coverage: [hostCoverage(nodes)],
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
  return { tool: "node.facts", input: inputSchema, arguments: input };
}

function headlineOf({ nodes: [first], facts, troubled, total, at }: Output, input: Input): string {
  const parts = input.facts === undefined ? "" : ` (${input.facts.join(", ")})`;
  if (first === undefined) return "No node reports facts";
  if (facts === undefined) return `${troubled} of ${total} nodes in trouble${parts}`;
  const troubles = [...first.broken, ...first.soon].join("; ") || "nothing amiss";
  const age = ageOf(first.collectedAt, new Date(at)) || "an unknown time";
  return `${first.node}${parts}: ${troubles}; collected ${age} ago${first.stale ? ", stale" : ""}`;
}

function sectionsOf({ nodes, facts, total, at }: Output, input: Input): readonly Section[] {
  const [first] = nodes;
  if (facts === undefined || first === undefined) {
    return nodes.length === 0 ? [] : [hostTable(nodes, { total, at: new Date(at) })];
  }
  return hostSections({ node: first.node, facts, at: new Date(at) }, input.facts);
}

/** The worst node, a unit of it that failed, and what Kubernetes saw of it. */
function nextCalls({ nodes: [worst], facts, troubled }: Output): readonly Call[] {
  if (worst === undefined || troubled === 0) return [];
  const { node, failedUnits: [unit] } = worst;
  const calls: Call[] = [];
  if (facts === undefined) {
    calls.push({ tool: "node.facts", arguments: { node }, why: "all it says" });
  }
  if (unit !== undefined) {
    calls.push({ tool: "systemd.status", arguments: { unit }, why: "the unit on every node" });
  }
  calls.push({
    tool: "k8s.events",
    arguments: { object: `Node/${node}` },
    why: "what Kubernetes saw of it",
  });
  return calls;
}

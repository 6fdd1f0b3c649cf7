import { type NodeFacts, nodeFactsListSchema, nodeFactsSchema } from "../catalogue/node_facts.ts";
import { quoted } from "../errors.ts";
import { type BackendHealth, probe } from "./health.ts";
import { pathSegment } from "./path_segment.ts";
import type { UpstreamCall } from "./upstream.ts";

/** Reads what the hosts say about themselves, narrowed to a principal. All throw {ToolError}. */
export interface NodeFactsReader {
  /** The facts of every node that reports, in order of name. */
  list(): Promise<readonly NodeFacts[]>;
  /** @throws {ToolError} `not_found` where the node does not report */
  get(node: string): Promise<NodeFacts>;
  health(): Promise<BackendHealth>;
}

/** Reads the HTTP API of the collector of node facts; a document of another version is not understood. */
export function createNodeFacts(call: UpstreamCall): NodeFactsReader {
  const all = { purpose: "read the facts of the nodes", path: "/v1/facts" };
  return {
    list: () => call.json(all, (body) => nodeFactsListSchema.parse(body).items),
    get: async (node) =>
      await call.json({
        purpose: `read the facts of node ${quoted(node)}`,
        path: `/v1/facts/${pathSegment(node)}`,
      }, (body) => nodeFactsSchema.parse(body)),
    health: () => probe(call.name, () => ask(call)),
  };
}

async function ask(call: UpstreamCall) {
  await call.text({
    purpose: "reach the collector of node facts",
    path: "/healthz",
    uncached: true,
    isolated: true,
  });
  return {};
}

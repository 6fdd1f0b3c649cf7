import { similarNames } from "../analysis/similar_names.ts";
import type { NodeFacts } from "../catalogue/node_facts.ts";
import type { ToolContext } from "../context.ts";
import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { others } from "./existing_namespace.ts";
import { readSource } from "./read_source.ts";

/**
 * Reads the facts of the node that a call names; all nodes are asked for only where it does not report.
 *
 * @throws {ToolError} `not_found` with the nearest nodes that report
 */
export async function readHost(
  { nodeFacts }: Pick<ToolContext, "nodeFacts">,
  { node, call }: { readonly node: string; readonly call: GivenCall },
): Promise<NodeFacts> {
  const { value, error } = await readSource("node facts", () => nodeFacts.get(node));
  if (value !== undefined) return value;
  if (error?.code !== "not_found") throw error;
  const reporting = (await nodeFacts.list()).map((host) => host.node);
  const near = similarNames(node, reporting);
  throw new ToolError("not_found", `Cannot find facts of node ${quoted(node)}`, {
    hint: near[0] === undefined
      ? `Nodes that report: ${reporting.slice(0, 20).join(", ")}`
      : correctedCall(call, { node: near[0] }) + others(near),
  });
}

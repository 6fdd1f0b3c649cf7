import { similarNames } from "../analysis/similar_names.ts";
import type { ToolContext } from "../context.ts";
import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { readSource } from "./read_source.ts";

/**
 * Tells an empty namespace from one that does not exist; asks for the namespaces once.
 *
 * @throws {ToolError} `not_found` with the nearest namespaces; silent where namespaces cannot be listed
 */
export async function assertNamespaceExists(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  call: GivenCall,
): Promise<void> {
  const namespace = call.arguments["namespace"];
  if (typeof namespace !== "string") return;
  const { value: known } = await readSource("kubernetes namespaces", () => kubernetes.namespaces());
  if (known === undefined || known.includes(namespace)) return;
  const near = similarNames(namespace, known);
  throw new ToolError("not_found", `Cannot find namespace ${quoted(namespace)}`, {
    hint: near[0] === undefined
      ? `Namespaces: ${known.slice(0, 20).join(", ")}`
      : correctedCall(call, { namespace: near[0] }) + others(near),
  });
}

/** Prints further candidates after a corrected call. */
export function others(near: readonly string[]): string {
  return near.length < 2 ? "" : `; also similar: ${near.slice(1).join(", ")}`;
}

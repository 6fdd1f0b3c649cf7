import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";
import type { LiveResource } from "../catalogue/live_resources.ts";
import { fillArguments, type Values } from "../catalogue/placeholders.ts";
import { ToolError } from "../errors.ts";
import { findTool, runForJson, runForText } from "../run_tool.ts";
import { fitJson } from "./fit_json.ts";
import type { Reading } from "./resource_table.ts";

/** The most characters of a JSON resource: what an answer of a tool may have. */
const LIMIT_CHARACTERS = 24_000;

/**
 * Reads a resource by calling its tool, under the same policy, limits and redaction as any call.
 *
 * @throws {ToolError} what the tool throws
 * @throws {ProtocolError} the tool's own words, when it failed as text
 */
export async function readLiveResource(
  resource: LiveResource,
  values: Values,
  { runtime, principal, signal }: Reading,
): Promise<string> {
  const tool = findTool(runtime, principal, resource.tool);
  if (tool === undefined) {
    throw new ToolError("not_found", "Cannot read a resource that is not offered");
  }
  const call = { tool, input: fillArguments(resource.arguments, values), principal, signal };
  if (resource.as === "json") {
    return fitJson(asObject(await runForJson(runtime, call)), LIMIT_CHARACTERS);
  }
  const { text, isError } = await runForText(runtime, call);
  if (!isError) return text;
  throw new ProtocolError(ProtocolErrorCode.InternalError, text, { kind: "unavailable" });
}

function asObject(output: unknown): object {
  return typeof output === "object" && output !== null ? output : { value: output };
}

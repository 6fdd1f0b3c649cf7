import { inputSchema } from "../mcp/schema.ts";
import type { Tool } from "../tool.ts";

/** Writes what models read about the tools, so that a change of it is seen in review. */
export function toolListText(tools: readonly Tool[]): string {
  const listed = tools.map((tool) => ({
    name: tool.name,
    title: tool.title,
    toolset: tool.toolset,
    description: tool.description,
    inputSchema: inputSchema(tool),
    annotations: tool.annotations,
  }));
  return `${JSON.stringify(listed, null, 2)}\n`;
}

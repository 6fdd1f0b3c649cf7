import { PRODUCT } from "../catalogue/product.ts";
import type { Principal, Runtime } from "../context.ts";
import { findTool } from "../run_tool.ts";
import type { Tool } from "../tool.ts";
import { visiblePrompts } from "./prompts.ts";
import { visibleResources, visibleTemplates } from "./resource_table.ts";
import { inputSchema, outputSchema } from "./schema.ts";
import { listedName } from "./tools.ts";

/** What this process can do, for people and programs that choose toolsets; `enabled` is for the caller. */
export function describeSurface(runtime: Runtime, principal: Principal): object {
  return {
    server: PRODUCT,
    tools: runtime.tools.map((tool) => describeTool(tool, runtime, principal)),
    resources: visibleResources(runtime, principal).map(withoutReader),
    resourceTemplates: visibleTemplates(runtime, principal).map(withoutReader),
    prompts: visiblePrompts(runtime, principal)
      .map(({ name, title, description, arguments: taken }) => (
        { name, title, description, arguments: taken }
      )),
  };
}

function describeTool(tool: Tool, runtime: Runtime, principal: Principal): object {
  return {
    name: tool.name,
    listedAs: listedName(tool, runtime),
    title: tool.title,
    description: tool.description,
    toolset: tool.toolset,
    enabled: findTool(runtime, principal, tool.name) !== undefined,
    scopes: tool.scopes,
    annotations: tool.annotations,
    inputSchema: inputSchema(tool),
    outputSchema: outputSchema(tool),
  };
}

interface Described {
  readonly uri?: string;
  readonly uriTemplate?: string;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly mimeType: string;
}

function withoutReader(
  { uri, uriTemplate, name, title, description, mimeType }: Described,
): object {
  return { uri, uriTemplate, name, title, description, mimeType };
}

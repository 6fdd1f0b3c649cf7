import type {
  CallToolResult,
  ListToolsResult,
  Server,
  ServerContext,
} from "@modelcontextprotocol/server";
import type { Principal, Progress, Runtime } from "../context.ts";
import { quoted } from "../errors.ts";
import { withRemoteParent } from "../http/trace_context.ts";
import { findTool, runForText, visibleTools } from "../run_tool.ts";
import type { Tool } from "../tool.ts";
import { invalidParams } from "./protocol_failure.ts";
import { inputSchema, outputSchema } from "./schema.ts";

type ListedTool = ListToolsResult["tools"][number];

/** Answers `tools/list` and `tools/call` for one principal. */
export function serveTools(server: Server, runtime: Runtime, principal: Principal): void {
  server.setRequestHandler("tools/list", () => ({
    tools: visibleTools(runtime, principal).map((tool) => listed(tool, runtime)),
  }));
  server.setRequestHandler("tools/call", ({ params }, context) => {
    const tool = findTool(runtime, principal, params.name);
    if (tool === undefined) {
      throw invalidParams(
        "tool_not_found",
        `Cannot find the tool ${quoted(params.name)}: tools/list names those offered here`,
      );
    }
    return call(runtime, { tool, input: params.arguments ?? {}, principal, context });
  });
}

/** The name under which clients see a tool: dotted, or underscored for those that allow no dots. */
export function listedName(tool: Tool, { config }: Runtime): string {
  return config.toolNames === "underscore" ? tool.name.replaceAll(".", "_") : tool.name;
}

function listed(tool: Tool, runtime: Runtime): ListedTool {
  return {
    name: listedName(tool, runtime),
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool),
    annotations: { ...tool.annotations },
    ...(runtime.config.structuredContent && { outputSchema: outputSchema(tool) }),
  };
}

interface Incoming {
  readonly tool: Tool;
  readonly input: unknown;
  readonly principal: Principal;
  readonly context: ServerContext;
}

async function call(runtime: Runtime, incoming: Incoming): Promise<CallToolResult> {
  const { context, ...call } = incoming;
  const { text, isError, structured } = await withRemoteParent(
    context.mcpReq._meta?.["traceparent"],
    () =>
      runForText(runtime, { ...call, signal: context.mcpReq.signal, report: reporter(context) }),
  );
  return {
    content: [{ type: "text", text }],
    isError,
    ...(structured && { structuredContent: { ...structured } }),
  };
}

/** Sends progress to a caller that asked for it by a token; others hear nothing. */
function reporter({ mcpReq }: ServerContext): (progress: Progress) => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  return (progress) => {
    const params = { progressToken, ...progress };
    // A caller that left hears no progress; its call ends by the signal.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => {});
  };
}

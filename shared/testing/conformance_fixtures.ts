import { Server, type ServerNotifier, type ServerOptions } from "@modelcontextprotocol/server";
import type { Hono } from "hono";
import { createHttpApp } from "../http/app.ts";
import type { HttpEnv } from "../http/authenticate.ts";
import { createMetrics } from "../http/metrics.ts";
import { invalidParams } from "../mcp/protocol_failure.ts";
import { McpServer } from "../mcp/serve.ts";
import { fakeRuntime } from "./fake_runtime.ts";
import { INPUT_TOOLS, STATE } from "./conformance_input_tools.ts";
import { servePromptFixtures } from "./conformance_prompts.ts";
import { serveResourceFixtures } from "./conformance_resources.ts";
import { CONTENT_TOOLS, type FixtureTool } from "./conformance_tools.ts";

const TOOLS: Readonly<Record<string, FixtureTool>> = { ...CONTENT_TOOLS, ...INPUT_TOOLS };

const CACHED = { ttlMs: 300_000, cacheScope: "private" } as const;

const OPTIONS: ServerOptions = {
  capabilities: {
    tools: { listChanged: true },
    resources: { subscribe: true, listChanged: true },
    prompts: { listChanged: true },
    completions: {},
    logging: {},
  },
  cacheHints: {
    "server/discover": CACHED,
    "tools/list": CACHED,
    "prompts/list": CACHED,
    "resources/list": CACHED,
    "resources/templates/list": CACHED,
    "resources/read": CACHED,
  },
  requestState: { verify: STATE.verify },
};

/** The whole HTTP application with the tools, resources and prompts that the conformance suite asks for. */
export function conformanceApp(): Hono<HttpEnv> {
  return createHttpApp({
    runtime: fakeRuntime(),
    mcp: conformanceServer(),
    metrics: createMetrics(),
    report: () => {},
    draining: () => false,
  });
}

function conformanceServer(): McpServer {
  const served: McpServer = new McpServer({
    createServer: () => createServer(served.notify),
    listKey: () => "fixtures",
    describe: () => ({}),
    bodyLimitBytes: 1024 * 1024,
    streams: (body) => JSON.stringify(body).includes("test_tool_with_logging"),
  });
  return served;
}

function createServer(notify: ServerNotifier): Server {
  const server = new Server({ name: "conformance", version: "1.0.0" }, OPTIONS);
  server.setRequestHandler("tools/list", () => ({
    tools: Object.entries(TOOLS).map(([name, { description, inputSchema }]) => (
      { name, description, inputSchema: inputSchema ?? { type: "object" as const } }
    )),
  }));
  server.setRequestHandler("tools/call", ({ params }, context) => {
    const tool = TOOLS[params.name];
    if (tool === undefined) throw invalidParams("tool_not_found", "Cannot find the tool");
    return tool.run({ arguments: params.arguments ?? {}, context, notify });
  });
  serveResourceFixtures(server);
  servePromptFixtures(server);
  return server;
}

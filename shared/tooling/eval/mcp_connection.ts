/** A server under test as a client of MCP sees it. */

import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";

export interface ToolCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** What a model is given for one call. */
export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
  readonly milliseconds: number;
}

export interface ListedTool {
  readonly name: string;
  readonly annotations?: { readonly readOnlyHint?: boolean | undefined } | undefined;
}

export interface McpConnection {
  /** Everything that a client puts before the first question: tools as listed, then instructions. */
  readonly preamble: string;
  readonly tools: readonly ListedTool[];
  call(call: ToolCall): Promise<ToolAnswer>;
  close(): Promise<void>;
}

const LONGEST_CALL_MS = 60_000;

/** Connects to the MCP endpoint of a server and lists its tools. */
export async function connectMcp(url: string): Promise<McpConnection> {
  const client = new Client({ name: "evaluation", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  const { tools } = await client.listTools();
  return {
    preamble: `${JSON.stringify(tools)}\n${client.getInstructions() ?? ""}`,
    tools,
    call: (call) => answerOf(client, call),
    close: () => client.close(),
  };
}

async function answerOf(client: Client, call: ToolCall): Promise<ToolAnswer> {
  const startedAt = performance.now();
  const ended = (text: string, isError: boolean) => ({
    text,
    isError,
    milliseconds: performance.now() - startedAt,
  });
  try {
    const { content, isError } = await client.callTool(
      { name: call.tool, arguments: { ...call.arguments } },
      { timeout: LONGEST_CALL_MS },
    );
    return ended(
      content.map((part) => "text" in part ? part.text : "").join("\n"),
      isError === true,
    );
  } catch (error) {
    // A protocol error reaches the model as its message.
    return ended(error instanceof Error ? error.message : String(error), true);
  }
}

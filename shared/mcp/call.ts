import { Client } from "@modelcontextprotocol/sdk/client";
// @ts-types="@modelcontextprotocol/sdk/client/streamableHttp"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { PRODUCT } from "../catalogue/product.ts";

export interface CallOptions {
  /** The MCP endpoint, e.g. `http://127.0.0.1:8080/mcp`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly key?: string;
}

/** What a tool answered, as a person reads it. */
export interface CalledTool {
  readonly text: string;
  readonly isError: boolean;
}

/** Calls one tool of a server over MCP. */
export async function callTool(
  options: CallOptions,
  call: { readonly name: string; readonly arguments: Record<string, unknown> },
): Promise<CalledTool> {
  return await connected(options, async (client) => {
    const { content, isError } = await client.callTool(call);
    const texts = Array.isArray(content) ? content.map(textOf) : [];
    return { text: texts.join("\n"), isError: isError === true };
  });
}

/** Lists the tools of a server: a line each, name and first sentence. */
export async function listTools(options: CallOptions): Promise<string> {
  return await connected(options, async (client) => {
    const { tools } = await client.listTools();
    const width = Math.max(...tools.map(({ name }) => name.length));
    return tools
      .map(({ name, description = "" }) => `${name.padEnd(width)}  ${firstSentence(description)}`)
      .join("\n");
  });
}

async function connected<T>(
  { url, key }: CallOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ name: `${PRODUCT.name}-call`, version: PRODUCT.version });
  const headers: Record<string, string> = key === undefined
    ? {}
    : { Authorization: `Bearer ${key}` };
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }),
  );
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

function textOf(part: { readonly type: string; readonly text?: unknown }): string {
  return part.type === "text" ? String(part.text) : `(${part.type})`;
}

function firstSentence(text: string): string {
  return /^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text;
}

/** One revision of each protocol era. */
export const REVISIONS = ["2025-11-25", "2026-07-28"] as const;
export type Revision = typeof REVISIONS[number];

/** Makes the HTTP request that carries one JSON-RPC request of a revision. */
export function mcpRequest(
  revision: Revision,
  { method, params = {}, signal }: {
    readonly method: string;
    readonly params?: Readonly<Record<string, unknown>>;
    readonly signal?: AbortSignal;
  },
): Request {
  const modern = revision === "2026-07-28";
  const name = params["name"] ?? params["uri"];
  const _meta = {
    "io.modelcontextprotocol/protocolVersion": revision,
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return post(
    JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method,
      params: { ...params, ...(modern && { _meta }) },
    }),
    {
      headers: {
        "mcp-protocol-version": revision,
        ...(modern && { "mcp-method": method }),
        ...(modern && typeof name === "string" && { "mcp-name": name }),
      },
      ...(signal && { signal }),
    },
  );
}

/** Makes a POST to the MCP endpoint with any body. */
export function post(
  body: BodyInit,
  { headers = {}, signal = null }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | null;
  } = {},
): Request {
  return new Request("http://127.0.0.1/mcp", {
    method: "POST",
    body,
    signal,
    headers: {
      "content-type": "application/json",
      "accept": "application/json, text/event-stream",
      ...headers,
    },
  });
}

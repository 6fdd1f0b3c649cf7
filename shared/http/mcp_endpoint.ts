import type { Principal } from "../context.ts";

/** The MCP side of the server as the HTTP application sees it. */
export interface McpEndpoint {
  /** Answers one request of Streamable HTTP whose caller is known. */
  fetch(request: Request, principal: Principal): Promise<Response>;
  /** All tools, resources and prompts with their schemas, for `/mcp/schema`. */
  describe(principal: Principal): object;
  /** Ends subscriptions and the exchanges still in flight. */
  close(): Promise<void>;
}

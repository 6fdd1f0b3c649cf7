import { after, before, describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { mcpRequest, post } from "../testing/mcp_request.ts";
import { ECHO } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";
import { activeTraceId } from "./trace_context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${TRACE}-b7ad6b7169203331-01`;

describe("a request's trace", () => {
  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  after(() => context.disable());

  async function traceOf(request: Request): Promise<string | undefined> {
    let seen: string | undefined;
    const tool: typeof ECHO = {
      ...ECHO,
      handler(input, toolContext) {
        seen = activeTraceId();
        return ECHO.handler(input, toolContext);
      },
    };
    const { app } = await served({ tools: [tool] });
    const response = await app.fetch(request);
    assertEquals(response.status, 200);
    await response.body?.cancel();
    return seen;
  }

  const call = { name: "test.echo", arguments: { text: "x" } };

  it("is the one the caller named in the header", async () => {
    const request = mcpRequest("2025-11-25", { method: "tools/call", params: call });
    request.headers.set("traceparent", TRACEPARENT);
    assertEquals(await traceOf(request), TRACE);
  });

  it("is the one the caller named in _meta", async () => {
    const params = { ...call, _meta: { traceparent: TRACEPARENT } };
    const body = { jsonrpc: "2.0", id: 1, method: "tools/call", params };
    assertEquals(await traceOf(post(JSON.stringify(body))), TRACE);
  });

  it("is its own otherwise, another for every request", async () => {
    const fresh = () => mcpRequest("2026-07-28", { method: "tools/call", params: call });
    const [one, other] = [await traceOf(fresh()), await traceOf(fresh())];
    assertMatch(one ?? "", /^[0-9a-f]{32}$/);
    assertNotEquals(one, other);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { mcpRequest, post, REVISIONS } from "../testing/mcp_request.ts";
import { ECHO, PATIENT, SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { type Served, served } from "../testing/served.ts";

interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly kind?: string };
}

async function errorOf({ app }: Served, request: Request) {
  const response = await app.fetch(request);
  const { error }: { readonly error: RpcError } = await response.json();
  return {
    status: response.status,
    code: error.code,
    kind: error.data?.kind,
    message: error.message,
  };
}

async function resultOf({ app }: Served, request: Request) {
  const response = await app.fetch(request);
  const { result }: { readonly result: { content: { text: string }[]; isError?: boolean } } =
    await response.json();
  return { text: result.content[0]?.text ?? "", isError: result.isError };
}

describe("MCP over HTTP given a bad message", () => {
  it("refuses a body that is not JSON", async () => {
    const server = await served({ tools: SAMPLE_TOOLS });
    for (const body of ["", "{", "\u0000", "hello"]) {
      assertEquals(await errorOf(server, post(body)), {
        status: 400,
        code: -32700,
        kind: "malformed_json",
        message: "Cannot read the request body: it is not valid JSON",
      });
    }
  });

  it("refuses JSON that is no JSON-RPC 2.0 message", async () => {
    const server = await served({ tools: SAMPLE_TOOLS });
    for (
      const body of ["null", "42", "{}", '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', '["x"]']
    ) {
      const { status, code } = await errorOf(server, post(body));
      assertEquals([body, status, [-32600, -32700].includes(code)], [body, 400, true]);
    }
  });

  it("refuses a body over the limit without reading it to its end", async () => {
    const server = await served({ tools: SAMPLE_TOOLS });
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(64 * 1024));
        if (sent === 160) controller.close();
      },
    });
    const { status, kind } = await errorOf(server, post(endless));
    assertEquals([status, kind, sent < 30], [413, "body_too_large", true]);
    const declared = post("{}", { headers: { "content-length": "10485760" } });
    assertEquals((await errorOf(server, declared)).status, 413);
  });

  it("refuses another media type and other methods of HTTP", async () => {
    const { app } = await served({ tools: SAMPLE_TOOLS });
    const text = post("{}", { headers: { "content-type": "text/plain" } });
    assertEquals((await app.fetch(text)).status, 415);
    for (const method of ["GET", "DELETE", "PUT"]) {
      const response = await app.request("http://127.0.0.1/mcp", { method });
      assertEquals([method, response.status], [method, 405]);
    }
  });
});

for (const revision of REVISIONS) {
  describe(`MCP ${revision} given a bad request`, () => {
    it("refuses an unknown method", async () => {
      const server = await served({ tools: SAMPLE_TOOLS });
      const error = await errorOf(server, mcpRequest(revision, { method: "tools/destroy" }));
      assertEquals(error.code, -32601);
      assertEquals(error.status, revision === "2026-07-28" ? 404 : 200);
    });

    it("refuses params of the wrong shape", async () => {
      const server = await served({ tools: SAMPLE_TOOLS });
      const params = { name: 42, arguments: [] };
      const { code } = await errorOf(
        server,
        mcpRequest(revision, { method: "tools/call", params }),
      );
      assertEquals(code === -32602 || code === -32020, true);
    });

    it("answers arguments of wrong types with what each is for", async () => {
      const server = await served({ tools: SAMPLE_TOOLS });
      const params = { name: "test.echo", arguments: { text: 7, times: "many" } };
      const { text, isError } = await resultOf(
        server,
        mcpRequest(revision, { method: "tools/call", params }),
      );
      assertEquals(isError, true);
      assertStringIncludes(text, "invalid_input: Cannot use the arguments: text expected string");
      assertStringIncludes(text, "times expected number");
    });

    it("shows control and bidirectional characters of a name as replacements", async () => {
      const server = await served({ tools: SAMPLE_TOOLS });
      const params = { name: "x\u202e\u0007y" };
      const request = mcpRequest("2025-11-25", { method: "tools/call", params });
      const { message } = await errorOf(server, request);
      assertStringIncludes(message, 'Cannot find the tool "x\uFFFD\uFFFDy"');
    });

    it("aborts the call of a client that disconnects", async () => {
      const started = Promise.withResolvers<void>();
      const aborted = Promise.withResolvers<string>();
      const watched: typeof PATIENT = {
        ...PATIENT,
        handler(_input, { signal }) {
          started.resolve();
          return new Promise((resolve) => {
            signal.addEventListener("abort", () => {
              aborted.resolve("aborted");
              resolve({ left: true });
            }, { once: true });
          });
        },
      };
      const { app, runtime } = await served({ tools: [watched] });
      const client = new AbortController();
      const params = { name: "test.patient", arguments: {} };
      const { signal } = client;
      const answer = app.fetch(mcpRequest(revision, { method: "tools/call", params, signal }));
      await started.promise;
      client.abort();
      assertEquals(await aborted.promise, "aborted");
      assertEquals((await answer).status, 499);
      assertEquals(runtime.calls.length, 1);
    });
  });
}

describe("MCP 2026-07-28 headers", () => {
  it("refuses a header that contradicts the body", async () => {
    const server = await served({ tools: [ECHO] });
    const request = mcpRequest("2026-07-28", { method: "tools/list" });
    request.headers.set("mcp-method", "tools/call");
    assertEquals((await errorOf(server, request)).code, -32020);
  });

  it("refuses a revision it does not speak and names those it does", async () => {
    const server = await served({ tools: [ECHO] });
    const body = await mcpRequest("2026-07-28", { method: "tools/list" }).text();
    const headers = { "mcp-protocol-version": "2099-01-01", "mcp-method": "tools/list" };
    const request = post(body.replaceAll("2026-07-28", "2099-01-01"), { headers });
    const { code, status } = await errorOf(server, request);
    assertEquals([code, status], [-32022, 400]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Principal } from "../context.ts";
import { SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";

const BOT: Principal = { tenant: "shop", user: "bot", scopes: ["telemetry:read"] };
const FROM_AFAR = { remoteAddr: { transport: "tcp", hostname: "10.0.0.7", port: 1 } } as const;

async function statusOf(
  parts: Parameters<typeof served>[0],
  { url = "http://127.0.0.1/mcp/schema", headers = {}, env = {} }: {
    url?: string;
    headers?: Record<string, string>;
    env?: object;
  } = {},
) {
  const { app } = await served({ tools: SAMPLE_TOOLS, ...parts });
  const response = await app.request(url, { headers }, env);
  await response.body?.cancel();
  return response.status;
}

describe("authenticate()", () => {
  it("lets the development principal in over loopback only", async () => {
    assertEquals(await statusOf({}), 200);
    const local = { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } };
    assertEquals(await statusOf({}, { env: local }), 200);
    assertEquals(await statusOf({}, { env: FROM_AFAR }), 401);
    const headers = { authorization: "Bearer anything" };
    assertEquals(await statusOf({}, { env: FROM_AFAR, headers }), 401);
  });

  it("lets nobody in without a key in production", async () => {
    assertEquals(await statusOf({ config: { mode: "production" } }), 401);
  });

  it("asks for a key where keys are configured, and takes only a known one", async () => {
    const keys = { secret: BOT };
    assertEquals(await statusOf({ keys }), 401);
    for (const wrong of ["Bearer wrong", "Basic secret", "secret", "Bearer"]) {
      assertEquals(await statusOf({ keys }, { headers: { authorization: wrong } }), 401);
    }
    const headers = { authorization: "Bearer secret" };
    assertEquals(await statusOf({ keys }, { headers, env: FROM_AFAR }), 200);
  });

  it("challenges with WWW-Authenticate and says what to send", async () => {
    const { app } = await served({ keys: { secret: BOT } });
    const missing = await app.request("http://127.0.0.1/mcp", { method: "POST" });
    assertEquals(missing.headers.get("www-authenticate"), "Bearer");
    assertEquals((await missing.json()).error.code, "unauthorized");
    const headers = { authorization: "Bearer wrong" };
    const wrong = await app.request("http://127.0.0.1/mcp", { method: "POST", headers });
    assertEquals(wrong.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
  });

  it("refuses a host name that is not ours, and takes one that was allowed", async () => {
    const url = "http://rebound.example/mcp/schema";
    assertEquals(await statusOf({}, { url }), 403);
    assertEquals(await statusOf({ config: { allowedHosts: ["rebound.example"] } }, { url }), 200);
    assertEquals(await statusOf({}, { url: "http://[::1]:8080/mcp/schema" }), 200);
  });

  it("refuses a foreign origin, and takes our own and an allowed one", async () => {
    const from = (origin: string) => ({ headers: { origin } });
    assertEquals(await statusOf({}, from("https://evil.example")), 403);
    assertEquals(await statusOf({}, from("null")), 403);
    assertEquals(await statusOf({}, from("http://127.0.0.1:8080")), 200);
    const allowed = { config: { allowedOrigins: ["https://ui.example"] } };
    assertEquals(await statusOf(allowed, from("https://ui.example")), 200);
  });
});

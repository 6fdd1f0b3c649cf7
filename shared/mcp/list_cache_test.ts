import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { mcpRequest, REVISIONS } from "../testing/mcp_request.ts";
import { SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";
import { plainListEra } from "./plain_list.ts";

describe("the cache of tools/list", () => {
  for (const revision of REVISIONS) {
    it(`repeats byte for byte what the SDK answers for ${revision}`, async () => {
      const { app } = await served({ tools: SAMPLE_TOOLS });
      const list = () => app.fetch(mcpRequest(revision, { method: "tools/list" }));
      const [fresh, cached] = [await list(), await list()];
      assertEquals(await cached.text(), await fresh.text());
      assertEquals([...cached.headers], [...fresh.headers]);
    });

    it(`knows an ordinary request of ${revision} and leaves every other to the SDK`, async () => {
      const request = mcpRequest(revision, { method: "tools/list" });
      const body = await request.clone().json();
      assertEquals(plainListEra(request, body), revision === "2026-07-28" ? "modern" : "legacy");
      const others: unknown[] = [
        { ...body, params: { ...body.params, cursor: "x" } },
        { ...body, method: "tools/call" },
        { ...body, id: null },
        { ...body, jsonrpc: "1.0" },
        { ...body, extra: 1 },
        [body],
      ];
      for (const other of others) assertEquals(plainListEra(request, other), undefined);
      request.headers.set("accept", "application/json");
      assertEquals(plainListEra(request, body), undefined);
    });
  }

  it("says in ASCII what the SDK says in any characters", async () => {
    const tools = SAMPLE_TOOLS.map((tool) => ({ ...tool, description: "× … 🙂" }));
    const { app } = await served({ tools });
    const list = () => app.fetch(mcpRequest("2025-11-25", { method: "tools/list" }));
    const [fresh, cached] = [await list(), await list()];
    const text = await cached.text();
    assertEquals(JSON.parse(text), await fresh.json());
    assertEquals(text.match(/[^ -~]/g), null);
  });

  it("keeps the eras apart: only 2026-07-28 says how long a list may be kept", async () => {
    const { app } = await served({ tools: SAMPLE_TOOLS });
    const results = [];
    for (const revision of [...REVISIONS, ...REVISIONS]) {
      const response = await app.fetch(mcpRequest(revision, { method: "tools/list" }));
      results.push((await response.json()).result);
    }
    const hint = (
      { ttlMs, cacheScope }: { ttlMs?: number; cacheScope?: string },
    ) => [ttlMs, cacheScope];
    const nothing = [undefined, undefined];
    assertEquals(results.map(hint), [nothing, [300_000, "public"], nothing, [300_000, "public"]]);
  });

  it("is private as soon as callers have keys", async () => {
    const keys = { k: { tenant: "t", user: "u", scopes: ["telemetry:read" as const] } };
    const { app } = await served({ tools: SAMPLE_TOOLS, keys });
    const request = mcpRequest("2026-07-28", { method: "tools/list" });
    request.headers.set("authorization", "Bearer k");
    const { result } = await (await app.fetch(request)).json();
    assertEquals(result.cacheScope, "private");
  });
});

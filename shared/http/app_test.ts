import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BackendHealth } from "../backends/health.ts";
import { SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";

const DOWN: readonly BackendHealth[] = [
  { name: "kubernetes", state: "ok", latencyMs: 3, version: "v1.36.4" },
  { name: "loki", state: "down", detail: "Connection refused" },
];

describe("the HTTP application", () => {
  it("is alive and ready with a backend down, and says which", async () => {
    const { app } = await served({ health: () => Promise.resolve(DOWN) });
    assertEquals(await (await app.request("/healthz")).json(), { status: "ok" });
    const ready = await app.request("/readyz");
    assertEquals(ready.status, 200);
    assertEquals(await ready.json(), {
      status: "degraded",
      backends: { kubernetes: "ok", loki: "down" },
    });
    assertEquals(await (await app.request("/health")).json(), {
      status: "degraded",
      backends: DOWN,
    });
  });

  it("is ready when asking the backends fails altogether", async () => {
    const { app } = await served({ health: () => Promise.reject(new Error("no network")) });
    const ready = await app.request("/readyz");
    assertEquals([ready.status, (await ready.json()).status], [200, "checking"]);
  });

  it("is not ready while it drains", async () => {
    const { app } = await served({}, { draining: true });
    assertEquals((await app.request("/readyz")).status, 503);
    assertEquals((await app.request("/healthz")).status, 200);
  });

  it("answers probes and metrics under any host, and details only to a known caller", async () => {
    const keys = { k: { tenant: "t", user: "u", scopes: [] } };
    const { app } = await served({ keys });
    for (const path of ["/healthz", "/readyz", "/metrics"]) {
      assertEquals((await app.request(`http://10.0.0.7${path}`)).status, 200);
    }
    for (const path of ["/health", "/mcp/schema"]) {
      assertEquals((await app.request(`http://127.0.0.1${path}`)).status, 401);
    }
  });

  it("counts calls by tool and status for Prometheus", async () => {
    const { app } = await served({ tools: SAMPLE_TOOLS });
    const call = (name: string, body: string) =>
      app.request(`/tools/${name}`, { method: "POST", body });
    await call("test.echo", '{"text":"x"}');
    await call("test.echo", '{"text":7}');
    await call("test.broken", "");
    const metrics = await (await app.request("/metrics")).text();
    for (
      const line of [
        'mcp_requests_total{tool="test.echo",status="ok"} 1',
        'mcp_requests_total{tool="test.echo",status="invalid_input"} 1',
        'mcp_requests_total{tool="test.broken",status="internal"} 1',
        'mcp_request_duration_seconds_count{tool="test.echo"} 2',
        "mcp_active_requests 0",
        "process_resident_memory_bytes ",
      ]
    ) assertStringIncludes(metrics, line);
  });

  it("describes all tools, enabled or not, with their schemas", async () => {
    const { app } = await served({ tools: SAMPLE_TOOLS });
    const { tools, resources, prompts } = await (await app.request("/mcp/schema")).json();
    assertEquals(
      tools.map(({ name, toolset, enabled }: Record<string, unknown>) => [name, toolset, enabled]),
      [
        ["test.broken", "core", true],
        ["test.echo", "core", true],
        ["test.huge", "core", true],
        ["test.optional", "data", false],
        ["test.patient", "core", true],
      ],
    );
    assertEquals(tools[1].inputSchema.required, ["text"]);
    assertEquals(tools[1].outputSchema.properties.said.type, "array");
    assertEquals(prompts, []);
    assertEquals(
      resources.map(({ uri }: { uri: string }) => uri).includes("config://server"),
      true,
    );
  });

  it("answers an unknown path with JSON that names the known ones", async () => {
    const { app } = await served();
    const response = await app.request("/nothing\u202e");
    assertEquals(response.status, 404);
    const { error } = await response.json();
    assertEquals(error.code, "not_found");
    assertStringIncludes(error.hint, "POST /mcp");
  });

  it("lets pages of an allowed origin call", async () => {
    const { app } = await served({ config: { allowedOrigins: ["https://ui.example"] } });
    const preflight = await app.request("http://127.0.0.1/mcp", {
      method: "OPTIONS",
      headers: {
        "origin": "https://ui.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, mcp-method",
      },
    });
    assertEquals(preflight.status, 204);
    assertEquals(preflight.headers.get("access-control-allow-origin"), "https://ui.example");
    assertEquals(
      preflight.headers.get("access-control-allow-headers"),
      "authorization,mcp-method",
    );
  });
});

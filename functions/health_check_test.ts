import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStringIncludes } from "@std/assert";
import type { BackendHealth } from "../shared/backends/health.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./health_check.ts";

const OK: BackendHealth = { name: "kubernetes", state: "ok", latencyMs: 12, version: "v1.36.4" };
const DOWN: BackendHealth = { name: "loki", state: "down", latencyMs: 5, detail: "Cannot connect" };
const MISSING: BackendHealth = {
  name: "alertmanager",
  state: "not configured",
  detail: "Set TELEMCP_ALERTMANAGER_URL",
};

function run(...backends: readonly BackendHealth[]) {
  return runHandler(tool, {}, { health: () => Promise.resolve(backends) });
}

describe("health_check", () => {
  it("puts the worst first, with latency, version and the missing setting", async () => {
    const { output, text } = await run(OK, MISSING, DOWN);
    assertEquals(output.backends.map(({ name }) => name), ["loki", "alertmanager", "kubernetes"]);
    assertStringIncludes(text, "degraded: 1 down, 1 not configured, 1 ok");
    assertStringIncludes(text, "kubernetes\tok\t12ms\tv1.36.4\t-");
    assertStringIncludes(text, "alertmanager\tnot configured\t-\t-\tSet TELEMCP_ALERTMANAGER_URL");
  });

  it("goes by name among equals", async () => {
    const { output } = await run({ ...OK, name: "b" }, { ...OK, name: "a" });
    assertEquals(output.backends.map(({ name }) => name), ["a", "b"]);
  });

  it("is well when everything that is configured is", async () => {
    assertEquals((await run(OK, MISSING)).output.state, "ok");
    assertEquals((await run(MISSING)).output.state, "ok");
  });

  it("is degraded when one backend is, and down when all are", async () => {
    assertEquals((await run(OK, { ...OK, state: "degraded" })).output.state, "degraded");
    assertEquals((await run(DOWN)).output.state, "down");
  });
});

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ToolError } from "../shared/errors.ts";
import { clusterContext, sampleCluster } from "../shared/testing/cluster_fixture.ts";
import { type ContextParts, fakeContext, TESTER } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./triage_now.ts";

const BROKEN = clusterContext(sampleCluster({ selector: "crat" }));
const HEALTHY = clusterContext(sampleCluster());

async function run(parts: ContextParts, input: Record<string, unknown> = {}) {
  return await runHandler(tool, input, fakeContext(parts));
}

const away = () => Promise.reject(new ToolError("upstream_unavailable", "Cannot reach it"));

describe("triage.now", () => {
  it("names what is at fault, what it is seen by, and the call that shows it again", async () => {
    const { output, text } = await run(BROKEN);
    assertEquals(output.verdict, "cause");
    assertEquals(output.suspects[0]?.entity, { kind: "Service", namespace: "shop", name: "cart" });
    assertEquals(output.suspects[0]?.class, 2);
    assertStringIncludes(text, "Likely cause");
    assertStringIncludes(text, "selector app=crat matches no pods");
    assertStringIncludes(text, "app=cart matches 2 pods, 2 ready");
    assertStringIncludes(text, 'k8s.get {"kind":"Service","namespace":"shop","name":"cart"}');
  });

  it("finds nothing in a healthy cluster, and says what was looked at", async () => {
    const { output, text } = await run(HEALTHY);
    assertEquals([output.verdict, output.suspects], ["nothing", []]);
    assertStringIncludes(text, "Nothing found (confidence");
    assertStringIncludes(text, "1 workload, 2 pods");
  });

  it("answers from what is left when sources fail, names them and is less sure", async () => {
    const { output } = await run({
      ...BROKEN,
      prometheus: { labelValues: away, alerts: away, instant: away, range: away },
      loki: { range: away },
      alertmanager: { alerts: away, silences: away },
      nodeFacts: { list: away },
    });
    assertEquals(output.suspects[0]?.entity.name, "cart");
    assertEquals(output.confidence === "high", false);
    const states = new Map(output.coverage.map(({ source, state }) => [source, state]));
    assertEquals(states.get("node facts"), "unavailable");
    assertEquals(states.get("alertmanager"), "unavailable");
  });

  it("reads no logs for a caller who may not, and says so", async () => {
    const principal = { ...TESTER, scopes: ["telemetry:read"] as const };
    const { output } = await run({ ...BROKEN, principal, loki: {} });
    assertEquals(output.coverage.find(({ source }) => source === "loki"), {
      source: "loki",
      state: "forbidden",
      detail: "needs the scope logs:read",
    });
  });

  it("looks at one workload where it is asked about", async () => {
    const { output } = await run(BROKEN, { scope: "shop/cart" });
    assertEquals(output.scope, "Deployment shop/cart");
    assertEquals(output.suspects[0]?.entity.name, "cart");
  });

  it("answers an unknown scope with the nearest that exists", async () => {
    const error = await assertRejects(() => run(BROKEN, { scope: "shop/card" }), ToolError);
    assertEquals(error.code, "not_found");
    assertStringIncludes(error.hint ?? "", 'triage.now {"scope":"shop/cart"}');
  });

  it("reports how far it is", async () => {
    const context = fakeContext(HEALTHY);
    await runHandler(tool, {}, context);
    assertEquals(context.reported.map(({ progress, total }) => [progress, total]), [[1, 3], [
      2,
      3,
    ]]);
  });

  it("gives the same text for the same cluster", async () => {
    assertEquals((await run(BROKEN)).text, (await run(BROKEN)).text);
  });
});

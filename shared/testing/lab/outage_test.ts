import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { freePort } from "../../tooling/bench_server.ts";
import { lab } from "../../tooling/lab_access.ts";
import { tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { eventually, podOf } from "./cluster_truth.ts";

const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

interface Readiness {
  readonly status: string;
  readonly backends: Readonly<Record<string, string>>;
}

const readinessSchema = z.object({
  status: z.string(),
  backends: z.record(z.string(), z.string()),
});

/** What `/readyz` says of the backends that the lab has. */
function readiness(text: string): Readiness {
  const { status, backends } = readinessSchema.parse(JSON.parse(text));
  const present = Object.entries(backends).filter(([, state]) => state !== "not configured");
  return { status, backends: Object.fromEntries(present) };
}

const CHECKOUT = { logql: '{namespace="shop",app="checkout"}' };

describe("the bridge while Loki is stopped", () => {
  it("answers all else, says what is down, and reads Loki again once it is back", async () => {
    await bridge.ask("loki.query", CHECKOUT);
    await lab.stopComponent("loki");
    try {
      await answersWithoutLoki();
    } finally {
      await lab.startComponent("loki");
    }
    // The breaker lets a trial through after a moment.
    await eventually(async () => void await bridge.ask("loki.query", CHECKOUT));
    await eventually(async () => {
      assertEquals(readiness(await bridge.get("/readyz")).status, "ok");
    });
  });
});

async function answersWithoutLoki(): Promise<void> {
  const refused = await bridge.refusal("loki.query", { ...CHECKOUT, since: "2h" });
  assert(refused.startsWith("upstream_unavailable: Cannot reach Loki"), refused);
  const health = await bridge.ask("health_check");
  assert(/^degraded: 1 down,.* 3 ok$/m.test(health), health);
  assertEquals(tableRow(health, "loki").state, "down");
  const pods = await bridge.ask("k8s.get", { kind: "pods", namespace: "shop" });
  assertStringIncludes(pods, (await podOf(lab.facts.outOfMemory)).name);
  assertStringIncludes(await bridge.ask("alerts.list"), "CheckoutErrorsHigh");
  assertStringIncludes(await bridge.ask("inventory.snapshot"), lab.facts.downNode);
  const prompt = await bridge.prompt("Triage-Now");
  assert(/^degraded: 1 down,.* 3 ok$/m.test(prompt), prompt);
  await eventually(async () => {
    const ready = readiness(await bridge.get("/readyz"));
    assertEquals([ready.status, ready.backends["loki"]], ["degraded", "down"]);
  });
}

describe("the bridge with every backend dead", () => {
  it("starts, is ready and says what is down", async () => {
    const nobody = `http://127.0.0.1:${freePort()}`;
    const kubeconfig = await Deno.makeTempFile({ suffix: ".yaml" });
    const admin = await Deno.readTextFile(lab.adminKubeconfigPath);
    await Deno.writeTextFile(
      kubeconfig,
      admin.replace(lab.urls.kubernetes, nobody.replace("http", "https")),
    );
    await using dead = await startLabBridge({
      account: "lab-test",
      environment: {
        TELEMCP_KUBECONFIG: kubeconfig,
        TELEMCP_PROMETHEUS_URL: nobody,
        TELEMCP_LOKI_URL: nobody,
        TELEMCP_ALERTMANAGER_URL: nobody,
      },
    });
    assertEquals((await dead.client.listTools()).tools.length > 8, true);
    await eventually(async () => {
      assertEquals(readiness(await dead.get("/readyz")), {
        status: "degraded",
        backends: { kubernetes: "down", prometheus: "down", loki: "down", alertmanager: "down" },
      });
    });
    const health = await dead.ask("health_check");
    assert(/^down: 4 down/.test(health), health);
    for (const [tool, args] of CALLS) {
      const text = await dead.refusal(tool, args);
      assert(text.startsWith("upstream_unavailable: Cannot reach "), `${tool}: ${text}`);
    }
    await Deno.remove(kubeconfig);
  });
});

const CALLS: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ["k8s.get", { kind: "pods" }],
  ["k8s.events", {}],
  ["tail.pod_logs", { namespace: "shop", pod: "cart" }],
  ["inventory.snapshot", {}],
  ["alerts.list", {}],
  ["promql.query", { expr: "up" }],
  ["metrics.find", { text: "cpu" }],
  ["loki.query", CHECKOUT],
];

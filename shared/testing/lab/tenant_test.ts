import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { lab } from "../../tooling/lab_access.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf } from "./cluster_truth.ts";

const KEY = "key-of-dev";
const keysFile = await Deno.makeTempFile({ suffix: ".yaml" });
await Deno.writeTextFile(
  keysFile,
  JSON.stringify([{
    sha256: createHash("sha256").update(KEY).digest("hex"),
    tenant: "dev",
    user: "robin",
    namespaces: ["dev"],
  }]),
);
const bridge = await startLabBridge({
  account: "lab-test",
  environment: { TELEMCP_KEYS_FILE: keysFile },
  key: KEY,
});
after(async () => {
  await bridge[Symbol.asyncDispose]();
  await Deno.remove(keysFile);
});

/** What only namespace shop has. */
const FOREIGN = /payments|checkout|catalog|orders-db|dana/;

describe("a key of namespace dev", () => {
  it("sees its own pod in trouble", async () => {
    const { name } = await podOf(lab.facts.notReady);
    assertStringIncludes(await bridge.ask("k8s.get", { kind: "pods" }), name);
  });

  const refused: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
    ["k8s.get", { kind: "pods", namespace: "shop" }],
    ["k8s.get", { kind: "secrets", namespace: "shop" }],
    ["k8s.get", { kind: "service", namespace: "shop", name: "cart" }],
    ["k8s.get", { kind: "nodes" }],
    ["k8s.events", { namespace: "shop" }],
    ["alerts.list", { namespace: "shop" }],
    ["tail.pod_logs", { namespace: "shop", pod: "payments" }],
    ["inventory.snapshot", { namespace: "shop" }],
  ];
  for (const [tool, args] of refused) {
    it(`is refused ${tool} ${JSON.stringify(args)}`, async () => {
      const text = await bridge.refusal(tool, args);
      assert(text.startsWith("forbidden: "), text);
      assert(!/payments-|pod\/|crat/.test(text), text);
    });
  }

  const narrowed: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
    ["k8s.get", { kind: "pods" }],
    ["k8s.get", { kind: "secrets" }],
    ["k8s.get", { kind: "deployments" }],
    ["k8s.events", { since: "1d" }],
    ["alerts.list", {}],
    ["promql.query", { expr: "count by (namespace, pod) (kube_pod_info)" }],
    ["promql.query", { expr: 'http_requests_total{namespace="shop"}' }],
    ["loki.query", { logql: '{namespace=~"shop|dev"}' }],
    ["metrics.find", { labels: ["namespace", "pod"] }],
    ["inventory.snapshot", {}],
    ["health_check", {}],
  ];
  for (const [tool, args] of narrowed) {
    it(`sees nothing of shop by ${tool} ${JSON.stringify(args)}`, async () => {
      const { text } = await bridge.call(tool, { ...args, max_tokens: 6_000 });
      assert(!FOREIGN.test(text), text);
    });
  }

  it("is offered its own namespace only", async () => {
    const values = await bridge.complete({
      ref: { type: "ref/resource", uri: "res://objects/{namespace}/{kind}" },
      argument: { name: "namespace", value: "" },
    });
    assertEquals(values, ["dev"]);
  });

  it("is offered no configuration of the server", async () => {
    const { resources } = await bridge.client.listResources();
    assert(!resources.some(({ uri }) => uri === "config://server"));
  });

  it("sees nothing of shop in prompts", async () => {
    const text = await bridge.prompt("Triage-Now");
    assert(!FOREIGN.test(text), text);
  });
});

describe("a server with keys", () => {
  it("answers nobody without one", async () => {
    const url = bridge.server.url;
    const response = await fetch(url, { method: "POST", body: "{}" });
    await response.body?.cancel();
    assertEquals(response.status, 401);
  });
});

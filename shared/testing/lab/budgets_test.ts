import { after, describe, it } from "@std/testing/bdd";
import { assert } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { lab } from "../../tooling/lab_access.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf } from "./cluster_truth.ts";

const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const { name: pod } = await podOf(lab.facts.outOfMemory);
const DEFAULT_TOKENS = 1_500;

/** The calls that would say most. */
const CALLS: readonly (readonly [tool: string, args: Record<string, unknown>])[] = [
  ["alerts.list", {}],
  ["health_check", {}],
  ["inventory.snapshot", {}],
  ["inventory.snapshot", { detail: "full" }],
  ["k8s.events", {}],
  ["k8s.events", { namespace: "batch" }],
  ["k8s.get", { kind: "pods" }],
  ["k8s.get", { kind: "pods", detail: "full" }],
  ["k8s.get", { kind: "pods", namespace: lab.busyNamespace }],
  ["k8s.get", { kind: "pod", namespace: "shop", name: pod, detail: "full" }],
  ["k8s.get", { kind: "customresourcedefinitions" }],
  ["loki.query", { logql: '{namespace="shop"}', since: "6h" }],
  ["loki.query", { logql: '{namespace="shop"}', since: "6h", format: "lines" }],
  ["metrics.find", {}],
  ["metrics.find", { text: "container" }],
  ["promql.query", { expr: "kube_pod_info" }],
  ["promql.query", { expr: "http_requests_total", range: "6h" }],
  ["tail.pod_logs", { namespace: "shop", pod }],
];

describe("answers of the lab", () => {
  for (const [tool, args] of CALLS) {
    it(`${tool} ${JSON.stringify(args)} costs at most ${DEFAULT_TOKENS} tokens`, async () => {
      const text = await bridge.ask(tool, args);
      const tokens = encode(text).length;
      assert(tokens <= DEFAULT_TOKENS, `${tokens} tokens: ${text}`);
    });
  }

  for (const budget of [200, 600, 6_000]) {
    it(`keep to ${budget} tokens when asked`, async () => {
      for (const [tool, args] of CALLS) {
        const text = await bridge.ask(tool, { ...args, max_tokens: budget });
        const tokens = encode(text).length;
        assert(tokens <= budget, `${tool} ${JSON.stringify(args)}: ${tokens} tokens: ${text}`);
        assert(text.length <= 24_000, `${tool}: ${text.length} characters`);
        assert(text.split("\n").length <= 250, `${tool}: ${text.split("\n").length} lines`);
      }
    });
  }

  it("list the tools for at most 4,000 tokens", async () => {
    const { tools } = await bridge.client.listTools();
    const tokens = encode(JSON.stringify(tools)).length;
    assert(tokens <= 4_000, `${tokens} tokens`);
  });

  it("say what was left out, and the call that gives it", async () => {
    const text = await bridge.ask("k8s.get", { kind: "pods", namespace: lab.busyNamespace });
    assert(/^shown \d+\/\d\d, rest: k8s\.get \{.*"max_tokens":6000\}$/m.test(text), text);
  });
});

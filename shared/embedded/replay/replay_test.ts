import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { tools } from "../../../functions/_registry.ts";
import { loadConfig } from "../../config.ts";
import type { Runtime } from "../../context.ts";
import { captureIncident, type CaptureQuery } from "../../evidence/capture.ts";
import { createRedactor } from "../../render/redact.ts";
import { contextOf, runForText } from "../../run_tool.ts";
import { createRuntime } from "../../runtime.ts";
import { bundleIncident } from "../../storage/incident_bundle.ts";
import { readIncident } from "../../storage/incident_reader.ts";
import { TESTER } from "../../testing/fake_context.ts";
import { type InProcessUpstreams, inProcessUpstreams } from "../in_process_upstreams.ts";
import { loadScenario } from "../scenario/load_scenario.ts";
import { replayUpstreams } from "./replay_upstreams.ts";

const HOUR_MS = 3_600_000;
const { signal } = new AbortController();

const { world } = await loadScenario("service-selector-typo");
const live = await runtimeOf(inProcessUpstreams(world));
const replay = await replayOf({});
const replayOfShop = await replayOf({ namespace: "shop" });

async function runtimeOf({ settings, ...upstreams }: InProcessUpstreams): Promise<Runtime> {
  return await createRuntime(loadConfig({ ...settings, TELEMCP_CACHE_TTL_SECONDS: "0" }), {
    ...upstreams,
    tools,
  });
}

/** Captures the scenario, writes the file, reads it back and opens it. */
async function replayOf(query: Partial<CaptureQuery>, of = live): Promise<Runtime> {
  const context = contextOf(of, { principal: TESTER }, { signal, report: () => {} });
  const start = new Date(world.nowMs - HOUR_MS);
  const incident = await captureIncident(context, { start, ...query });
  const { value: redact } = createRedactor({ key: of.redactionKey });
  const { bytes } = await bundleIncident(incident, { redact });
  return await runtimeOf(replayUpstreams(await readIncident(bytes)));
}

async function ask(runtime: Runtime, name: string, input: object): Promise<string> {
  const tool = runtime.tools.find((tool) => tool.name === name)!;
  return (await runForText(runtime, { tool, input, principal: TESTER, signal })).text;
}

const QUESTIONS: readonly (readonly [tool: string, input: object])[] = [
  ["k8s.get", { kind: "services", namespace: "shop" }],
  ["k8s.get", { kind: "service", namespace: "shop", name: "cart", detail: "full" }],
  ["k8s.get", { kind: "pods", namespace: "shop" }],
  ["k8s.get", { kind: "secrets", namespace: "shop" }],
  ["k8s.events", { namespace: "shop" }],
  ["promql.query", {
    expr: 'sum by (code) (rate(http_requests_total{namespace="shop",service="checkout"}[5m]))',
    range: "1h",
  }],
  ["promql.query", { expr: 'kube_pod_status_phase{namespace="shop"} == 1' }],
  ["promql.query", { expr: 'htp_requests_total{namespace="shop"}' }],
  ["loki.query", { logql: '{namespace="shop",app="checkout"} |= "refused"', since: "15m" }],
  ["loki.query", { logql: '{namespace="shop",app="cart"}', since: "15m" }],
  ["loki.query", { logql: 'sum(count_over_time({namespace="shop"}[5m]))' }],
  ["alerts.list", { namespace: "shop" }],
  ["inventory.snapshot", { namespace: "shop" }],
];
const CLUSTER_QUESTIONS: typeof QUESTIONS = [
  ["k8s.events", {}],
  ["alerts.list", {}],
  ["inventory.snapshot", {}],
  ["metrics.find", { text: "http requests" }],
];

describe("a replay", () => {
  for (const [tool, input] of [...QUESTIONS, ...CLUSTER_QUESTIONS]) {
    it(`answers ${tool} ${JSON.stringify(input)} as the cluster did`, async () => {
      const answer = await ask(live, tool, input);
      assertNotMatch(answer, /^[a-z]+_[a-z]+: /);
      assertEquals(await ask(replay, tool, input), answer);
    });
  }

  it("answers with the last lines of a pod's log", async () => {
    const [pod = ""] = /web-[\w-]+/.exec(
      await ask(live, "k8s.get", { kind: "pods", namespace: "shop", labelSelector: "app=web" }),
    ) ?? [];
    const input = { namespace: "shop", pod, tail: 20 };
    assertEquals(
      await ask(replay, "tail.pod_logs", input),
      await ask(live, "tail.pod_logs", input),
    );
  });

  it("says in health_check that it is one, of which place and time", async () => {
    const text = await ask(replay, "health_check", {});
    assertMatch(text, /^ok: 5 ok/m);
    assertStringIncludes(
      text,
      "3.15.0, replay of the whole cluster, 2026-11-01T09:15:00Z to 2026-11-01T10:30:00Z",
    );
  });

  it("gives the newest lines of a window whose older ones were not kept, and says so", async () => {
    const few = await replayOf({ linesPerStream: 1_000 });
    const busy = { logql: '{namespace="shop",app="checkout"}', since: "15m" };
    const text = await ask(few, "loki.query", busy);
    assertMatch(text, /^2000 lines in 15m to 2026-11-01T10:30:00Z \(only the newest\)/);
    assertMatch(text, /^coverage: .*loki sample of the window not captured/m);
  });
});

describe("a question that a replay cannot answer", () => {
  const foreign = { expr: 'sum(rate(container_cpu_usage_seconds_total{namespace="dev"}[5m]))' };

  it("about a metric that was not kept is refused as not captured", async () => {
    assertEquals(
      await ask(replay, "promql.query", { expr: "kubelet_evictions" }),
      "upstream_rejected: Cannot query Prometheus: a metric of it was not captured. " +
        "This is a recorded incident; health_check says which times and namespaces it holds",
    );
  });

  it("counts no series of a metric that was not kept", async () => {
    const text = await ask(replay, "metrics.find", { text: "kubelet evictions" });
    assertStringIncludes(text, "kubelet_evictions: counter, not counted, Pods evicted.");
    assertMatch(text, /^coverage: .*prometheus series counts not captured/m);
  });

  it("about an earlier time is refused as not captured", async () => {
    assertMatch(
      await ask(replay, "promql.query", { expr: "up", range: "3h" }),
      /^upstream_rejected: Cannot query Prometheus: the time it asks for was not captured/,
    );
    assertMatch(
      await ask(replay, "loki.query", { logql: '{namespace="dev"}', since: "3h" }),
      /^upstream_rejected: Cannot query Loki: the time it asks for was not captured/,
    );
  });

  it("that looks back further than what was kept is refused as not captured", async () => {
    assertMatch(
      await ask(replay, "promql.query", { expr: "max_over_time(up[3h])" }),
      /the time it asks for was not captured/,
    );
    assertMatch(
      await ask(replay, "loki.query", { logql: 'count_over_time({namespace="dev"}[3h])' }),
      /the time it asks for was not captured/,
    );
  });

  it("about a kind that was left out is refused as not captured", async () => {
    const small = await replayOf({ limitCharacters: 300_000 });
    assertMatch(
      await ask(small, "k8s.get", { kind: "pods", namespace: "shop" }),
      /^upstream_rejected: Cannot list pods in namespace "shop": this kind was not captured/,
    );
  });

  it("about a source that was not configured is answered so", async () => {
    const { settings, ...upstreams } = inProcessUpstreams(world);
    const without = { ...settings, TELEMCP_LOKI_URL: "" };
    const noLoki = await replayOf({}, await runtimeOf({ ...upstreams, settings: without }));
    assertMatch(
      await ask(noLoki, "loki.query", { logql: '{namespace="shop"}' }),
      /^upstream_unavailable: Cannot read Loki: it is not configured/,
    );
  });

  it("about another namespace, or about all, is refused as not captured", async () => {
    const refusals: readonly (readonly [tool: string, input: object])[] = [
      ["promql.query", foreign],
      ["promql.query", { expr: "kube_pod_status_ready" }],
      ["loki.query", { logql: '{namespace="dev"}' }],
      ["loki.query", { logql: '{job="kubelet"}' }],
      ["k8s.get", { kind: "pods", namespace: "dev" }],
      ["k8s.events", { namespace: "dev" }],
      ["tail.pod_logs", { namespace: "dev", pod: "sandbox" }],
    ];
    for (const [tool, input] of refusals) {
      assertMatch(await ask(replayOfShop, tool, input), /other namespaces were not captured/);
    }
  });

  it("is coverage where other sources answer", async () => {
    const inventory = await ask(replayOfShop, "inventory.snapshot", {});
    assertMatch(inventory, /prometheus usage, .* not captured \(Cannot query Prometheus: other/);
    const pods = await ask(replayOfShop, "k8s.get", { kind: "pods" });
    assertMatch(
      pods,
      /namespaces batch, default, dev, kube-node-lease, kube-public and 2 more not captured/,
    );
    assertMatch(pods, /^shop\t/m);
  });

  it("of the same namespace is answered as the cluster did", async () => {
    for (const [tool, input] of QUESTIONS) {
      assertEquals(await ask(replayOfShop, tool, input), await ask(live, tool, input));
    }
  });
});

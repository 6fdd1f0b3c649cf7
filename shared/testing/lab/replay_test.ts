import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { tools } from "../../../functions/_registry.ts";
import { loadConfig } from "../../config.ts";
import type { Runtime } from "../../context.ts";
import { replayUpstreams } from "../../embedded/replay/replay_upstreams.ts";
import { captureIncident } from "../../evidence/capture.ts";
import { createRedactor } from "../../render/redact.ts";
import { contextOf, runForText } from "../../run_tool.ts";
import { createRuntime } from "../../runtime.ts";
import { bundleIncident } from "../../storage/incident_bundle.ts";
import { readIncident } from "../../storage/incident_reader.ts";
import { lab } from "../../tooling/lab_access.ts";
import { CANARY } from "../../tooling/lab_shop_objects.ts";
import { TESTER } from "../fake_context.ts";

const HALF_AN_HOUR_MS = 30 * 60_000;
const { signal } = new AbortController();

// Both look from the same moment, so that ages are equal; a little back, where no line is still on its way to Loki.
const now = new Date(Date.now() - 60_000);
const live = await createRuntime(
  loadConfig({
    TELEMCP_KUBECONFIG: lab.adminKubeconfigPath,
    TELEMCP_PROMETHEUS_URL: lab.urls.prometheus,
    TELEMCP_LOKI_URL: lab.urls.loki,
    TELEMCP_ALERTMANAGER_URL: lab.urls.alertmanager,
    TELEMCP_CACHE_TTL_SECONDS: "0",
  }),
  { tools, now: () => now },
);

async function ask(runtime: Runtime, name: string, input: object): Promise<string> {
  const tool = runtime.tools.find((tool) => tool.name === name)!;
  return (await runForText(runtime, { tool, input, principal: TESTER, signal })).text;
}

/** Captures namespace shop, writes the file, reads it back and opens it. */
async function capture(): Promise<{ readonly text: string; readonly replay: Runtime }> {
  const context = contextOf(live, { principal: TESTER }, { signal, report: () => {} });
  const start = new Date(now.getTime() - HALF_AN_HOUR_MS);
  const incident = await captureIncident(context, { namespace: "shop", start });
  const { value: redact } = createRedactor({ key: live.redactionKey });
  const read = await readIncident((await bundleIncident(incident, { redact })).bytes);
  const { settings, ...upstreams } = replayUpstreams(read);
  return {
    text: JSON.stringify(read),
    replay: await createRuntime(loadConfig({ ...settings }), { ...upstreams, tools }),
  };
}

const QUESTIONS: readonly (readonly [tool: string, input: object])[] = [
  ["k8s.get", { kind: "deployments", namespace: "shop" }],
  ["k8s.get", { kind: "service", namespace: "shop", name: "cart" }],
  ["k8s.get", { kind: "horizontalpodautoscalers", namespace: "shop" }],
  ["k8s.get", { kind: "nodes" }],
  ["promql.query", { expr: 'kube_pod_container_status_restarts_total{namespace="shop"}' }],
  ["promql.query", {
    expr: 'sum by (service, code) (rate(http_requests_total{namespace="shop"}[5m]))',
    range: "30m",
    step: "1m",
  }],
  ["promql.query", {
    expr: 'sum by (service) (rate(http_request_duration_seconds_count{namespace="shop"}[5m]))',
  }],
  ["loki.query", { logql: '{namespace="shop", app="checkout"} |= "order"', since: "20m" }],
  ["loki.query", { logql: '{namespace="shop", app="cart"}', since: "10m" }],
  ["alerts.list", { namespace: "shop" }],
];

const answers = new Map(
  await Promise.all(
    QUESTIONS.map(async ([tool, input]) => [input, await ask(live, tool, input)] as const),
  ),
);
const { text, replay } = await capture();

describe("a replay of the lab", () => {
  for (const [tool, input] of QUESTIONS) {
    it(`answers ${tool} ${JSON.stringify(input)} as the lab did`, async () => {
      assertEquals(await ask(replay, tool, input), answers.get(input));
    });
  }

  it("says that it is one", async () => {
    assertMatch(await ask(replay, "health_check", {}), /replay of namespace shop, /);
  });

  it("says of other namespaces that they were not captured", async () => {
    assertStringIncludes(
      await ask(replay, "k8s.get", { kind: "pods", namespace: "batch" }),
      "other namespaces were not captured",
    );
  });

  it("holds no value of a Secret", () => assert(!text.includes(CANARY)));
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readScenario } from "../scenario/load_scenario.ts";
import { baseWorld } from "../world/base_world.ts";
import { prometheusApi } from "./prometheus_api.ts";
import { telemetryOf } from "./telemetry.ts";

const base = baseWorld("shop-small");
const api = prometheusApi(telemetryOf(base));

const BROKEN = readScenario(
  `
id: broken
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
rbac: {deny: [{namespace: dev, resources: [pods]}]}
changes:
  - {at: "2026-11-01T10:28:00Z", by: me, object: {kind: Deployment, namespace: shop, name: catalog}, patch: {spec: {replicas: 1}}}
objects:
  - apiVersion: v1
    kind: Node
    metadata: {name: node-03, creationTimestamp: "2026-07-01T00:00:00Z"}
    spec: {}
    status:
      capacity: {cpu: "8", memory: 32768Mi, pods: "110"}
      allocatable: {cpu: "8", memory: 32768Mi, pods: "110"}
      addresses: [{type: InternalIP, address: 10.0.0.12}]
      nodeInfo: {kubeletVersion: v1.36.4}
      conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, lastTransitionTime: "2026-11-01T10:10:40Z"}]
metrics:
  - {series: 'http_requests_total{service="cart",code="503"}', shape: {kind: step, from: "2026-11-01T10:00:00Z", rate: 4/s}}
  - {series: 'queue_depth{queue="orders"}', shape: {kind: ramp, from: "2026-11-01T10:00:00Z", until: "2026-11-01T10:20:00Z", start: 0, value: 600}}
alerts:
  - {labels: {alertname: HighErrorRate, service: cart}, startsAt: "2026-11-01T10:05:00Z"}
  - {labels: {alertname: OurOwn, service: cart}, startsAt: "2026-11-01T10:05:00Z"}
root_cause: {kind: Node, namespace: "", name: node-03}
`,
  { file: "broken" },
).world;
const broken = prometheusApi(telemetryOf(BROKEN));

async function get(path: string, parameters: Record<string, string> = {}, to = api) {
  const response = await to(
    new Request(`http://p/api/v1/${path}?${new URLSearchParams(parameters)}`),
  );
  return { status: response.status, body: await response.json() };
}

async function values(query: string, to = api, time?: string): Promise<unknown[]> {
  const { body } = await get("query", { query, ...(time === undefined ? {} : { time }) }, to);
  return body.data.result.map(({ value }: { value: [number, string] }) => value[1]);
}

describe("the embedded Prometheus API", () => {
  it("answers a form as it answers a URL", async () => {
    const request = new Request("http://p/api/v1/query", {
      method: "POST",
      body: new URLSearchParams({ query: "count(up)" }),
    });
    const { data } = await (await api(request)).json();
    assertEquals(data, {
      resultType: "vector",
      result: [{ metric: {}, value: [1793529000, "20"] }],
    });
  });

  it("refuses a query it cannot parse as Prometheus does", async () => {
    const { status, body } = await get("query", { query: "sum(" });
    assertEquals([status, body.status, body.errorType], [400, "error", "bad_data"]);
    assertEquals(body.error.startsWith('invalid parameter "query": 1:5: parse error: '), true);
  });

  it("refuses more than 11,000 points", async () => {
    const { status, body } = await get("query_range", {
      query: "up",
      start: "0",
      end: "1793529000",
      step: "1",
    });
    assertEquals([status, body.error], [
      400,
      "exceeded maximum resolution of 11,000 points per timeseries",
    ]);
  });

  it("cuts at a limit and says so", async () => {
    const { body } = await get("query", { query: "up", limit: "3" });
    assertEquals([body.data.result.length, body.warnings], [3, ["results truncated due to limit"]]);
  });

  it("reads a range at its steps", async () => {
    const { body } = await get("query_range", {
      query: "sum(up)",
      start: "1793528400",
      end: "1793529000",
      step: "5m",
    });
    assertEquals(body.data.result, [{
      metric: {},
      values: [[1793528400, "20"], [1793528700, "20"], [1793529000, "20"]],
    }]);
  });

  it("finds label names, values and series", async () => {
    assertEquals((await get("label/namespace/values")).body.data, [
      "batch",
      "default",
      "dev",
      "kube-node-lease",
      "kube-public",
      "kube-system",
      "platform",
      "shop",
    ]);
    const match = { "match[]": 'kube_pod_info{pod="orders-db-0"}' };
    assertEquals((await get("label/node/values", match)).body.data.length, 1);
    assertEquals((await get("series", match)).body.data[0].created_by_kind, "StatefulSet");
    assertEquals((await get("labels", match)).body.data.includes("host_ip"), true);
    assertEquals((await get("series")).status, 400);
  });

  it("finds nothing in a window after its clock or before its history", async () => {
    for (const [start, end] of [["1795200000", "1795203600"], ["1790000000", "1790003600"]]) {
      const window = { start: start ?? "", end: end ?? "" };
      const match = { "match[]": "up", ...window };
      assertEquals((await get("series", match)).body.data, []);
      assertEquals((await get("labels", window)).body.data, []);
      assertEquals((await get("label/__name__/values", window)).body.data, []);
    }
  });

  it("describes a histogram once", async () => {
    const { data } = (await get("metadata", { metric: "http_request_duration_seconds" })).body;
    assertEquals(data, {
      http_request_duration_seconds: [{
        type: "histogram",
        help: "Time to serve a request.",
        unit: "",
      }],
    });
  });

  it("counts series by name", async () => {
    const { data } = (await get("status/tsdb", { limit: "1" })).body;
    assertEquals(data.seriesCountByMetricName, [{ name: "node_cpu_seconds_total", value: 320 }]);
  });

  it("splits a scenario's rate over the series it matches", async () => {
    const [rate] = await values(
      'sum(rate(http_requests_total{service="cart",code="503"}[5m]))',
      broken,
    );
    assertEquals(Number(rate).toFixed(1), "4.0");
  });

  it("adds a series that the base does not have, with only its own labels", async () => {
    const { body } = await get("query", { query: "queue_depth" }, broken);
    assertEquals(body.data.result, [{
      metric: { __name__: "queue_depth", queue: "orders" },
      value: [1793529000, "600"],
    }]);
    assertEquals(await values("queue_depth", broken, "2026-11-01T10:10:00Z"), ["300"]);
    assertEquals(await values("queue_depth", broken, "2026-11-01T09:59:00Z"), []);
  });

  it("ends the series of a node that fell silent, and its targets are down", async () => {
    assertEquals(await values('node_load1{instance="node-03"}', broken), []);
    assertEquals(
      (await values('node_load1{instance="node-03"}', broken, "2026-11-01T10:09:00Z")).length,
      1,
    );
    assertEquals(await values('up{job="node-exporter",instance="node-03"}', broken), ["0"]);
    assertEquals(
      await values(
        'kube_node_status_condition{node="node-03",condition="Ready",status="unknown"}',
        broken,
      ),
      ["1"],
    );
    assertEquals(
      await values(
        'kube_node_status_condition{node="node-03",condition="Ready",status="true"}',
        broken,
        "2026-11-01T10:00:00Z",
      ),
      ["1"],
    );
  });

  it("ends the series of a pod that is gone at once, not after the look-back", async () => {
    const query = 'count(kube_pod_info{pod=~"catalog-.*"})';
    assertEquals(await values(query, broken), ["1"]);
    assertEquals(await values(query, broken, "2026-11-01T10:27:00Z"), ["3"]);
  });

  it("hides the series of a namespace that the reader is denied", async () => {
    assertEquals(await values('count({namespace="dev"})', broken), []);
  });

  it("lists rules with what fires of them, and alerts of no rule in a group of their own", async () => {
    const { groups } = (await get("rules", {}, broken)).body.data;
    const firing = groups.flatMap((
      { name, rules }: { name: string; rules: { name: string; state: string }[] },
    ) => rules.filter(({ state }) => state === "firing").map((rule) => `${name}/${rule.name}`));
    assertEquals(firing, ["general/Watchdog", "shop/HighErrorRate", "custom/OurOwn"]);
    assertEquals(await values('count(ALERTS{alertstate="firing"})', broken), ["3"]);
    assertEquals(
      await values('count(ALERTS{alertstate="firing"})', broken, "2026-11-01T10:00:00Z"),
      ["1"],
    );
  });
});

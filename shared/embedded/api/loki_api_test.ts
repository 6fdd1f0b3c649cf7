import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readScenario } from "../scenario/load_scenario.ts";
import { lokiApi } from "./loki_api.ts";
import { telemetryOf } from "./telemetry.ts";

const { world } = readScenario(
  `
id: logs
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
logs:
  - {stream: {namespace: shop, app: cart}, level: error, template: "lost {id}", from: "2026-11-01T10:20:00Z", rate: 3/s}
  - {stream: {namespace: shop, app: ghost, pod: ghost-1, node: node-02}, template: "gone", from: "2026-11-01T10:20:00Z", until: "2026-11-01T10:20:01Z", rate: 1/s}
root_cause: {kind: Pod, namespace: shop, name: ghost-1}
`,
  { file: "logs" },
);
const telemetry = telemetryOf(world);
const api = lokiApi(telemetry);

async function get(
  path: string,
  parameters: Record<string, string> = {},
  { to = api, tenant = "" } = {},
) {
  const headers = tenant === "" ? {} : { "x-scope-orgid": tenant };
  const response = await to(
    new Request(`http://l/loki/api/v1/${path}?${new URLSearchParams(parameters)}`, { headers }),
  );
  const text = await response.text();
  return {
    status: response.status,
    text,
    body: text.startsWith("{") ? JSON.parse(text) : undefined,
  };
}

describe("the embedded Loki API", () => {
  it("labels every stream as the collectors do", async () => {
    assertEquals((await get("labels")).body.data, [
      "app",
      "container",
      "job",
      "namespace",
      "node_name",
      "pod",
    ]);
    const { data } = (await get("series", { "match[]": '{app="orders-db"}' })).body;
    assertEquals(data.map(({ node_name: _, ...labels }: Record<string, string>) => labels), [
      {
        namespace: "shop",
        app: "orders-db",
        pod: "orders-db-0",
        container: "orders-db",
        job: "shop/orders-db",
      },
    ]);
  });

  it("spreads a scenario's lines evenly over the pods that match", async () => {
    const query = 'sum by (pod) (count_over_time({app="cart"} |= "lost" [5m]))';
    const { result } = (await get("query", { query })).body.data;
    assertEquals(result.map(({ value }: { value: [number, string] }) => value[1]), [
      "300",
      "300",
      "300",
    ]);
  });

  it("makes a stream of its own for a pod that is gone", async () => {
    const { result } = (await get("query_range", { query: '{app="ghost"}' })).body.data;
    assertEquals(result[0].stream, {
      namespace: "shop",
      app: "ghost",
      pod: "ghost-1",
      container: "ghost",
      node_name: "node-02",
      job: "shop/ghost",
    });
    assertEquals(result[0].values.map(([, line]: [string, string]) => line), ["gone"]);
  });

  it("gives the newest lines first, up to the limit", async () => {
    const { result } =
      (await get("query_range", { query: '{app="cart"} |= "lost"', limit: "5" })).body.data;
    const times = result.flatMap(({ values }: { values: [string, string][] }) =>
      values.map(([time]) => time)
    );
    assertEquals(times.length, 5);
    assertEquals(times.every((time: string) => time > "1793528997000000000"), true);
  });

  it("refuses a log query at one time, and too many lines, in Loki's words", async () => {
    const instant = await get("query", { query: '{app="cart"}' });
    assertEquals([instant.status, instant.text.slice(0, 45)], [
      400,
      "log queries are not supported as an instant q",
    ]);
    assertEquals((await get("query_range", { query: '{app="cart"}', limit: "6000" })).status, 400);
    const mistake = await get("query_range", { query: "{app=" });
    assertEquals([mistake.status, mistake.text.slice(0, 29)], [
      400,
      "parse error at line 1, col 6:",
    ]);
  });

  it("reckons what a selector would read close to what it reads", async () => {
    const selector = '{namespace="shop",app="cart"}';
    const { entries, streams } = (await get("index/stats", { query: selector, since: "10m" })).body;
    const { result } =
      (await get("query", { query: `sum(count_over_time(${selector}[10m]))` })).body.data;
    assertEquals(streams, 3);
    assertEquals(Math.abs(entries / Number(result[0].value[1]) - 1) < 0.02, true);
  });

  it("gives patterns with their counts", async () => {
    const { data } =
      (await get("patterns", { query: '{app="cart"}', since: "5m", step: "300s" })).body;
    const lost = data.find(({ pattern }: { pattern: string }) => pattern.includes("lost"));
    assertEquals(lost.pattern, 'ts=<_> level=error msg="lost <_>"');
    assertEquals(
      lost.samples.reduce((sum: number, [, count]: [number, number]) => sum + count, 0),
      900,
    );
  });

  it("asks for a tenant where there are tenants, and shows nothing to others", async () => {
    const to = lokiApi(telemetry, { tenant: "shop" });
    assertEquals((await get("labels", {}, { to })).status, 401);
    assertEquals((await get("labels", {}, { to, tenant: "other" })).body.data, []);
    assertEquals((await get("labels", {}, { to, tenant: "shop" })).body.data.length, 6);
  });
});

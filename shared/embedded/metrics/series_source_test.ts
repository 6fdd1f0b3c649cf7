import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parsePromql } from "../../query/promql_parse.ts";
import { evaluateInstant } from "../promql_evaluate.ts";
import { baseWorld } from "../world/base_world.ts";
import type { Pod } from "../world/kube_objects.ts";
import { readScenario } from "../scenario/load_scenario.ts";
import { FAMILIES } from "./all_families.ts";
import { LoadCurve } from "./load_curve.ts";
import { MetricSource } from "./series_source.ts";

const world = baseWorld("shop-small");
const source = new MetricSource(world);

/** Cart is rolled out anew at 09:00; its requests fail at 5/s from 09:30 on. */
const rolledOut = new MetricSource(
  readScenario(
    `
id: case
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Deployment, namespace: shop, name: cart}
changes:
  - at: "2026-11-01T09:00:00Z"
    by: helm
    object: {kind: Deployment, namespace: shop, name: cart}
    patch: {spec: {template: {spec: {containers: [{name: cart, image: "cart:2"}]}}}}
metrics:
  - series: 'http_requests_total{service="cart",code="500"}'
    shape: {kind: step, from: "2026-11-01T09:30:00Z", rate: 5/s}
`,
    { file: "case" },
  ).world,
);

/**
 * Web gets four more pods at 09:00; one pod of cart is evicted at 09:10, cache crashes from 09:20 on, and search
 * waits on another node from 09:30 on. Requests to web fail at 1/s from 08:30 on.
 */
const disturbed = readScenario(
  `
id: case
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Deployment, namespace: shop, name: web}
changes:
  - at: "2026-11-01T09:00:00Z"
    by: kubectl
    object: {kind: Deployment, namespace: shop, name: web}
    patch: {spec: {replicas: 8}}
pods:
  - match: {namespace: shop, app: cart}
    count: 1
    patch:
      status:
        phase: Failed
        reason: Evicted
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-01T09:10:00Z"}]
  - match: {namespace: shop, app: search}
    patch:
      spec: {nodeName: node-05}
      status:
        phase: Pending
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-01T09:30:00Z"}]
        containerStatuses:
          - {name: search, state: {running: null, waiting: {reason: ContainerCreating}}}
  - match: {namespace: shop, app: cache}
    patch:
      status:
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-01T09:20:00Z"}]
        containerStatuses:
          - name: cache
            restartCount: 1
            state: {running: null, waiting: {reason: CrashLoopBackOff}}
            lastState: {terminated: {exitCode: 1, finishedAt: "2026-11-01T09:20:00Z"}}
metrics:
  - series: 'http_requests_total{service="web",code="500"}'
    shape: {kind: step, from: "2026-11-01T08:30:00Z", rate: 1/s}
`,
  { file: "case" },
).world;

function query(
  expr: string,
  timeMs = world.nowMs,
  from = source,
): readonly (readonly [labels: unknown, value: number])[] {
  const parsed = parsePromql(expr);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  const result = evaluateInstant(parsed.ast.expr, { timeMs, source: from });
  if (result.resultType !== "vector") throw new Error("Expected a vector");
  return result.result.map(({ metric, value }) => [metric, Number(value[1])]);
}

describe("MetricSource", () => {
  it("gives requests at the declared rate times the load of the hour", () => {
    const [[, rate] = []] = query('sum(rate(http_requests_total{service="web"}[10m]))');
    const curve = new LoadCurve(world.seed, { daily: true });
    const declared = 60 * curve.secondsBetween(world.nowMs - 600_000, world.nowMs) / 600;
    assertAlmostEquals(rate ?? NaN, declared, 0.02 * declared);
  });

  it("lets callers send what callees receive", () => {
    const [[, sent] = []] = query('sum(rate(http_client_requests_total{target="cart"}[30m]))');
    const [[, received] = []] = query('sum(rate(http_requests_total{service="cart"}[30m]))');
    assertAlmostEquals(sent ?? NaN, received ?? NaN, 0.1);
  });

  it("spreads the load over the pods of before a rollout, and over those of after it", () => {
    const expr = 'sum(rate(http_requests_total{service="cart",code="200"}[10m]))';
    for (const time of ["2026-11-01T08:50:00Z", "2026-11-01T10:30:00Z"]) {
      const timeMs = Date.parse(time);
      const [[, healthy] = []] = query(expr, timeMs);
      const [[, rate] = []] = query(expr, timeMs, rolledOut);
      assertAlmostEquals(rate ?? NaN, healthy ?? NaN, 0.1);
    }
  });

  it("lets a service serve before, during and after a scale-up what its callers send", () => {
    const source = new MetricSource(disturbed);
    for (const time of ["2026-11-01T08:30:00Z", "2026-11-01T09:05:00Z", "2026-11-01T10:00:00Z"]) {
      const timeMs = Date.parse(time);
      const expr = 'sum(rate(http_requests_total{service="web"}[4m]))';
      const [[, healthy] = []] = query(expr, timeMs);
      const [[, rate] = []] = query(expr, timeMs, source);
      assertAlmostEquals(rate ?? NaN, healthy ?? NaN, 0.05 * (healthy ?? NaN), time);
    }
  });

  it("moves the requests of an evicted pod to those that are left and to the one in its place", () => {
    const source = new MetricSource(disturbed);
    const [before, after] = ["2026-11-01T09:05:00Z", "2026-11-01T09:20:00Z"].map(Date.parse);
    const pods = 'count by (pod) (http_request_duration_seconds_count{service="cart"})';
    const names = [before, after].map((timeMs) =>
      query(pods, timeMs, source).map(([labels]) => (labels as { pod: string }).pod)
    );
    const [earlier = [], later = []] = names;
    assertEquals([earlier.length, later.length], [3, 3]);
    assertEquals(later.filter((pod) => earlier.includes(pod)).length, 2);
    const expr = 'sum(rate(http_requests_total{service="cart"}[4m]))';
    const [rate, healthy] = [source, undefined].map((from) => query(expr, after, from)[0]?.[1]);
    assertAlmostEquals(rate ?? NaN, healthy ?? NaN, 0.1);
  });

  it("ends what cAdvisor sees of a container that waits, or whose pod has failed", () => {
    const source = new MetricSource(disturbed);
    const running = (label: string, time: string) =>
      query(
        `count(container_memory_working_set_bytes{container!="",${label}})`,
        Date.parse(time),
        source,
      )[0]?.[1];
    const evicted = disturbed.store.list<Pod>("pods", "shop")
      .find(({ status }) => status?.phase === "Failed")?.metadata.name;
    assertEquals(running('container="cache"', "2026-11-01T09:19:00Z"), 1);
    assertEquals(running('container="cache"', "2026-11-01T09:21:00Z"), undefined);
    assertEquals(running(`pod="${evicted}"`, "2026-11-01T09:09:00Z"), 1);
    assertEquals(running(`pod="${evicted}"`, "2026-11-01T09:11:00Z"), undefined);
  });

  it("leaves what cAdvisor saw of a pod on the node where it ran", () => {
    const moved = new MetricSource(disturbed);
    const nodes = (from: MetricSource) =>
      query(
        'count by (node) (container_memory_working_set_bytes{container="search"})',
        Date.parse("2026-11-01T09:00:00Z"),
        from,
      );
    assertEquals(nodes(moved), nodes(source));
    assertEquals(query('container_memory_rss{container="search"}', world.nowMs, moved), []);
  });

  it("gives the whole rate of a rule to the series that are still there", () => {
    const expr = 'sum(rate(http_requests_total{service="cart",code="500"}[10m]))';
    const [[, rate] = []] = query(expr, world.nowMs, rolledOut);
    assertAlmostEquals(rate ?? NaN, 5, 0.01);
  });

  it("gives the whole rate of a rule before and after a scale-up", () => {
    const scaled = new MetricSource(disturbed);
    const expr = 'sum(rate(http_requests_total{service="web",code="500"}[5m]))';
    for (const time of ["2026-11-01T08:50:00Z", "2026-11-01T10:00:00Z"]) {
      const [[, rate] = []] = query(expr, Date.parse(time), scaled);
      assertAlmostEquals(rate ?? NaN, 1, 0.001, time);
    }
  });

  it("gives counters that never fall over the whole history", () => {
    const matchers = [{ label: "__name__", op: "=~", value: ".*_total|.*_bucket" }] as const;
    for (const { labels, samples } of source.select(matchers, world.startMs, world.nowMs)) {
      const falls = samples.v.findIndex((value, i) => value < (samples.v[i - 1] ?? 0));
      assertEquals(falls, -1, `${labels.__name__} falls`);
    }
  });

  it("gives buckets that rise with le", () => {
    const rows = query('sum by (le) (http_request_duration_seconds_bucket{service="web"})');
    const byBound = rows.map(([labels, value]) =>
      [Number((labels as { le: string }).le.replace("+Inf", "1e9")), value] as const
    )
      .sort(([left], [right]) => left - right);
    assertEquals(byBound.length, 12);
    assert(byBound.every(([, value], i) => value >= (byBound[i - 1]?.[1] ?? 0)));
  });

  it("answers a healthy control plane's and kubelet's p99 within healthy bounds", () => {
    const bounds = {
      apiserver_request_duration_seconds: 0.1,
      etcd_disk_wal_fsync_duration_seconds: 0.02,
      etcd_disk_backend_commit_duration_seconds: 0.03,
      kubelet_pleg_relist_duration_seconds: 0.1,
    };
    for (const [name, bound] of Object.entries(bounds)) {
      const rows = query(
        `max(histogram_quantile(0.99, sum by (le, verb, instance, node) (rate(${name}_bucket[5m]))))`,
      );
      assert((rows[0]?.[1] ?? Infinity) < bound, `${name}: ${rows[0]?.[1]}`);
    }
  });

  it("gives every histogram buckets whose rates rise with le up to that of the count", () => {
    for (const { name, of, type } of FAMILIES.values()) {
      if (type !== "histogram" || of === undefined || name !== `${of}_bucket`) continue;
      const buckets = (timeMs: number) =>
        query(`sum by (le) (${name})`, timeMs)
          .map(([labels, value]) =>
            [Number((labels as { le: string }).le.replace("+Inf", "Infinity")), value] as const
          )
          .sort(([left], [right]) => left - right).map(([, value]) => value);
      const [early, late] = [buckets(world.nowMs - 300_000), buckets(world.nowMs)];
      const gains = late.map((value, i) => value - (early[i] ?? 0));
      const rounding = query(`count(${of}_count)`)[0]?.[1] ?? 0;
      assert(gains.every((gain, i) => gain >= (gains[i - 1] ?? 0) - rounding), `${name}: ${gains}`);
      assertEquals(late.at(-1), query(`sum(${of}_count)`)[0]?.[1], of);
    }
  });

  it("has one sample every thirty seconds for six hours", () => {
    const matchers = [{ label: "__name__", op: "=", value: "node_load1" }] as const;
    const [first] = [...source.select(matchers, 0, Infinity)];
    assertEquals(first?.samples.t.length, 721);
    assertEquals(first?.samples.t[0], world.startMs);
  });

  it("computes the same samples in a window as in the whole", () => {
    const matchers = [{
      label: "__name__",
      op: "=",
      value: "container_memory_working_set_bytes",
    }] as const;
    const [whole] = [...source.select(matchers, world.startMs, world.nowMs)];
    const [part] = [...source.select(matchers, world.nowMs - 60_000, world.nowMs)];
    assertEquals(part?.samples.v, whole?.samples.v.slice(-3));
  });

  it("knows the objects of the world by kube-state-metrics names", () => {
    assertEquals(query('count(kube_pod_info{namespace="shop"})'), [[{}, 26]]);
    assertEquals(
      query('kube_deployment_spec_replicas{deployment="web"}').map(([, value]) => value),
      [4],
    );
    assertEquals(query('sum(kube_node_status_condition{condition="Ready",status="true"})'), [[
      {},
      5,
    ]]);
    assertEquals(query("sum(kube_pod_container_status_restarts_total)"), [[{}, 0]]);
    assertEquals(query('count(kube_secret_info{namespace="shop"})'), [[{}, 11]]);
  });

  it("gives no container to network series", () => {
    const matchers = [{
      label: "__name__",
      op: "=",
      value: "container_network_receive_bytes_total",
    }] as const;
    for (const { labels } of source.matching(matchers)) assertEquals("container" in labels, false);
  });
});

import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf, sinceLoad } from "./cluster_truth.ts";

const { facts } = lab;
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const query = (expr: string, args: Record<string, unknown> = {}) =>
  bridge.ask("promql.query", { expr, ...args });

const REQUESTS = 'http_requests_total{namespace="shop"}';
const FAILED = 'http_requests_total{namespace="shop",code=~"5.."}';
const ERROR_SHARES =
  `sum by (service) (rate(${FAILED}[5m])) / sum by (service) (rate(${REQUESTS}[5m]))`;

/** The last, mean, min or max of a single series. */
function summary(text: string, name: string): number {
  return Number(new RegExp(`^.*\\b${name} ([\\d.]+)`).exec(text)?.[1]);
}

describe("promql.query on the lab", () => {
  const { service, errorShare } = facts.failing;

  it("ranks the service that fails first, near its true share", async () => {
    const text = await query(ERROR_SHARES);
    const { value } = tableRow(text, service);
    assert(Math.abs(Number(value) - errorShare) < 0.02, text);
    assertEquals(text.split("\n")[3]?.split("\t")[0], service);
  });

  it("shows that it hardly failed before, and since when it does", async () => {
    const text = await query(ERROR_SHARES.replaceAll('"shop"', `"shop",service="${service}"`), {
      start: await sinceLoad(-120),
      end: await sinceLoad(0),
    });
    assert(summary(text, "min") < 0.01, text);
    assert(Math.abs(summary(text, "last") - errorShare) < 0.02, text);
  });

  it("shows the memory of the pod climb to its limit", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const expr = `container_memory_working_set_bytes{pod="${name}"} / 1024 / 1024`;
    const range = { start: await sinceLoad(-120), end: await sinceLoad(0) };
    const text = await query(expr, range);
    assertEquals(summary(text, "last"), 250);
    assert(summary(text, "min") < 230, text);
  });

  it("gives the throttled share of the workload that is short of CPU", async () => {
    const { namespace, workload, share } = facts.throttled;
    const pods = `namespace="${namespace}",pod=~"${workload}-.*",container="${workload}"`;
    const periods = (name: string) => `sum(rate(container_cpu_cfs_${name}_total{${pods}}[5m]))`;
    const text = await query(`${periods("throttled_periods")} / ${periods("periods")}`);
    assert(Math.abs(parseFloat(text) - share) < 0.03, text);
  });

  it("tells a query without series from one whose value is nothing", async () => {
    const none = await query(`${FAILED.replace("shop", "shopp")}`);
    assertStringIncludes(none, 'there is no namespace="shopp"');
    assertStringIncludes(none, "coverage: prometheus no series");
    const zero = await query("vector(0)");
    assertStringIncludes(zero, "coverage: prometheus ok");
  });
});

describe("metrics.find on the lab", () => {
  it("finds a metric by what it measures", async () => {
    const text = await bridge.ask("metrics.find", { text: "cpu throttled" });
    lineWith(text, "container_cpu_cfs_throttled_periods_total: counter");
  });

  it("describes a metric by its labels and their values", async () => {
    const text = await bridge.ask("metrics.find", { metric: "http_requests_total" });
    assertEquals(tableRow(text, "namespace").values, "1");
    assertStringIncludes(tableRow(text, "code")["top values (series)"] ?? "", "503");
    assertStringIncludes(tableRow(text, "service").values ?? "", "8");
  });

  it("lists the values of a label", async () => {
    const text = await bridge.ask("metrics.find", { labels: ["namespace"] });
    for (const namespace of ["shop", "platform", "batch", "dev"]) {
      assertStringIncludes(lineWith(text, "namespace\t"), namespace);
    }
  });

  it("names the nearest metric of one that does not exist", async () => {
    const text = await bridge.ask("metrics.find", { metric: "htp_requests_total" });
    assertStringIncludes(text, "nearest: http_requests_total");
  });
});

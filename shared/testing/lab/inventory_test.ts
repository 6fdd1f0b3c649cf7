import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { eventually, podOf, podsOf, untilSettled } from "./cluster_truth.ts";

const { facts } = lab;
await untilSettled();
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const inventory = (args: Record<string, unknown> = {}) => bridge.ask("inventory.snapshot", args);

describe("inventory.snapshot of the lab", () => {
  it("names every fault in one answer of 1,500 tokens", async () => {
    const text = await inventory();
    assert(encode(text).length <= 1_500, `${encode(text).length} tokens`);
    for (
      const workload of [facts.outOfMemory, facts.imagePull, facts.unschedulable, facts.notReady]
    ) lineWith(text, workload.namespace, `Deployment/${workload.workload}`);
    assertStringIncludes(text, facts.downNode);
    assertStringIncludes(text, facts.selectsNothing.selector);
    assertStringIncludes(text, facts.failedJob.reason);
  });

  it("counts the restarts of the workload that runs out of memory, with its limit", async () => {
    await eventually(async () => {
      const { restarts } = await podOf(facts.outOfMemory);
      const text = await inventory({ namespace: "shop" });
      const row = tableRow(text, "Deployment/payments");
      assertStringIncludes(row.problem ?? "", "OOMKilled");
      assertEquals(row.restarts, String(restarts));
      const kills = text.slice(text.indexOf("OOM kills"));
      assertEquals(tableRow(kills, "Deployment/payments").limit, facts.outOfMemory.memoryLimit);
    });
  });

  it("says by which predicate the workload cannot be scheduled", async () => {
    const { problem } = tableRow(await inventory(), "Deployment/model-trainer");
    assertStringIncludes(problem ?? "", "19 Insufficient memory");
  });

  it("names the selector that matches nothing and the nearest that would", async () => {
    const { service, selector, readyPods } = facts.selectsNothing;
    const row = tableRow(await inventory(), service);
    assertEquals([row.problem, row.selector], ["selector matches no pods", selector]);
    assertEquals(row.nearest, `app=cart matches ${readyPods} pods, ${readyPods} ready`);
  });

  it("folds the pods that the lost node took with it into their workloads", async () => {
    const lost = (await podsOf({ namespace: "batch", workload: "worker" }))
      .filter(({ node }) => node === facts.downNode).length;
    const row = tableRow(await inventory(), "Deployment/worker");
    assertEquals(row.ready, `${84 - lost}/84`);
    assertEquals(row.problem, `${lost} NotReady on ${facts.downNode}`);
  });

  it("puts the node that is down first, with its taint", async () => {
    const { status, taints } = tableRow(await inventory(), facts.downNode);
    assertStringIncludes(status ?? "", "NotReady");
    assertStringIncludes(taints ?? "", "pool=spot:NoSchedule");
  });

  it("gives the throttled share of the workload that is short of CPU", async () => {
    const text = await inventory();
    const throttled = text.slice(text.indexOf("CPU throttled"));
    const share = tableRow(throttled, "Deployment/catalog")["share of periods"];
    assert(Math.abs(parseFloat(share ?? "") / 100 - facts.throttled.share) < 0.03, share);
  });

  it("gives the usage of a namespace as Prometheus has it", async () => {
    const cores = 'rate(container_cpu_usage_seconds_total{namespace="shop",container!=""}[5m])';
    await eventually(async () => {
      const expected = parseFloat(await bridge.ask("promql.query", { expr: `sum(${cores})` }));
      const text = await inventory();
      assertStringIncludes(text, "usage: prometheus");
      const { cpu, pods } = tableRow(text.slice(text.indexOf("\nnamespaces\n")), "shop");
      assert(Math.abs(Number(cpu) / expected - 1) < 0.1, `${cpu} of ${expected} cores`);
      assert(Number(pods) >= 28, pods);
    });
  });

  it("shows nothing of other namespaces when it is asked for one", async () => {
    const text = await inventory({ namespace: "dev" });
    assertStringIncludes(text, "sandbox");
    assert(!/payments|model-trainer|catalog/.test(text), text);
  });

  it("takes usage from metrics.k8s.io where there is no Prometheus", async () => {
    await using alone = await startLabBridge({
      account: "lab-test",
      environment: { TELEMCP_PROMETHEUS_URL: "" },
    });
    const text = await alone.ask("inventory.snapshot");
    assertStringIncludes(text, "usage: metrics.k8s.io");
    assert(/^coverage:.* prometheus .*not configured/m.test(text), text);
    assertStringIncludes(text, facts.outOfMemory.workload);
  });
});

const listSchema = z.object({
  shown: z.number(),
  total: z.number(),
  rows: z.array(z.record(z.string(), z.unknown())),
});
const snapshotSchema = z.object({
  nodes: listSchema,
  namespaces: listSchema,
  workloads: listSchema,
});

describe("the snapshot resource of the lab", () => {
  it("is valid JSON within 24,000 characters, with how much is shown of how much", async () => {
    const text = await bridge.read("res://snapshots/cluster-inventory.json");
    assert(text.length <= 24_000, `${text.length} characters`);
    const { nodes, namespaces, workloads } = snapshotSchema.parse(JSON.parse(text));
    for (const list of [nodes, namespaces, workloads]) assertEquals(list.shown, list.rows.length);
    assertEquals(nodes.total, 20);
    assertEquals(nodes.rows[0]?.["name"], facts.downNode);
    const troubled = workloads.rows.flatMap((row) => row["problem"] ? [row["workload"]] : []);
    assert(troubled.includes("Deployment/payments"), troubled.join());
  });
});

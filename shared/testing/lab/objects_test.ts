import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { eventually, podOf, podsOf, untilSettled } from "./cluster_truth.ts";

const { facts } = lab;
await untilSettled();
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const get = (args: Record<string, unknown>) => bridge.ask("k8s.get", args);

describe("k8s.get of the lab's pods", () => {
  const { outOfMemory, imagePull, unschedulable, notReady } = facts;

  it("counts the restarts of the pod that runs out of memory as kubectl does", async () => {
    await eventually(async () => {
      const { name, restarts, node } = await podOf(outOfMemory);
      const row = tableRow(await get({ kind: "pods", namespace: "shop" }), name);
      assertStringIncludes(row.status ?? "", "OOMKilled");
      assertEquals(row.restarts?.split(" ")[0], String(restarts));
      assertEquals(row.node, node);
      assertEquals(row.owner, "Deployment/payments");
      assert(restarts >= outOfMemory.leastRestarts);
    });
  });

  it("shows how that pod ended and what it may use", async () => {
    const { name } = await podOf(outOfMemory);
    const text = await get({ kind: "pod", namespace: "shop", name });
    assertStringIncludes(text, "exitCode: 137");
    assertStringIncludes(text, "reason: OOMKilled");
    assertStringIncludes(text, `memory: ${outOfMemory.memoryLimit}`);
    assertStringIncludes(
      text,
      `next: tail.pod_logs {"namespace":"shop","pod":"${name}","previous":true}`,
    );
  });

  it("names the image that cannot be pulled and the registry's answer", async () => {
    const { name } = await podOf(imagePull);
    const list = await get({ kind: "pods", namespace: "shop" });
    assertEquals(tableRow(list, name).status, "ImagePullBackOff");
    const pod = await get({ kind: "pod", namespace: "shop", name });
    assertStringIncludes(pod, `failed to resolve reference "${imagePull.image}": not found`);
  });

  it("puts the pods in trouble before the others", async () => {
    const text = await get({ kind: "pods", namespace: "shop" });
    const pods = text.split("\n").filter((line) => line.split("\t").length > 5).slice(1);
    const troubled = [await podOf(imagePull), await podOf(outOfMemory)].map(({ name }) => name);
    assertEquals(pods.slice(0, 2).map((line) => line.split("\t")[0]), troubled);
    assertStringIncludes(text, `${pods.length} pods in namespace shop, 2 in trouble (first)`);
  });

  it("tells by which predicate the pod cannot be scheduled, and what it asks for", async () => {
    const { name } = await podOf(unschedulable);
    const text = await get({ kind: "pod", namespace: unschedulable.namespace, name });
    assertStringIncludes(text, "status: Pending: Unschedulable");
    assertStringIncludes(lineWith(text, "PodScheduled · False"), "19 Insufficient memory");
    assertStringIncludes(text, `memory: ${unschedulable.memory}`);
  });

  it("tells the pods that the lost node took with it from those that are well", async () => {
    const text = await get({ kind: "pods", namespace: "batch" });
    const lost = (await podsOf({ namespace: "batch", workload: "worker" }))
      .filter(({ node }) => node === facts.downNode);
    assert(lost.length > 0);
    for (const { name } of lost) assertEquals(tableRow(text, name).status, "Running: NotReady");
    assertStringIncludes(text, "88 pods in namespace batch");
  });

  it("calls the pod that fails its readiness probe running but not ready", async () => {
    const { name } = await podOf(notReady);
    const row = tableRow(await get({ kind: "pods", namespace: notReady.namespace }), name);
    assertEquals([row.ready, row.status], ["0/1", "Running: NotReady"]);
  });
});

describe("k8s.get of the lab's other objects", () => {
  const { selectsNothing, failedJob, downNode } = facts;

  it("shows the selector that matches nothing beside pods that are ready", async () => {
    const services = await get({ kind: "svc", namespace: "shop" });
    assertEquals(tableRow(services, selectsNothing.service).selector, selectsNothing.selector);
    const slices = await get({ kind: "endpointslices", namespace: "shop" });
    assertEquals(tableRow(slices, selectsNothing.service).ready, "0/0");
    const deployments = await get({ kind: "deploy", namespace: "shop" });
    const { readyPods } = selectsNothing;
    assertEquals(tableRow(deployments, "cart").ready, `${readyPods}/${readyPods}`);
  });

  it("puts the node that is down first, with its taints", async () => {
    const text = await get({ kind: "nodes" });
    assertStringIncludes(text, "20 nodes, 1 in trouble (first)");
    assertEquals(text.split("\n")[3]?.split("\t")[0], downNode);
    const { status, taints } = tableRow(text, downNode);
    assertEquals(status, "NotReady (Unknown)");
    assertStringIncludes(taints ?? "", "pool=spot:NoSchedule");
  });

  it("tells why the node is down", async () => {
    const text = await get({ kind: "node", name: downNode });
    assertStringIncludes(
      lineWith(text, "Ready · Unknown · NodeStatusUnknown"),
      "Kubelet stopped posting node status.",
    );
  });

  it("tells why the Job failed and how many pods it cost", async () => {
    const text = await get({ kind: "jobs", namespace: failedJob.namespace });
    const row = tableRow(text, failedJob.job);
    assertEquals(row.status, `Failed (${failedJob.reason})`);
    assertEquals(row["failed pods"], "2");
    assertEquals(tableRow(text, "catalog-import").status, "Complete");
  });

  it("gives the values of chosen fields", async () => {
    const fields = ["spec.containers[*].image"];
    const { name } = await podOf(facts.imagePull);
    const text = await get({ kind: "pods", namespace: "shop", fields });
    assertStringIncludes(lineWith(text, name), facts.imagePull.image);
  });

  it("reads a custom kind by its short rule, its trouble first", async () => {
    const text = await get({ kind: "widgets", namespace: "shop" });
    const { ready, reason } = tableRow(text, "carousel");
    assertEquals([ready, reason], ["False", "NoPaint"]);
    assertEquals(tableRow(text, "banner").ready, "True");
    const one = await get({ kind: "widget", namespace: "shop", name: "carousel" });
    assertStringIncludes(one, "The painter has no red left");
  });
});

import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf, untilSettled } from "./cluster_truth.ts";

const { facts } = lab;
await untilSettled();
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

describe("prompts on the lab", () => {
  it("are the three that agents know", async () => {
    const { prompts } = await bridge.client.listPrompts();
    assertEquals(prompts.map(({ name }) => name), [
      "Capacity-Check",
      "CrashLoop-Playbook",
      "Triage-Now",
    ]);
  });

  it("Triage-Now carries every fault by name", async () => {
    const text = await bridge.prompt("Triage-Now");
    const { outOfMemory, imagePull, unschedulable, notReady } = facts;
    for (const { workload } of [outOfMemory, imagePull, unschedulable, notReady]) {
      assertStringIncludes(text, `Deployment/${workload}`);
    }
    assertStringIncludes(text, `Node/${facts.downNode}`);
    assertStringIncludes(text, facts.selectsNothing.selector);
    assertStringIncludes(text, facts.failedJob.reason);
    assertStringIncludes(text, imagePull.image);
    lineWith(text, "CheckoutErrorsHigh", "% of requests to checkout fail");
  });

  it("CrashLoop-Playbook carries how the container ended, and its last words", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const text = await bridge.prompt("CrashLoop-Playbook", { namespace: "shop", pod: name });
    assertStringIncludes(text, "reason: OOMKilled");
    assertStringIncludes(text, "exitCode: 137");
    assertStringIncludes(text, "java.lang.OutOfMemoryError: Java heap space");
    lineWith(text, "Deployment shop/payments", "Container is killed at its memory limit");
  });

  it("CrashLoop-Playbook finds the pod when only the namespace is given", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const text = await bridge.prompt("CrashLoop-Playbook", { namespace: "shop" });
    lineWith(text, name, "OOMKilled");
  });

  it("Capacity-Check carries figures of nodes and of the workload near its limit", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const text = await bridge.prompt("Capacity-Check");
    lineWith(text, "node-01\t");
    const nearLimit = text.slice(text.indexOf("container_memory_working_set_bytes"));
    const share = Number(lineWith(nearLimit, name).split("\t").at(-1));
    assert(Math.abs(share - 250 / 256) < 0.02, String(share));
    lineWith(text, "catalog-", "0.38");
  });

  it("refuse a missing argument by name", async () => {
    const asked = bridge.prompt("CrashLoop-Playbook");
    const message = await asked.then(() => "no error", String);
    assertStringIncludes(message, "namespace is missing");
  });
});

describe("completions on the lab", () => {
  const OBJECTS = { type: "ref/resource", uri: "res://objects/{namespace}/{kind}" } as const;
  const LOG = { type: "ref/resource", uri: "res://logs/{namespace}/{pod}" } as const;
  const METRIC = { type: "ref/resource", uri: "res://metrics/{metric}" } as const;

  it("give the namespaces, those that begin so first", async () => {
    const argument = { name: "namespace", value: "s" };
    const values = await bridge.complete({ ref: OBJECTS, argument });
    assertEquals(values[0], "shop");
    assert(values.includes("kube-system"), values.join());
  });

  it("give kinds, custom ones too", async () => {
    const complete = (value: string) =>
      bridge.complete({ ref: OBJECTS, argument: { name: "kind", value } });
    assertEquals(await complete("widg"), ["widgets"]);
    assert((await complete("deploy")).includes("deployments"));
  });

  it("give the pods of the namespace chosen before", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const argument = { name: "pod", value: "payments" };
    const context = { arguments: { namespace: "shop" } };
    assertEquals(await bridge.complete({ ref: LOG, argument, context }), [name]);
    const elsewhere = { arguments: { namespace: "dev" } };
    assertEquals(await bridge.complete({ ref: LOG, argument, context: elsewhere }), []);
  });

  it("give names of metrics", async () => {
    const argument = { name: "metric", value: "http_requests" };
    assert((await bridge.complete({ ref: METRIC, argument })).includes("http_requests_total"));
  });

  it("give labels, whose values can be read", async () => {
    const ref = { type: "ref/resource", uri: "res://labels/{label}" } as const;
    const labels = await bridge.complete({ ref, argument: { name: "label", value: "names" } });
    assertEquals(labels[0], "namespace");
    lineWith(await bridge.read("res://labels/namespace"), "namespace\t", "shop", "platform");
  });

  it("give pods and namespaces for prompts", async () => {
    const ref = { type: "ref/prompt", name: "CrashLoop-Playbook" } as const;
    const namespaces = await bridge.complete({ ref, argument: { name: "namespace", value: "sh" } });
    assertEquals(namespaces, ["shop"]);
    const argument = { name: "pod", value: "payments" };
    const context = { arguments: { namespace: "shop" } };
    assertEquals((await bridge.complete({ ref, argument, context })).length, 1);
  });
});

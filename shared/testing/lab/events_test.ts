import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf, podsOf } from "./cluster_truth.ts";

const { facts } = lab;
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

// The lab keeps its events for a day.
const events = (args: Record<string, unknown> = {}) =>
  bridge.ask("k8s.events", { since: "1d", ...args });

const groupsSchema = z.object({
  groups: z.array(z.object({ type: z.string(), reason: z.string(), count: z.number() })),
});

describe("k8s.events on the lab", () => {
  it("counts the nodes by predicate that refuse the pod which asks for too much", async () => {
    const text = await events({ namespace: facts.unschedulable.namespace });
    const line = lineWith(text, "FailedScheduling · Deployment/model-trainer");
    assertStringIncludes(line, "0/20 nodes: 19 Insufficient memory; 1 had untolerated taint");
    assert(!line.includes("preemption"), line);
  });

  it("names the image that cannot be pulled and the registry's answer", async () => {
    const line = lineWith(
      await events({ namespace: "shop" }),
      "Failed · Deployment/catalog-canary",
    );
    assertStringIncludes(line, `Failed to pull image "${facts.imagePull.image}"`);
    assertStringIncludes(line, "not found");
  });

  it("tells of the crash loop and sends to the log of the run that ended", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const object = `Pod/${name}`;
    const text = await events({ namespace: "shop", object, type: "Warning" });
    assertStringIncludes(
      lineWith(text, "BackOff · Deployment/payments"),
      "Back-off restarting failed container payments",
    );
    assertStringIncludes(
      text,
      `next: tail.pod_logs {"namespace":"shop","pod":"${name}","previous":true}`,
    );
  });

  it("folds the pods that the lost node took with it into one cause, with their number", async () => {
    const lost = (await podsOf({ namespace: "batch", workload: "worker" }))
      .filter(({ node }) => node === facts.downNode).length;
    const line = lineWith(await events(), "NodeNotReady · batch Deployment/worker");
    assertStringIncludes(line, `${lost} on ${lost}`);
  });

  it("finds the events of a node, which belong to no namespace", async () => {
    const text = await events({ object: `Node/${facts.downNode}` });
    lineWith(text, `NodeNotReady · Node/${facts.downNode}`);
  });

  it("tells why the Job failed", async () => {
    const { namespace, job, reason } = facts.failedJob;
    const line = lineWith(await events({ namespace, object: `Job/${job}` }), reason);
    assertStringIncludes(line, "Job has reached the specified backoff limit");
  });

  it("puts warnings before all else and loses none of the lab's", async () => {
    const { groups } = groupsSchema.parse(await bridge.json("k8s.events", { since: "1d" }));
    const types = groups.map(({ type }) => type);
    assertEquals(types, types.toSorted().reverse());
    const warnings = groups.filter(({ type }) => type === "Warning").map(({ reason }) => reason);
    for (
      const reason of [
        "BackOff",
        "BackoffLimitExceeded",
        "Failed",
        "FailedScheduling",
        "NodeNotReady",
        "Unhealthy",
      ]
    ) assert(warnings.includes(reason), `${reason} is missing among ${warnings}`);
  });

  it("folds the assignment of 84 pods to 20 nodes into one line", async () => {
    const text = await events({ namespace: "batch", reason: "Scheduled" });
    const lines = text.split("\n").filter((line) => line.includes("Deployment/worker"));
    assertEquals(lines.length, 1);
    assertStringIncludes(lines[0] ?? "", "84 on 84");
  });
});

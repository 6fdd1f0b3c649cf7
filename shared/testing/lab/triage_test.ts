import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { entityText } from "../../analysis/entity.ts";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { eventually, podOf, podsOf, untilSettled } from "./cluster_truth.ts";

const { facts } = lab;
const { outOfMemory, imagePull, unschedulable, notReady, selectsNothing, failedJob } = facts;

await untilSettled();
const bridge = await startLabBridge({
  account: "lab-test",
  environment: { TELEMCP_TOOLSETS: "data" },
});
after(() => bridge[Symbol.asyncDispose]());

/** Everything that is broken in the lab; the rest suffers, is slow or is noise. */
const FAULTS: readonly string[] = [
  ...[outOfMemory, imagePull, unschedulable, notReady]
    .map(({ namespace, workload }) => `Deployment ${namespace}/${workload}`),
  `Service ${selectsNothing.namespace}/${selectsNothing.service}`,
  `Job ${failedJob.namespace}/${failedJob.job}`,
  `Node ${facts.downNode}`,
].sort();

const triageSchema = z.object({
  verdict: z.string(),
  suspects: z.array(z.object({
    entity: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
    facts: z.array(z.object({ text: z.string(), quote: z.string().optional() })),
  })),
  coverage: z.array(z.object({ source: z.string(), state: z.string() })),
});

async function triage() {
  const { suspects, ...rest } = triageSchema.parse(await bridge.json("triage.now"));
  const ranked = suspects.map(({ entity }) => entityText(entity));
  const factsOf = (name: string) =>
    suspects.filter(({ entity }) => entityText(entity) === name)
      .flatMap(({ facts }) => facts.map(({ text, quote }) => `${text} ${quote ?? ""}`)).join("\n");
  return { ...rest, ranked, factsOf };
}

describe("triage.now of the lab", () => {
  it("names every fault within 1,500 tokens", async () => {
    const text = await bridge.ask("triage.now");
    assert(encode(text).length <= 1_500, `${encode(text).length} tokens: ${text}`);
    assertMatch(text, /^Likely cause \(confidence /);
    for (const fault of FAULTS) lineWith(text, fault);
  });

  it("ranks what is broken above what suffers, is slow or is noise", async () => {
    const { verdict, ranked } = await triage();
    assertEquals(verdict, "cause");
    assertEquals(ranked.slice(0, FAULTS.length).toSorted(), FAULTS, ranked.join("\n"));
  });

  it("tells of each fault what kubectl tells of it", async () => {
    await eventually(async () => {
      const { restarts } = await podOf(outOfMemory);
      const { factsOf } = await triage();
      const facts = factsOf(`Deployment shop/${outOfMemory.workload}`);
      assertStringIncludes(facts, `exit code 137 (OOMKilled), ${restarts} restarts`);
      assertStringIncludes(facts, `memory limit ${outOfMemory.memoryLimit}`);
    });
    const { factsOf } = await triage();
    const { image, namespace, workload } = imagePull;
    assertStringIncludes(factsOf(`Deployment ${namespace}/${workload}`), `${image} not found`);
    assertStringIncludes(
      factsOf(`Deployment ${unschedulable.namespace}/${unschedulable.workload}`),
      `asks memory ${unschedulable.memory}`,
    );
    const { selector, readyPods } = selectsNothing;
    const service = factsOf(`Service shop/${selectsNothing.service}`);
    assertStringIncludes(service, `selector ${selector} matches no pods: no ready endpoints`);
    assertStringIncludes(service, `app=cart matches ${readyPods} pods, ${readyPods} ready`);
    assertStringIncludes(
      factsOf(`Job ${failedJob.namespace}/${failedJob.job}`),
      `Failed: ${failedJob.reason} after 2 pods`,
    );
    const workers = await podsOf({ namespace: "batch", workload: "worker" });
    const lost = workers.filter(({ node }) => node === facts.downNode).length;
    const node = factsOf(`Node ${facts.downNode}`);
    assertStringIncludes(node, `batch/worker ${workers.length - lost}/${workers.length} ready`);
    assertStringIncludes(node, "Kubelet stopped posting node status.");
  });

  it("names every source it reads, and may read all of them", async () => {
    await eventually(async () => {
      const states = new Map((await triage()).coverage.map(({ source, state }) => [source, state]));
      assertEquals(Object.fromEntries(states), {
        "kubernetes": "ok",
        "kubernetes events": "ok",
        "alertmanager": "ok",
        "alertmanager silences": "ok",
        "node facts": "not configured",
        "prometheus signals": "ok",
        "prometheus changed series": "ok",
        "change log": "not configured",
        "history in kubernetes objects": "ok",
        "loki": "ok",
      });
    });
  });

  it("narrows to a namespace", async () => {
    const text = await bridge.ask("triage.now", { scope: notReady.namespace });
    lineWith(text, `Deployment ${notReady.namespace}/${notReady.workload}`, "readiness probe");
    assert(!text.includes("model-trainer"), text);
  });
});

describe("workload.explain of the lab", () => {
  it("explains the workload that runs out of memory", async () => {
    await eventually(async () => {
      const { name, restarts, node = "" } = await podOf(outOfMemory);
      const { namespace, workload } = outOfMemory;
      const text = await bridge.ask("workload.explain", { namespace, workload });
      assertStringIncludes(text, `Deployment shop/payments: 0/1 ready, ${restarts} restarts`);
      lineWith(text, `memory limit ${outOfMemory.memoryLimit}`);
      const pods = tableRow(text.slice(text.indexOf("\npods\n")), name);
      assertEquals([pods.restarts, pods.nodes], [String(restarts), node]);
      lineWith(text, "log of the run that ended", "java.lang.OutOfMemoryError: Java heap space");
      lineWith(text, "BackOff", "Back-off restarting failed container payments");
      lineWith(text, "Service shop/checkout", "calls");
    });
  });
});

const NAMESPACE = "dev";
const WORKLOAD = "playground";
const IMAGE = `registry.example/${NAMESPACE}/${WORKLOAD}`;

async function setImage(tag: string) {
  const image = `${WORKLOAD}=${IMAGE}:${tag}`;
  await lab.kubectl(["set", "image", `deployment/${WORKLOAD}`, image, "-n", NAMESPACE]);
}

async function scale(replicas: number) {
  const count = `--replicas=${replicas}`;
  await lab.kubectl(["scale", `deployment/${WORKLOAD}`, count, "-n", NAMESPACE]);
}

describe("changes.recent of the lab", () => {
  it("shows a new image with the old one and who set it", async () => {
    await setImage("1.4.3");
    try {
      await eventually(async () => {
        const text = await bridge.ask("changes.recent", { namespace: NAMESPACE, since: "10m" });
        const object = `Deployment ${NAMESPACE}/${WORKLOAD}`;
        lineWith(text, object, `${IMAGE}:1.4.2 → ${IMAGE}:1.4.3`, "kubectl-set");
      });
    } finally {
      await setImage("1.4.2");
    }
  });

  it("shows from watched state what objects forget: how many there were before", async () => {
    await using watching = await startLabBridge({
      account: "lab-test",
      environment: { TELEMCP_CLUSTER_STATE: "watched" },
    });
    const read = () => watching.ask("changes.recent", { namespace: NAMESPACE, since: "10m" });
    await read();
    // One kind is not installed; every other may be followed with the generated rights.
    await eventually(async () => {
      const row = lineWith(await watching.ask("health_check"), "watched state");
      assertMatch(row, /^watched state\tok\t.*\t30 of 31 kinds in step/);
    });
    await scale(2);
    try {
      await eventually(async () => {
        lineWith(
          await read(),
          `Deployment ${NAMESPACE}/${WORKLOAD}`,
          "spec.replicas: 3 → 2 · kubectl",
        );
      });
    } finally {
      await scale(3);
    }
    // Watched state has more to say under coverage than the usual budget leaves room for.
    const text = await watching.ask("triage.now", { max_tokens: 2_500 });
    for (const fault of FAULTS) lineWith(text, fault);
  });
});

describe("query.saved on the lab", () => {
  it("gives the share of failed requests of the service that fails", async () => {
    const { namespace, service, errorShare } = facts.failing;
    const text = await bridge.ask("query.saved", { id: "svc_errors", namespace });
    const { value } = tableRow(text, service);
    assert(Math.abs(Number(value) - errorShare) < 0.03, `${value} of checkout: ${text}`);
  });

  it("names the Job that failed, and who writes errors", async () => {
    const { namespace } = failedJob;
    const jobs = await bridge.ask("query.saved", { id: "jobs_failed", namespace });
    assertStringIncludes(jobs, failedJob.job);
    const { namespace: shop, app } = facts.newError;
    tableRow(await bridge.ask("query.saved", { id: "log_errors", namespace: shop }), app);
  });
});

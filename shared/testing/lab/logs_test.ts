import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf, podsOf, sinceLoad } from "./cluster_truth.ts";

const { facts } = lab;
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const CHECKOUT = '{namespace="shop",app="checkout"}';
const { text: NEW_ERROR } = facts.newError;

/** The templates of an answer as `[count, template]`, in its order; what Loki counts itself follows them. */
function templates(text: string): readonly (readonly [number, string])[] {
  const [own = ""] = text.slice(text.indexOf("gravest first")).split("\n</untrusted");
  return [...own.matchAll(/^(\d+)x \S+ (.*)$/gm)]
    .map(([, count, template = ""]) => [Number(count), template] as const);
}

describe("loki.query on the lab", () => {
  it("puts the new error before the chatter, and the frequent before the rare of a level", async () => {
    const text = await bridge.ask("loki.query", { logql: CHECKOUT, since: "1h" });
    const found = templates(text);
    assertStringIncludes(found[0]?.[1] ?? "", `level=error msg="${NEW_ERROR}"`);
    const warnings = found.filter(([, template]) => template.includes("level=warn"))
      .map(([count]) => count);
    assert(warnings.length > 1, text);
    assertEquals(warnings, warnings.toSorted((a, b) => b - a));
    assertStringIncludes(found.at(-1)?.[1] ?? "", "level=info");
  });

  it("does not know that error of the time before it began", async () => {
    const logql = `${CHECKOUT} |= "${NEW_ERROR}"`;
    const read = async (since: number, until: number) =>
      await bridge.ask("loki.query", {
        logql,
        since: await sinceLoad(since),
        until: await sinceLoad(until),
      });
    assertStringIncludes(await read(-180, -25), "coverage: loki empty");
    assertStringIncludes(templates(await read(-15, 0))[0]?.[1] ?? "", NEW_ERROR);
  });

  it("counts lines by a metric query", async () => {
    const logql = `sum by (app) (count_over_time({namespace="shop"} |= "${NEW_ERROR}" [30m]))`;
    const text = await bridge.ask("loki.query", { logql });
    assertStringIncludes(text, 'labels: {app="checkout"}');
    assert(parseInt(text) > 50, text);
  });

  it("reads the events of the cluster and the journal of a node", async () => {
    const warnings = await bridge.ask("loki.query", {
      logql: '{job="loki.source.kubernetes_events"} |= "Warning"',
      since: "1d",
    });
    assertStringIncludes(warnings, "coverage: loki ok");
    const journal = await bridge.ask("loki.query", {
      logql: `{job="systemd-journal",node_name="${facts.downNode}"}`,
      since: "1d",
    });
    assertStringIncludes(journal, "kubelet");
  });

  it("says which values a label has where the selector matches nothing", async () => {
    const text = await bridge.ask("loki.query", { logql: '{namespace="shopp"}' });
    assertStringIncludes(text, 'there is no namespace="shopp", there is shop');
    assertStringIncludes(text, "coverage: loki no series");
  });
});

describe("tail.pod_logs on the lab", () => {
  const readLog = (pod: string, args: Record<string, unknown> = {}) =>
    bridge.ask("tail.pod_logs", { namespace: "shop", pod, ...args });

  it("gives the last line before the pod was killed for memory", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const text = await readLog(name, { previous: true });
    assertStringIncludes(lineWith(text, "last run ended"), "OOMKilled, exit 137");
    const lines = text.split("\n");
    const newest = lines[lines.findIndex((line) => line.startsWith("<untrusted")) + 1];
    assert(newest?.endsWith("java.lang.OutOfMemoryError: Java heap space"), text);
  });

  it("finds the new error by search and counts it", async () => {
    const [pod] = await podsOf({ namespace: "shop", workload: "checkout" });
    const text = await readLog(pod?.name ?? "", { grep: "AUTHORISATION", tail: 5 });
    assertEquals(text.split("\n").filter((line) => line.includes(NEW_ERROR)).length, 5);
    assert(/\d+ of \d+ lines match/.test(text), text);
  });

  it("gives templates, the gravest first", async () => {
    const [pod] = await podsOf({ namespace: "shop", workload: "checkout" });
    const text = await readLog(pod?.name ?? "", { format: "templates" });
    assertStringIncludes(templates(text)[0]?.[1] ?? "", NEW_ERROR);
  });

  it("sends from a pod that never ran to its events", async () => {
    const { name } = await podOf(facts.unschedulable);
    const text = await bridge.ask("tail.pod_logs", { namespace: "batch", pod: name });
    assertStringIncludes(text, "0 lines; Unschedulable");
    assertStringIncludes(text, `next: k8s.events {"namespace":"batch","object":"Pod/${name}"}`);
  });

  it("corrects the name of a workload to that of its pod", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const text = await bridge.refusal("tail.pod_logs", { namespace: "shop", pod: "payments" });
    assertStringIncludes(text, `Call tail.pod_logs {"namespace":"shop","pod":"${name}"}`);
  });

  it("reports new lines as progress while it follows", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const progress: string[] = [];
    await bridge.client.callTool({
      name: "tail.pod_logs",
      arguments: { namespace: "shop", pod: name, follow_seconds: 10, tail: 1 },
    }, { onprogress: ({ message }) => progress.push(message ?? "") });
    assert(progress.some((message) => message.includes("c.e.payments.")), progress.join("\n"));
  });
});

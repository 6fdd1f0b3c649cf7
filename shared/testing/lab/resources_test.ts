import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { DASHBOARDS } from "../../catalogue/dashboards.ts";
import { SAVED_QUERIES } from "../../catalogue/saved_queries.ts";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf } from "./cluster_truth.ts";

const { facts } = lab;
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

/** Runs a query resource as it is printed, comments included. */
function run(uri: string, text: string, since?: string): Promise<string> {
  const isLogql = uri.endsWith(".logql");
  return isLogql
    ? bridge.ask("loki.query", { logql: text, ...(since && { since }) })
    : bridge.ask("promql.query", { expr: text });
}

describe("resources of the lab", () => {
  it("are all readable", async () => {
    const { resources } = await bridge.client.listResources();
    const uris = resources.map(({ uri }) => uri);
    for (const { uri } of DASHBOARDS) assert(uris.includes(uri), uri);
    for (
      const uri of ["res://snapshots/cluster-inventory.json", "config://server", "status://health"]
    ) {
      assert(uris.includes(uri), uri);
    }
    for (const uri of uris) assert((await bridge.read(uri)).length > 0, uri);
  });

  it("top-pods-by-cpu runs as printed and puts the throttled workload first", async () => {
    const uri = "res://dashboards/top-pods-by-cpu.promql";
    const text = await run(uri, await bridge.read(uri));
    const first = text.split("\n").find((line) => /^[a-z-]+-[a-z0-9-]+\t/.test(line));
    assertStringIncludes(first ?? text, `${facts.throttled.workload}-`);
  });

  it("pod-restarts runs as printed and names the pod that restarts", async () => {
    const uri = "res://dashboards/pod-restarts.promql";
    assertStringIncludes(
      await run(uri, await bridge.read(uri)),
      `pod="${(await podOf(facts.outOfMemory)).name}"`,
    );
  });

  it("warn-events runs as printed and names the workload that crashes", async () => {
    const uri = "res://dashboards/warn-events.logql";
    const text = await run(uri, await bridge.read(uri), "1d");
    lineWith(text, "reason=BackOff", facts.outOfMemory.workload);
  });

  it("config://server says what is set and shows no path and no secret", async () => {
    const config = JSON.parse(await bridge.read("config://server"));
    assertEquals(config.kubeconfig, "set");
    assertStringIncludes(config.prometheusUrl, lab.urls.prometheus);
  });

  it("status://health names every backend as it is", async () => {
    const schema = z.object({
      backends: z.array(z.object({ name: z.string(), state: z.string() })),
    });
    const { backends } = schema.parse(JSON.parse(await bridge.read("status://health")));
    const present = backends.filter(({ state }) => state !== "not configured");
    assertEquals(present.map(({ name, state }) => `${name} ${state}`).sort(), [
      "alertmanager ok",
      "kubernetes ok",
      "loki ok",
      "prometheus ok",
    ]);
  });

  it("templates read objects, logs and metrics", async () => {
    const { name } = await podOf(facts.outOfMemory);
    const services = await bridge.read("res://objects/shop/services");
    assertEquals(tableRow(services, "cart").selector, facts.selectsNothing.selector);
    assertStringIncludes(await bridge.read(`res://logs/shop/${name}`), "c.e.payments.");
    assertStringIncludes(await bridge.read("res://metrics/http_requests_total"), "counter");
  });
});

/** What the lab does not run: an ingress controller, kubelets, CoreDNS and a queue. */
const NOT_IN_THE_LAB: readonly string[] = ["ingress_red", "kubelet_health", "dns", "queue_lag"];

describe("saved queries on the lab", () => {
  for (const { id, language } of SAVED_QUERIES) {
    it(`${id} runs, or says which metrics are missing`, async () => {
      const text = await bridge.read(`res://queries/${id}`);
      const missing = text.includes("MISSING HERE");
      assertEquals(missing, NOT_IN_THE_LAB.includes(id), text);
      if (missing) return;
      const query = text.replaceAll("<namespace>", "shop");
      const tool = language === "promql" ? "promql.query" : "loki.query";
      const answer = await bridge.ask(tool, { [language === "promql" ? "expr" : "logql"]: query });
      assert(!answer.includes("no series"), answer);
    });
  }
});

import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { lineWith, tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf, podsOf } from "./cluster_truth.ts";

const { facts } = lab;
const bridge = await startLabBridge({ account: "lab-test" });
after(() => bridge[Symbol.asyncDispose]());

const alerts = (args: Record<string, unknown> = {}) => bridge.ask("alerts.list", args);

describe("alerts.list on the lab", () => {
  it("names every alert that fires, but not the one that always does", async () => {
    const text = await alerts();
    for (const name of facts.firing.filter((name) => name !== "Watchdog")) {
      assertStringIncludes(text, name);
    }
    assert(!text.includes("Watchdog"), text);
  });

  it("folds the alerts of one workload into one group, the gravest groups first", async () => {
    const text = await alerts();
    const row = tableRow(text, "shop Deployment/payments");
    // Whichever fired first names the group.
    assertEquals(row.alert?.split(" + ").sort(), ["KubePodCrashLooping", "KubePodNotReady"]);
    assertEquals(row.alerts, "2");
    const severities = text.split("\n").map((line) => line.split("\t")[0] ?? "")
      .filter((cell) => ["critical", "warning", "info"].includes(cell));
    assertEquals(severities.slice(0, 2), ["critical", "critical"]);
    assertEquals(severities.at(-1), "info");
  });

  it("says what the rule says of the service that fails", async () => {
    const { service } = facts.failing;
    const line = lineWith(await alerts({ severity: "critical" }), "CheckoutErrorsHigh", "% of");
    const share = Number(/([\d.]+)% of requests to checkout fail/.exec(line)?.[1]) / 100;
    assert(Math.abs(share - facts.failing.errorShare) < 0.02, line);
    assertStringIncludes(line, `Service/${service}`);
  });

  it("says who silenced an alert, until when and why", async () => {
    const line = lineWith(await alerts(), `${facts.silenced} · shop Deployment/catalog-canary`);
    assertStringIncludes(line, "silenced by dana for another ");
    assertStringIncludes(line, "The canary image is being rebuilt");
  });

  it("says which alert inhibits those of the pods on the lost node", async () => {
    const lost = (await podsOf({ namespace: "batch", workload: "worker" }))
      .filter(({ node }) => node === facts.downNode).length;
    const line = lineWith(await alerts(), `${facts.inhibited} · batch Deployment/worker`);
    assertStringIncludes(line, `· ${lost} ·`);
    assertStringIncludes(line, "inhibited by KubeNodeNotReady");
  });

  it("narrows to a namespace and names the pod the rule is about", async () => {
    const { name } = await podOf(facts.notReady);
    const text = await alerts({ namespace: facts.notReady.namespace });
    assertStringIncludes(text, `Pod dev/${name} is not ready`);
    assert(!text.includes("payments"), text);
  });

  it("shows only silenced alerts when those are asked for", async () => {
    const text = await alerts({ state: "silenced" });
    assertStringIncludes(text, facts.silenced);
    assert(!text.includes("CheckoutErrorsHigh"), text);
  });
});

describe("alerts.list without Alertmanager", () => {
  it("takes what fires from Prometheus and says so", async () => {
    await using alone = await startLabBridge({
      account: "lab-test",
      environment: { TELEMCP_ALERTMANAGER_URL: "" },
    });
    const text = await alone.ask("alerts.list");
    assertStringIncludes(text, "CheckoutErrorsHigh");
    assertStringIncludes(text, "alertmanager not configured");
  });
});

import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { lab } from "../../tooling/lab_access.ts";
import { generatedRules, type Rule } from "../../tooling/lab_bridge.ts";
import { lineWith } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf } from "./cluster_truth.ts";

/** The rules without one resource. */
function without(rules: readonly Rule[], resource: string): readonly Rule[] {
  return rules
    .map((rule) => ({ ...rule, resources: rule.resources.filter((one) => one !== resource) }))
    .filter(({ resources }) => resources.length > 0);
}

// Neither the right to read events nor that to read widgets.
const bridge = await startLabBridge({
  account: "lab-test-restricted",
  rules: without(await generatedRules(), "events"),
});
after(() => bridge[Symbol.asyncDispose]());

const missing = (group: string, resource: string) =>
  `{"apiGroups":["${group}"],"resources":["${resource}"],"verbs":["list"]}`;

describe("a bridge with fewer rights", () => {
  it("names the rule that is missing for a custom kind", async () => {
    const text = await bridge.refusal("k8s.get", { kind: "widgets", namespace: "shop" });
    assertStringIncludes(text, 'forbidden: Cannot list widgets in namespace "shop"');
    assertStringIncludes(text, missing("lab.example", "widgets"));
    assertStringIncludes(text, "extraRules");
  });

  it("names the rule that is missing for events", async () => {
    const text = await bridge.refusal("k8s.events");
    assertStringIncludes(text, "forbidden: Cannot list events");
    assertStringIncludes(text, missing("", "events"));
  });

  it("answers all else", async () => {
    const pods = await bridge.ask("k8s.get", { kind: "pods", namespace: "shop" });
    assertStringIncludes(pods, (await podOf(lab.facts.outOfMemory)).name);
    assertStringIncludes(await bridge.ask("alerts.list"), "CheckoutErrorsHigh");
    assertEquals((await bridge.ask("health_check")).split(":")[0], "ok");
  });

  it("gives a prompt with what it may read and says what it may not", async () => {
    const text = await bridge.prompt("CrashLoop-Playbook", { namespace: "shop" });
    assertStringIncludes(text, (await podOf(lab.facts.outOfMemory)).name);
    assertStringIncludes(text, "kubernetes events forbidden (Cannot list events");
  });

  it("says what is wrong without them, and that they are missing", async () => {
    const text = await bridge.ask("triage.now");
    assertMatch(text, /^coverage: .*kubernetes events forbidden \(/m);
    lineWith(text, `Deployment shop/${lab.facts.outOfMemory.workload}`);
  });
});

describe("a bridge with fewer rights still", () => {
  it("says in the coverage of an inventory what it may not read", async () => {
    await using blind = await startLabBridge({
      account: "lab-test-blind",
      rules: without(await generatedRules(), "services"),
    });
    const text = await blind.ask("inventory.snapshot");
    assert(/^coverage: .*services.* forbidden/m.test(text), text);
    assertStringIncludes(text, lab.facts.downNode);
    assertStringIncludes(text, lab.facts.outOfMemory.workload);
  });
});

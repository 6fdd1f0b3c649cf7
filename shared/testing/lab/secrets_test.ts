import { after, describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { lab } from "../../tooling/lab_access.ts";
import { generatedRules } from "../../tooling/lab_bridge.ts";
import { CANARY } from "../../tooling/lab_shop_objects.ts";
import { tableRow } from "./answer_table.ts";
import { startLabBridge } from "./bridge.ts";
import { podOf } from "./cluster_truth.ts";

const ACCOUNT = "lab-test-secrets";
const auditStart = (await Deno.stat(lab.auditLogPath)).size;
// Every answer of a bridge is searched for the canary as it arrives.
const bridge = await startLabBridge({ account: ACCOUNT });
after(() => bridge[Symbol.asyncDispose]());

const entrySchema = z.object({
  user: z.object({ username: z.string() }),
  verb: z.string(),
  objectRef: z.object({ resource: z.string() }).partial().optional(),
});

/** What the bridge has asked the API server so far, as `verb resource`. */
async function audited(): Promise<readonly string[]> {
  using file = await Deno.open(lab.auditLogPath);
  await file.seek(auditStart, Deno.SeekMode.Start);
  const lines = (await new Response(file.readable).text()).split("\n");
  // The last line may still be in writing.
  return lines.slice(0, -1).map((line) => entrySchema.parse(JSON.parse(line)))
    .filter(({ user }) => user.username.endsWith(`:${ACCOUNT}`))
    .map(({ verb, objectRef }) => `${verb} ${objectRef?.resource}`);
}

describe("Secrets of the lab", () => {
  it("hold the canary, so that not finding it in answers means something", async () => {
    const args = ["get", "secret", "-n", "shop", "cart-secret", "-o", "json"];
    const secret = JSON.parse(await lab.kubectl(args));
    const values = Object.values(secret.data).map((value) => atob(String(value)));
    assert(values.some((value) => value.includes(CANARY)));
  });

  it("are listed with names, types and ages, those of Helm releases too", async () => {
    const text = await bridge.ask("k8s.get", { kind: "secrets", namespace: "shop" });
    assertEquals(tableRow(text, "cart-secret").type, "Opaque");
    assertEquals(tableRow(text, "sh.helm.release.v1.shop.v3").type, "helm.sh/release.v1");
    assert(/^\d+[smhd]/.test(tableRow(text, "orders-db-secret").age ?? ""), text);
    assertEquals(Object.keys(tableRow(text, "cart-secret")), ["namespace", "name", "type", "age"]);
  });

  it("give no values in any way of asking", async () => {
    const ways = [
      { kind: "secret", namespace: "shop", name: "cart-secret", detail: "full" },
      { kind: "secrets", detail: "full" },
      { kind: "pods", namespace: "shop", detail: "full" },
      { kind: "pod", namespace: "shop", name: (await podOf(lab.facts.outOfMemory)).name },
      { kind: "pods", namespace: "shop", fields: ["spec.containers[*].env[*].value"] },
      { kind: "deployments", namespace: "shop", fields: ["spec.template.spec.containers[*].env"] },
      { kind: "deployment", namespace: "shop", name: "cart", detail: "full" },
    ];
    for (const way of ways) {
      await bridge.ask("k8s.get", { ...way, max_tokens: 6_000 });
      await bridge.json("k8s.get", way);
    }
  });

  it("leave a mark where a value was taken out", async () => {
    const { name } = await podOf(lab.facts.outOfMemory);
    const text = await bridge.ask("k8s.get", { kind: "pod", namespace: "shop", name });
    assertStringIncludes(text, "{name: API_TOKEN, value: <masked>}");
  });

  it("cannot be asked for by fields", async () => {
    const text = await bridge.refusal("k8s.get", { kind: "secrets", fields: ["data"] });
    assertStringIncludes(text, "invalid_input: Cannot select Secrets by labels or fields");
  });

  it("are neither granted to the bridge nor read by it", async () => {
    const granted = (await generatedRules()).flatMap(({ resources }) => resources);
    assert(!granted.includes("secrets") && !granted.includes("*"));
    const asked = await audited();
    assert(asked.includes("list pods"), `asked only ${asked}`);
    assertEquals(asked.filter((request) => request.endsWith(" secrets")), []);
  });
});

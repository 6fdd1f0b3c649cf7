import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { OperatorPrompt } from "../config.ts";
import type { RuntimeParts } from "../testing/fake_runtime.ts";
import { CLIENT_KINDS } from "../testing/mcp_clients.ts";
import { served } from "../testing/served.ts";

const ASK: OperatorPrompt = {
  name: "Ask",
  description: "Takes one argument of every kind",
  arguments: ["namespace", "kind", "pod", "metric", "label", "word"]
    .map((name) => ({ name, description: name, required: false })),
  text: "…",
  calls: [],
};

const READERS: RuntimeParts["readers"] = {
  kubernetes: {
    namespaces: () => Promise.resolve(["a-shop", "web", "shop"]),
    resources: () =>
      Promise.resolve(["pods", "deployments"].map((resource) => ({
        resource,
        group: "",
        version: "v1",
        singular: resource.slice(0, -1),
        kind: resource,
        shortNames: [],
        namespaced: true,
        verbs: ["list"],
      }))),
    list: () =>
      Promise.resolve({ items: [{ metadata: { name: "cart-1" } }], total: 1, unread: [] }),
  },
  prometheus: {
    labelValues: () => Promise.resolve(Array.from({ length: 150 }, (_, at) => `metric_${at}`)),
    labelNames: () => Promise.reject(new Error("Prometheus is down")),
  },
};

for (const { name, connect } of CLIENT_KINDS) {
  describe(`completions for ${name}`, () => {
    const connected = async () =>
      await connect((await served({ config: { prompts: [ASK] }, readers: READERS })).app);

    it("come from the readers, those that start with the typed text first", async () => {
      const client = await connected();
      const complete = (argument: string, value: string) =>
        client.complete("Ask", { name: argument, value });
      assertEquals(await complete("namespace", "sho"), ["shop", "a-shop"]);
      assertEquals(await complete("namespace", ""), ["a-shop", "shop", "web"]);
      assertEquals(await complete("kind", "dep"), ["deployments"]);
      assertEquals(await complete("pod", "ca"), ["cart-1"]);
      assertEquals((await complete("metric", "metric")).length, 100);
      await client.close();
    });

    it("know the saved queries and the variables of templates", async () => {
      const client = await connected();
      const template = (uri: string, name: string, value: string) =>
        client.completeTemplate(uri, { name, value });
      assertEquals(await template("res://queries/{id}", "id", "oom"), ["oom_kills"]);
      const error = await assertRejects(() => template("res://nothing/{id}", "id", ""));
      assertStringIncludes(String(error), "Cannot find the resource template");
      await client.close();
    });

    it("are empty where a reader fails or nothing is known", async () => {
      const client = await connected();
      assertEquals(await client.complete("Ask", { name: "label", value: "" }), []);
      assertEquals(await client.complete("Ask", { name: "word", value: "x" }), []);
      await client.close();
    });

    it("refuse an argument the prompt does not take", async () => {
      const client = await connected();
      const error = await assertRejects(() =>
        client.complete("Ask", { name: "colour", value: "" })
      );
      assertStringIncludes(String(error), 'Cannot complete the argument "colour"');
      await client.close();
    });
  });
}

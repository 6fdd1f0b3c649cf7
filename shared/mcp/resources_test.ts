import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { SAVED_QUERIES } from "../catalogue/saved_queries.ts";
import type { Principal } from "../context.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { CLIENT_KINDS } from "../testing/mcp_clients.ts";
import type { RuntimeParts } from "../testing/fake_runtime.ts";
import { ECHO } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";
import { defineTool } from "../tool.ts";

const SNAPSHOT = defineTool({
  ...ECHO,
  name: "inventory.snapshot",
  input: z.strictObject({}),
  output: z.object({ pods: z.array(z.object({ name: z.string() })) }),
  handler: () =>
    Promise.resolve({
      pods: Array.from({ length: 2_000 }, (_, at) => ({ name: `pod-${at}`, password: "hunter2" })),
    }),
  render: () => ({ headline: "pods", sections: [], coverage: [], next: [] }),
});

const LIST = defineTool({
  ...ECHO,
  name: "k8s.get",
  input: z.strictObject({ namespace: z.string(), kind: z.string() }),
  output: z.object({ said: z.string() }),
  handler: ({ namespace, kind }) => Promise.resolve({ said: `${kind} of ${namespace}` }),
  render: ({ said }) => ({ headline: said, sections: [], coverage: [], next: [] }),
});

const KEYS: Readonly<Record<string, Principal>> = {
  whole: { tenant: "ops", user: "a", scopes: ["telemetry:read"] },
  shop: { tenant: "shop", user: "b", scopes: ["telemetry:read"], namespaces: ["shop"] },
  nobody: { tenant: "shop", user: "c", scopes: [] },
};

const PARTS: RuntimeParts = {
  tools: [SNAPSHOT, LIST],
  keys: KEYS,
  config: { keysFile: "/etc/telemcp/keys.yaml", prometheusUrl: "http://u:hunter2@prometheus:9090" },
  health: () => Promise.resolve([{ name: "loki", state: "ok", latencyMs: 2 }]),
};

for (const { name, connect } of CLIENT_KINDS) {
  describe(`resources for ${name}`, () => {
    const connected = async (key: string) => await connect((await served(PARTS)).app, key);

    it("show a principal what it may read: the configuration only with the whole cluster", async () => {
      const saved = ["top-pods-by-cpu.promql", "pod-restarts.promql", "warn-events.logql"]
        .map((name) => `res://dashboards/${name}`);
      const inventory = "res://snapshots/cluster-inventory.json";
      const expected = {
        whole: [...saved, inventory, "config://server", "status://health"],
        shop: [...saved, inventory, "status://health"],
        nobody: [...saved, "status://health"],
      };
      for (const [key, uris] of Object.entries(expected)) {
        const client = await connected(key);
        assertEquals(await client.resourceUris(), uris);
        await client.close();
      }
      const narrowed = await connected("shop");
      await assertRejects(() => narrowed.read("config://server"));
      await narrowed.close();
    });

    it("fit the inventory into 24,000 characters, without what the output does not declare", async () => {
      const client = await connected("whole");
      const text = await client.read("res://snapshots/cluster-inventory.json");
      const { pods, lists } = JSON.parse(text);
      assertEquals([text.length <= 24_000, text.includes("hunter2")], [true, false]);
      assertEquals(lists, { pods: { shown: pods.length, total: 2_000 } });
      await client.close();
    });

    it("show the configuration without secrets and the health of the backends", async () => {
      const client = await connected("whole");
      const config = JSON.parse(await client.read("config://server"));
      assertEquals([config.keysFile, config.prometheusUrl], ["set", "http://prometheus:9090/"]);
      assertEquals(JSON.parse(await client.read("status://health")), {
        backends: [{ name: "loki", state: "ok", latencyMs: 2 }],
      });
      await client.close();
    });

    it("say of a saved query whether the metrics it needs exist here", async () => {
      const uri = "res://queries/oom_kills";
      const readWith = async (labelValues: () => Promise<readonly string[]>) => {
        const { app } = await served({ readers: { prometheus: { labelValues } } });
        const client = await connect(app);
        const text = await client.read(uri);
        await client.close();
        return text;
      };
      const needed = SAVED_QUERIES.find(({ id }) => id === "oom_kills")?.variants[0].needs ?? [];
      assertStringIncludes(await readWith(() => Promise.resolve(needed)), "all of them exist here");
      assertStringIncludes(await readWith(() => Promise.resolve([])), "# MISSING HERE: ");
      const unknown = await readWith(() => Promise.reject(new Error("down")));
      assertStringIncludes(unknown, "not known whether they exist");
      assertEquals(parsePromql(unknown).ok, true);
    });

    it("keep the words of an unexpected failure to themselves", async () => {
      const health = () => Promise.reject(new Error("password is hunter2"));
      const client = await connect((await served({ health })).app);
      const error = await assertRejects(() => client.read("status://health"));
      assertStringIncludes(String(error), "Cannot finish the request");
      assertEquals(String(error).includes("hunter2"), false);
      await client.close();
    });

    it("read a template through its tool, its values decoded", async () => {
      const client = await connected("whole");
      assertEquals(
        await client.templateUris().then((uris) =>
          uris.includes("res://objects/{namespace}/{kind}")
        ),
        true,
      );
      assertStringIncludes(
        await client.read("res://objects/shop/cron%20jobs"),
        "cron jobs of shop",
      );
      await assertRejects(() => client.read("res://objects/shop/%E0%A4%A"));
      await assertRejects(() => client.read("res://logs/shop/cart-0"), "the tool is not offered");
      await client.close();
    });
  });
}

import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { READER_TOKEN } from "./api/kubernetes_access.ts";
import { embeddedCluster } from "./embedded_cluster.ts";
import { listen } from "./listen.ts";
import { baseWorld } from "./world/base_world.ts";

describe("listen", () => {
  it("serves the Kubernetes API over TLS to who trusts its certificate and has a token", async () => {
    const listening = await listen(embeddedCluster(baseWorld("shop-small")));
    const config = JSON.parse(listening.kubeconfig);
    const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
    const client = Deno.createHttpClient({ caCerts: [atob(authority)] });
    const status = async (headers: Record<string, string>) => {
      const response = await fetch(`${server}/api/v1/nodes`, { client, headers });
      await response.body?.cancel();
      return response.status;
    };
    assertEquals(await status({ authorization: `Bearer ${READER_TOKEN}` }), 200);
    assertEquals(await status({}), 401);
    await assertRejects(() => fetch(`${server}/version`), TypeError);
    client.close();
    await listening.stop();
  });

  it("does not listen for a source that is away, and cuts streams when it stops", async () => {
    const world = { ...baseWorld("shop-small"), away: "prometheus" } as const;
    const listening = await listen(embeddedCluster(world));
    assertEquals(Object.keys(listening.urls), ["kubernetes", "loki", "alertmanager", "nodeFacts"]);
    assertEquals(await (await fetch(`${listening.urls.loki}/ready`)).text(), "ready\n");
    await listening.stop();
    await assertRejects(() => fetch(`${listening.urls.loki}/ready`), TypeError);
  });
});

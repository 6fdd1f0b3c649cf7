import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import type { Replicated } from "../analysis/kube_workload.ts";
import { ToolError } from "../errors.ts";
import { until, untilSynced, withWatched } from "../testing/watched_fixture.ts";

function away(): Promise<Response> {
  return Promise.reject(new TypeError("connection refused"));
}

describe("watchedReader", () => {
  it("gives the same lists, counts and objects as the API, without asking it", async () => {
    await withWatched(async (fixture) => {
      const { reader, direct, requests } = fixture;
      await untilSynced(fixture);
      const questions = [
        ["pods", {}],
        ["pods", { namespace: "shop", limit: 3 }],
        ["pods", { namespaces: ["shop", "kube-system"] }],
        ["pods", { labelSelector: "app=cart" }],
        ["pods", { fieldSelector: "spec.nodeName=node-1" }],
        ["nodes", {}],
        ["deployments", {}],
        ["endpointslices.discovery.k8s.io", { namespace: "shop" }],
        ["configmaps", {}],
        ["events", { namespace: "shop" }],
      ] as const;
      for (const [resource, options] of questions) {
        const asked = requests.length;
        const held = await reader.list(resource, options);
        const count = await reader.count(resource, options);
        assertEquals(requests.length, asked, `${resource} asked the API`);
        const { items, total } = await direct.list(resource, options);
        assertEquals([held.items.length, held.total], [items.length, total]);
        assertEquals(held.items, items);
        assertEquals(count, await direct.count(resource, options));
      }
      const cart = { namespace: "shop", name: "cart" };
      const asked = requests.length;
      const held = await reader.get("deployments", cart);
      assertEquals(requests.length, asked);
      assertEquals(held, await direct.get("deployments", cart));
      assertEquals(await reader.namespaces(), await direct.namespaces());
    });
  });

  it("leaves to the API what it does not hold", async () => {
    await withWatched(async (fixture) => {
      const { reader, requests } = fixture;
      await untilSynced(fixture);
      const asked = requests.length;
      await reader.list("serviceaccounts", { namespace: "shop" });
      const gone = { namespace: "shop", name: "gone" };
      const error = await assertRejects(() => reader.get("deployments", gone), ToolError);
      assertEquals(error.code, "not_found");
      assertEquals(requests.length > asked + 1, true);
    });
  });

  it("asks the API until it has listed a kind", async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    await withWatched(async (fixture) => {
      const { reader, requests } = fixture;
      const { items } = await reader.list("pods", { namespace: "shop", limit: 1 });
      assertEquals(items.length, 1);
      assertEquals(requests.some(({ pathname }) => pathname.endsWith("/shop/pods")), true);
      release();
      await untilSynced(fixture);
    }, {
      through: async (request, answer) => {
        if (new URL(request.url).pathname === "/api/v1/pods") await released;
        return await answer();
      },
    });
  });

  it("answers from memory with its age while the API is away, and again from it after", async () => {
    let isAway = false;
    await withWatched(async (fixture) => {
      const { reader, cluster } = fixture;
      await untilSynced(fixture);
      isAway = true;
      await until(() => cluster.watchOf("deployments")?.state.isFresh === false);
      const stale = await reader.list<Replicated>("deployments", { namespace: "shop" });
      assertEquals(stale.items.length > 0, true);
      assertEquals(typeof stale.staleSeconds, "number");
      isAway = false;
      await until(() => cluster.watchOf("deployments")?.state.isFresh === true);
      assertEquals((await reader.list("deployments")).staleSeconds, undefined);
    }, {
      times: { watch: 0.2 },
      through: (_, answer) => isAway ? away() : answer(),
    });
  });
});

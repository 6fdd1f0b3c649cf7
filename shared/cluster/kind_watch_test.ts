import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertLess } from "@std/assert";
import type { Replicated } from "../analysis/kube_workload.ts";
import type { WorldObject } from "../embedded/world/kube_objects.ts";
import {
  until,
  untilSynced,
  type WatchedFixture,
  withWatched,
} from "../testing/watched_fixture.ts";

const CART = { namespace: "shop", name: "cart" };

function scaled(replicas: number) {
  return (object: WorldObject): WorldObject => ({
    ...object,
    spec: { ...object["spec"] as object, replicas },
  });
}

function heldReplicas({ cluster }: WatchedFixture): number | undefined {
  const held = cluster.watchOf("deployments")?.store.get(CART.namespace, CART.name);
  return (held as Replicated | undefined)?.spec?.replicas;
}

function seenReplicas({ writes }: WatchedFixture): (number | undefined)[] {
  return writes.filter(({ kind }) => kind === "deployments")
    .map(({ write }) => (write.after as Replicated | undefined)?.spec?.replicas);
}

function isWatch(request: Request): boolean {
  return new URL(request.url).searchParams.get("watch") === "true";
}

describe("KindWatch", () => {
  it("holds what is written, created and deleted", async () => {
    await withWatched(async (fixture) => {
      const { world, cluster, writes } = fixture;
      await untilSynced(fixture);
      fixture.change("apps/deployments", CART, scaled(7));
      await until(() => heldReplicas(fixture) === 7);
      fixture.change("apps/deployments", CART, (cart) => ({
        ...cart,
        metadata: { ...cart.metadata, name: "cart-2", uid: "new" },
      }));
      const { store } = cluster.watchOf("deployments")!;
      await until(() => store.get("shop", "cart-2") !== undefined);
      const history = world.store.history("apps/deployments", CART)!;
      world.store.delete(history, world.nowMs);
      await until(() => store.get("shop", "cart") === undefined);
      assertEquals(
        writes.filter(({ kind }) => kind === "deployments").map(({ write }) => [
          write.before?.metadata.name,
          write.after?.metadata.name,
        ]),
        [["cart", "cart"], [undefined, "cart-2"], ["cart", undefined]],
      );
    });
  });

  it("tells nothing of the first list", async () => {
    await withWatched(async (fixture) => {
      await untilSynced(fixture);
      assertEquals(fixture.writes, []);
      assertEquals(fixture.cluster.watchOf("pods")?.store.size, 60);
    });
  });

  it("loses nothing when every watch is cut, and does not spin", async () => {
    let opened = 0;
    await withWatched(async (fixture) => {
      await untilSynced(fixture);
      const wanted = [1, 2, 3, 4, 5, 6, 7, 8].map((turn) => turn + 10);
      for (const replicas of wanted) {
        const before = opened;
        await until(() => opened > before + 2);
        fixture.change("apps/deployments", CART, scaled(replicas));
      }
      await until(() => heldReplicas(fixture) === 18);
      assertEquals(seenReplicas(fixture), wanted);
      const lists = fixture.requests.filter(({ pathname, searchParams }) =>
        pathname === "/apis/apps/v1/deployments" && !searchParams.has("watch")
      );
      assertEquals(lists.length, 1);
    }, {
      through: async (request, answer) => {
        if (!isWatch(request)) return await answer();
        if (new URL(request.url).pathname.endsWith("/deployments")) opened += 1;
        const cut = AbortSignal.any([request.signal, AbortSignal.timeout(10)]);
        const response = await answer();
        const body = response.body!.pipeThrough(new TransformStream(), { signal: cut });
        return new Response(body, response);
      },
    });
  });

  it("waits longer and longer where the API refuses to open a watch", async () => {
    let refusals = 0;
    await withWatched(async (fixture) => {
      await untilSynced(fixture);
      await until(() => refusals > 0);
      const before = refusals;
      await new Promise((resolve) => setTimeout(resolve, 300));
      // 30 kinds that start at 0.01 s and double each time; without that, some 900 tries.
      assertLess(refusals - before, 300);
    }, {
      through: async (request, answer) => {
        if (!isWatch(request)) return await answer();
        refusals += 1;
        return new Response("{}", { status: 500 });
      },
    });
  });

  it("lists again when history has gone, and still tells what changed meanwhile", async () => {
    let state: "open" | "away" | "expired" = "open";
    const lists = (fixture: WatchedFixture) =>
      fixture.requests.filter(({ pathname, searchParams }) =>
        pathname === "/apis/apps/v1/deployments" && !searchParams.has("watch")
      ).length;
    await withWatched(async (fixture) => {
      const { world, cluster } = fixture;
      await untilSynced(fixture);
      state = "away";
      await until(() => cluster.watchOf("deployments")?.state.isFresh === false);
      fixture.change("apps/deployments", CART, scaled(9));
      const web = world.store.history("apps/deployments", { namespace: "shop", name: "web" })!;
      world.store.delete(web, world.nowMs);
      state = "expired";
      await until(() => lists(fixture) === 2);
      state = "open";
      await until(() => cluster.watchOf("deployments")?.state.isFresh === true);
      assertEquals(heldReplicas(fixture), 9);
      assertEquals(
        fixture.writes.filter(({ kind }) => kind === "deployments")
          .map(({ write }) => [write.before?.metadata.name, write.after?.metadata.name]),
        [["cart", "cart"], ["web", undefined]],
      );
    }, {
      times: { watch: 0.1 },
      through: async (request, answer) => {
        if (!isWatch(request) || state === "open") return await answer();
        if (state === "away") throw new TypeError("connection refused");
        return Response.json({ code: 410 }, { status: 410 });
      },
    });
  });

  it("leaves a kind that may not be read to the API, and says why", async () => {
    await withWatched(async (fixture) => {
      await untilSynced(fixture);
      const nodes = fixture.cluster.states().find(({ kind }) => kind === "nodes");
      assertEquals([nodes?.isSynced, nodes?.refusal?.code], [false, "forbidden"]);
    }, {
      through: (request, answer) =>
        new URL(request.url).pathname === "/api/v1/nodes"
          ? Promise.resolve(Response.json({}, { status: 403 }))
          : answer(),
    });
  });
});

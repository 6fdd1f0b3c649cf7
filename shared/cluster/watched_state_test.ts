import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { createAlertmanager } from "../backends/alertmanager.ts";
import { httpConnection } from "../backends/connection.ts";
import { createKubernetes } from "../backends/kubernetes.ts";
import { createKubernetesWatcher } from "../backends/kubernetes_watch.ts";
import { createNodeFacts } from "../backends/node_facts.ts";
import { createPrometheus } from "../backends/prometheus.ts";
import { Upstream } from "../backends/upstream.ts";
import type { ApiName } from "../embedded/embedded_cluster.ts";
import { EMBEDDED_URLS, inProcessFetch } from "../embedded/in_process_fetch.ts";
import { baseWorld } from "../embedded/world/base_world.ts";
import type { WorldObject } from "../embedded/world/kube_objects.ts";
import type { World } from "../embedded/world/world.ts";
import { openSqliteLedger } from "../storage/ledger_sqlite.ts";
import type { Ledger } from "../storage/ledger.ts";
import { WatchedState } from "./watched_state.ts";

function stateOf(world: World, ledger?: Ledger) {
  const fetch = inProcessFetch(world);
  const upstream = (name: ApiName) =>
    new Upstream({
      name,
      setting: "TELEMCP_TEST",
      connect: httpConnection({ baseUrl: EMBEDDED_URLS[name], fetch }),
      timeoutSeconds: 10,
      limitBytes: 64 * 1024 * 1024,
      cacheTtlSeconds: 0,
      observe: () => {},
    });
  const scope = "test";
  return new WatchedState({
    watcher: (signal) => createKubernetesWatcher(upstream("kubernetes").for({ scope, signal })),
    sources: (signal) => ({
      kubernetes: createKubernetes(upstream("kubernetes").for({ scope, signal })),
      alertmanager: createAlertmanager(upstream("alertmanager").for({ scope, signal })),
      nodeFacts: createNodeFacts(upstream("nodeFacts").for({ scope, signal })),
      prometheus: createPrometheus(upstream("prometheus").for({ scope, signal })),
    }),
    ledger,
    times: { again: 0.01 },
    pollSeconds: 0.02,
  });
}

const ALL = { start: new Date(0), end: new Date(8.64e15) };

async function untilTold(state: WatchedState, count: number) {
  for (;;) {
    const { changes, historyStart } = await state.changeLog.since(ALL);
    if (historyStart !== undefined && changes.length >= count) {
      return changes.map(({ entity, field, from, to }) => [entity.name, field, from, to]).sort();
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function scale(world: World, name: string, replicas: number): void {
  const { current } = world.store.history("apps/deployments", { namespace: "shop", name })!;
  const object = structuredClone(current!) as WorldObject & { spec: { replicas: number } };
  object.spec.replicas = replicas;
  world.store.put(object, world.nowMs);
}

describe("WatchedState", () => {
  it("logs what is written while it watches", async () => {
    const world = baseWorld("shop-small");
    const state = stateOf(world);
    state.start();
    await untilTold(state, 0);
    scale(world, "cart", 7);
    const [change] = await untilTold(state, 1);
    assertEquals([change?.[0], change?.[1], change?.[3]], ["cart", "spec.replicas", "7"]);
    assertEquals(state.health().state, "ok");
    await state.close();
  });

  it("finds after a restart what changed while it was away", async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/ledger.sqlite`;
    const world = baseWorld("shop-small");
    const before = stateOf(world, await openSqliteLedger(path));
    before.start();
    await untilTold(before, 0);
    scale(world, "cart", 7);
    await untilTold(before, 1);
    const { historyStart } = await before.changeLog.since(ALL);
    await before.close();
    scale(world, "web", 9);
    const gone = world.store.history("apps/deployments", { namespace: "shop", name: "search" })!;
    world.store.delete(gone, world.nowMs);
    const after = stateOf(world, await openSqliteLedger(path));
    after.start();
    const told = await untilTold(after, 3);
    assertEquals(told.map(([name, field, , to]) => [name, field, to]), [
      ["cart", "spec.replicas", "7"],
      ["search", "object", undefined],
      ["web", "spec.replicas", "9"],
    ]);
    assertEquals((await after.changeLog.since(ALL)).historyStart, historyStart);
    await after.close();
    await Deno.remove(folder, { recursive: true });
  });

  it("ends though the API never answers", async () => {
    const world = baseWorld("shop-small");
    const state = stateOf({ ...world, away: "alertmanager" });
    state.start();
    await state.close();
    assertEquals(state.health().state, "degraded");
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { EndpointSlice, Pod, Service, Workload, WorldObject } from "../world/kube_objects.ts";
import { loadScenario } from "../scenario/load_scenario.ts";
import { baseWorld, DEFAULT_NOW } from "../world/base_world.ts";

interface Lease extends WorldObject {
  spec: { renewTime: string };
}

const { store } = baseWorld("shop-small");

describe("a base", () => {
  it("has exactly the nodes and pods its size says", () => {
    assertEquals(store.list("nodes").map(({ metadata }) => metadata.name), [
      "node-01",
      "node-02",
      "node-03",
      "node-04",
      "node-05",
    ]);
    assertEquals(store.list("pods").length, 60);
    const shop = baseWorld("shop").store;
    assertEquals([shop.list("nodes").length, shop.list("pods").length], [20, 150]);
    const fleet = baseWorld("fleet").store;
    assertEquals([fleet.list("nodes").length, fleet.list("pods").length], [200, 5_000]);
  });

  it("is the same bytes every time", () => {
    const bytes = () => JSON.stringify(baseWorld("shop-small").store.list("pods"));
    assertEquals(bytes(), bytes());
  });

  it("has the services of the shop on their ports", () => {
    const ports = store.list<Service>("services", "shop").map((
      { metadata, spec },
    ) => [metadata.name, spec.ports?.[0]?.port, spec.selector?.app]);
    assertEquals(ports, [
      ["cache", 6379, "cache"],
      ["cart", 8080, "cart"],
      ["catalog", 8080, "catalog"],
      ["checkout", 8080, "checkout"],
      ["edge", 8080, "edge"],
      ["orders", 8080, "orders"],
      ["orders-db", 5432, "orders-db"],
      ["payments", 8080, "payments"],
      ["search", 8080, "search"],
      ["web", 8080, "web"],
    ]);
  });

  it("owns its pods through ReplicaSets with uids that match", () => {
    const pod = store.list<Pod>("pods", "shop").find(({ metadata }) =>
      metadata.labels?.app === "cart"
    );
    const owner = pod?.metadata.ownerReferences?.[0];
    const replicaSet = store.history<Workload>("apps/replicasets", {
      namespace: "shop",
      name: owner?.name ?? "",
    })?.current;
    assertEquals(owner?.uid, replicaSet?.metadata.uid);
    assertEquals(replicaSet?.metadata.ownerReferences?.[0]?.name, "cart");
    assertEquals(pod?.spec.containers.map(({ name, image }) => [name, image]), [[
      "cart",
      "registry.example/shop/cart:1.4.2",
    ]]);
  });

  it("has every ready pod of a Service in its EndpointSlice", () => {
    const slices = store.list<EndpointSlice>("discovery.k8s.io/endpointslices", "shop");
    const sizes = Object.fromEntries(
      slices.map((
        { metadata, endpoints },
      ) => [metadata.labels?.["kubernetes.io/service-name"], endpoints?.length]),
    );
    assertEquals([sizes.cart, sizes.web, sizes["orders-db"]], [3, 4, 1]);
  });

  it("has what a scenario may change", () => {
    const names = (key: string, namespace?: string) =>
      store.list(key, namespace).map(({ metadata }) => metadata.name);
    assertEquals(names("autoscaling/horizontalpodautoscalers", "shop"), ["checkout", "web"]);
    assertEquals(names("policy/poddisruptionbudgets", "shop"), ["checkout"]);
    assertEquals(names("networking.k8s.io/networkpolicies", "shop"), ["default-allow"]);
    assertEquals(names("networking.k8s.io/ingresses", "shop"), ["shop"]);
    assertEquals(names("persistentvolumeclaims", "shop"), ["data-orders-db-0"]);
    assertEquals(names("batch/cronjobs", "shop"), ["report"]);
    assertEquals(names("apps/statefulsets", "shop"), ["orders-db"]);
    assertEquals(names("namespaces"), [
      "batch",
      "default",
      "dev",
      "kube-node-lease",
      "kube-public",
      "kube-system",
      "platform",
      "shop",
    ]);
    assertEquals(names("configmaps", "shop").includes("cart-config"), true);
    assertEquals(names("secrets", "shop").includes("cart-secret"), true);
  });

  it("has a heartbeat of each node, renewed a moment ago", () => {
    const leases = store.list<Lease>("coordination.k8s.io/leases", "kube-node-lease");
    assertEquals(leases.map(({ metadata }) => metadata.name), [
      "node-01",
      "node-02",
      "node-03",
      "node-04",
      "node-05",
    ]);
    const ages = leases.map(({ spec }) => Date.parse(DEFAULT_NOW) - Date.parse(spec.renewTime));
    assertEquals(ages.filter((age) => age < 0 || age > 10_000), []);
  });

  it("leaves the heartbeat of a node where it fell silent", async () => {
    const { world } = await loadScenario("node-lost-with-database");
    const lease = world.store.history<Lease>("coordination.k8s.io/leases", {
      namespace: "kube-node-lease",
      name: "node-01",
    });
    assertEquals(lease?.latest.spec.renewTime, "2026-11-09T03:12:12.000000Z");
  });

  it("has Jobs that select their pods by uid", () => {
    for (const { metadata, spec } of store.list<Workload>("batch/jobs")) {
      const [label, uid] = Object.entries(spec.selector.matchLabels ?? {})[0] ?? [];
      assertEquals(uid, metadata.uid);
      const pods = store.list<Pod>("pods", metadata.namespace)
        .filter(({ metadata: { labels } }) => labels?.[label ?? ""] === uid);
      assertEquals(pods.map(({ metadata: { labels } }) => labels?.["job-name"]), [metadata.name]);
    }
  });
});

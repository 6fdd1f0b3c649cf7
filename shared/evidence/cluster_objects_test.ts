import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { ToolError } from "../errors.ts";
import { fakeContext, type FakeKubernetes } from "../testing/fake_context.ts";
import { readClusterObjects } from "./cluster_objects.ts";

function list(items: readonly object[]) {
  return Promise.resolve({ items, total: items.length, unread: [] });
}

function reader(kubernetes: FakeKubernetes) {
  return fakeContext({ kubernetes });
}

describe("readClusterObjects", () => {
  it("reads kinds side by side and says once that all could be read", async () => {
    const asked: unknown[] = [];
    const context = reader({
      list: (resource, options) => {
        asked.push([resource, options]);
        return list([{ metadata: { name: `${resource}-1` } }]);
      },
    });
    const { objects, coverage } = await readClusterObjects(context, {
      kinds: ["pods", "endpointSlices", "deployments"],
    });
    assertEquals(objects.pods?.map(({ metadata }) => metadata.name), ["pods-1"]);
    assertEquals(asked, [
      ["pods", {}],
      ["endpointslices.discovery.k8s.io", {}],
      ["deployments", {}],
    ]);
    assertEquals(coverage, [{ source: "kubernetes", state: "ok" }]);
  });

  it("names the kinds and namespaces that could not be read", async () => {
    const context = reader({
      list: (resource) =>
        resource === "nodes"
          ? Promise.reject(new ToolError("forbidden", "Cannot list nodes"))
          : Promise.resolve({
            items: [],
            total: 0,
            unread: [{ namespace: "vault", state: "forbidden" }],
          }),
    });
    const { objects, coverage } = await readClusterObjects(context, {
      kinds: ["nodes", "pods", "jobs"],
    });
    assertEquals([objects.nodes, objects.pods], [undefined, []]);
    assertEquals(coverage, [
      { source: "kubernetes", state: "ok" },
      { source: "kubernetes nodes", state: "forbidden", detail: "Cannot list nodes" },
      { source: "namespace vault", state: "forbidden" },
    ]);
  });

  it("counts the kinds where many could not be read for one reason", async () => {
    const away = new ToolError("upstream_unavailable", "Cannot reach Kubernetes");
    const context = reader({ list: () => Promise.reject(away) });
    const { coverage } = await readClusterObjects(context, {
      kinds: ["nodes", "pods", "services", "jobs", "ingresses"],
    });
    assertEquals(coverage, [{
      source: "kubernetes (5 kinds)",
      state: "unavailable",
      detail: "Cannot reach Kubernetes",
    }]);
  });

  it("says nothing about add-ons that are not installed", async () => {
    const context = reader({
      list: () => Promise.reject(new ToolError("not_found", "Cannot find the kind")),
    });
    const { coverage } = await readClusterObjects(context, {
      kinds: ["httpRoutes", "verticalAutoscalers"],
    });
    assertEquals(coverage, []);
  });

  it("gives the reason when nothing could be read, and none when something could", async () => {
    const refused = new ToolError("forbidden", "Cannot list");
    const nothing = await readClusterObjects(
      reader({ list: () => Promise.reject(refused) }),
      { kinds: ["nodes", "pods"] },
    );
    assertEquals(nothing.error, refused);
    const some = await readClusterObjects(
      reader({ list: (resource) => resource === "pods" ? list([]) : Promise.reject(refused) }),
      { kinds: ["nodes", "pods"] },
    );
    assertEquals("error" in some, false);
  });

  it("leaves kinds of the whole cluster unread for a namespace", async () => {
    const asked: unknown[] = [];
    const context = reader({
      list: (resource, options) => {
        asked.push([resource, options]);
        return list([]);
      },
    });
    await readClusterObjects(context, { kinds: ["nodes", "pods"], namespace: "shop" });
    assertEquals(asked, [["pods", { namespace: "shop" }]]);
  });
});

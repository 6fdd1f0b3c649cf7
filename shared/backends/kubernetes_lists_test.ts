import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import type { ApiResource } from "./kubernetes.ts";
import { readingKubernetes, statusAnswer } from "../testing/kubernetes_fixture.ts";
import type { SeenRequest } from "../testing/loopback_fixture.ts";

const PODS: ApiResource = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  namespaced: true,
  verbs: ["get", "list"],
};
const NODES = { ...PODS, resource: "nodes", singular: "node", kind: "Node", namespaced: false };

interface Objects {
  readonly count: number;
  readonly namespace?: string;
}

/** Answers a list like kube-apiserver 1.36: pages by `limit` and `continue`, a Table where it is asked for. */
function page(
  { parameters, headers }: SeenRequest,
  { count, namespace = "shop" }: Objects,
): Response {
  const from = Number(parameters.get("continue") ?? 0);
  const to = Math.min(count, from + Number(parameters.get("limit") ?? count));
  const selects = parameters.has("labelSelector") || parameters.has("fieldSelector");
  const metadata = {
    resourceVersion: "1",
    ...(to < count && { continue: String(to) }),
    ...(to < count && !selects && { remainingItemCount: count - to }),
  };
  if (headers.get("accept")?.includes("as=Table")) {
    const rows = Array.from({ length: to - from }, () => ({ cells: ["pod"], object: null }));
    return Response.json({ kind: "Table", apiVersion: "meta.k8s.io/v1", metadata, rows });
  }
  const items = Array.from({ length: to - from }, (_, at) => ({
    metadata: { name: `pod-${from + at}`, namespace, managedFields: [{ manager: "kubelet" }] },
  }));
  return Response.json({ kind: "PodList", apiVersion: "v1", metadata, items });
}

const asked = (requests: readonly SeenRequest[]) =>
  requests.map(({ path, parameters }) => {
    const text = decodeURIComponent(String(parameters));
    return text === "" ? path : `${path}?${text}`;
  });

describe("kubernetes.list()", () => {
  it("reads page by page", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 1_100 }),
      (kubernetes) => kubernetes.list(PODS, { namespace: "shop" }),
    );
    assertEquals([result.items.length, result.total, result.unread], [1_100, 1_100, []]);
    assertEquals(result.items.at(-1)?.metadata.name, "pod-1099");
    assertEquals(asked(requests), [
      "/api/v1/namespaces/shop/pods?limit=500",
      "/api/v1/namespaces/shop/pods?limit=500&continue=500",
      "/api/v1/namespaces/shop/pods?limit=500&continue=1000",
    ]);
  });

  it("gives objects with their kind, and with field ownership unless controllers write them", async () => {
    const listed = async (kind: string) => {
      const { result } = await readingKubernetes(
        (request) => page(request, { count: 1 }),
        (kubernetes) => kubernetes.list({ ...PODS, group: "apps", kind }),
      );
      return result.items;
    };
    const metadata = { name: "pod-0", namespace: "shop" };
    assertEquals(await listed("Pod"), [{ apiVersion: "apps/v1", kind: "Pod", metadata }]);
    assertEquals(await listed("Deployment"), [{
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, managedFields: [{ manager: "kubelet" }] },
    }]);
  });

  it("stops at the limit and counts the rest", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 9_000 }),
      (kubernetes) => kubernetes.list(PODS, { limit: 600 }),
    );
    assertEquals([result.items.length, result.total, requests.length], [600, 9_000, 2]);
    assertEquals(requests[1]?.parameters.get("limit"), "100");
  });

  it("never asks for all at once", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 3 }),
      (kubernetes) => kubernetes.list(PODS, { limit: 0 }),
    );
    assertEquals([result.items.length, result.total], [1, 3]);
    assertEquals(asked(requests), ["/api/v1/pods?limit=1"]);
  });

  it("counts the rest by rows where a selector keeps the server from saying", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 9_000 }),
      (kubernetes) => kubernetes.list(PODS, { limit: 10, labelSelector: "app=cart" }),
    );
    assertEquals([result.items.length, result.total], [10, 9_000]);
    assertEquals(asked(requests), [
      "/api/v1/pods?labelSelector=app=cart&limit=10",
      "/api/v1/pods?labelSelector=app=cart&limit=5000&continue=10&includeObject=None",
      "/api/v1/pods?labelSelector=app=cart&limit=5000&continue=5010&includeObject=None",
    ]);
  });

  it("starts anew once when the pages have expired", async () => {
    const { result, requests } = await readingKubernetes(
      (request, index) => index === 1 ? statusAnswer(410) : page(request, { count: 700 }),
      (kubernetes) => kubernetes.list(PODS),
    );
    assertEquals([result.items.length, requests.length], [700, 4]);
    const { result: error } = await readingKubernetes(
      (request) =>
        request.parameters.has("continue") ? statusAnswer(410) : page(request, { count: 700 }),
      (kubernetes) => assertRejects(() => kubernetes.list(PODS), ToolError),
    );
    assertEquals(error.code, "upstream_rejected");
  });

  it("lists the given namespaces one by one", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 2 }),
      (kubernetes) => kubernetes.list(PODS, { namespaces: ["a", "b"], limit: 3 }),
    );
    assertEquals([result.items.length, result.total, result.unread], [3, 4, []]);
    assertEquals(requests.map(({ path }) => path).sort(), [
      "/api/v1/namespaces/a/pods",
      "/api/v1/namespaces/b/pods",
    ]);
  });

  it("ignores namespaces for a kind of the whole cluster", async () => {
    const { requests } = await readingKubernetes(
      (request) => page(request, { count: 1 }),
      (kubernetes) => kubernetes.list(NODES, { namespaces: ["a", "b"] }),
    );
    assertEquals(asked(requests), ["/api/v1/nodes?limit=500"]);
  });
});

describe("kubernetes.list() without the right to list the cluster", () => {
  const answer = (readable: readonly string[]) => (request: SeenRequest) => {
    if (request.path === "/api/v1/namespaces") {
      return Response.json({ items: ["b", "a"].map((name) => ({ metadata: { name } })) });
    }
    const [, namespace = ""] = /namespaces\/(\w)\/pods/.exec(request.path) ?? [];
    return readable.includes(namespace)
      ? page(request, { count: 1, namespace })
      : statusAnswer(403);
  };

  it("lists every namespace and names those it may not read", async () => {
    const { result } = await readingKubernetes(
      answer(["a"]),
      (kubernetes) => kubernetes.list(PODS),
    );
    assertEquals(result.items.map(({ metadata }) => metadata.namespace), ["a"]);
    assertEquals([result.total, result.unread], [1, [{ namespace: "b", state: "forbidden" }]]);
  });

  it("names the missing rule when it may read none", async () => {
    const { result } = await readingKubernetes(
      answer([]),
      (kubernetes) => assertRejects(() => kubernetes.list(PODS), ToolError),
    );
    assertEquals(result.message, "Cannot list pods in all namespaces");
  });

  it("names the missing rule when it does not know the namespaces", async () => {
    const { result } = await readingKubernetes(
      () => statusAnswer(403),
      (kubernetes) => assertRejects(() => kubernetes.list(PODS), ToolError),
    );
    assertEquals(
      result.text,
      "forbidden: Cannot list pods in all namespaces. The ServiceAccount lacks the rule " +
        '{"apiGroups":[""],"resources":["pods"],"verbs":["list"]}, ' +
        "which the operator can add to extraRules",
    );
  });
});

describe("kubernetes.count()", () => {
  it("asks for one row where the server says how many remain", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 7_777 }),
      (kubernetes) => kubernetes.count(PODS, { namespace: "shop" }),
    );
    assertEquals(result, 7_777);
    assertEquals(asked(requests), ["/api/v1/namespaces/shop/pods?limit=1&includeObject=None"]);
  });

  it("counts rows where a selector is at work", async () => {
    const { result, requests } = await readingKubernetes(
      (request) => page(request, { count: 7_777 }),
      (kubernetes) => kubernetes.count(PODS, { fieldSelector: "status.phase=Failed" }),
    );
    assertEquals([result, requests.length], [7_777, 2]);
  });

  it("adds up the given namespaces", async () => {
    const { result } = await readingKubernetes(
      (request) => page(request, { count: 4 }),
      (kubernetes) => kubernetes.count(PODS, { namespaces: ["a", "b", "c"] }),
    );
    assertEquals(result, 12);
  });

  it("counts the items of a server that knows no tables", async () => {
    const { result } = await readingKubernetes(
      () => Response.json({ kind: "PodMetricsList", metadata: {}, items: [{}, {}] }),
      (kubernetes) => kubernetes.count(PODS),
    );
    assertEquals(result, 2);
  });
});

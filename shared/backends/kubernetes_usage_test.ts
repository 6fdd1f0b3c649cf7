import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { readingKubernetes, statusAnswer } from "../testing/kubernetes_fixture.ts";

// The answers have the shape of metrics-server 0.9.
const PODS = {
  kind: "PodMetricsList",
  items: [{
    metadata: { name: "cart-0", namespace: "shop" },
    timestamp: "2026-11-01T10:00:00Z",
    window: "15s",
    containers: [
      { name: "app", usage: { cpu: "250m", memory: "128Mi" } },
      { name: "proxy", usage: { cpu: "1500000n", memory: "1048576" } },
    ],
  }],
};
const NODES = {
  kind: "NodeMetricsList",
  items: [{ metadata: { name: "n1" }, usage: { cpu: "2", memory: "4Gi" } }],
};

describe("kubernetes usage", () => {
  it("of pods is the sum of their containers in cores and bytes", async () => {
    const { result, requests } = await readingKubernetes(
      () => Response.json(PODS),
      (kubernetes) => kubernetes.podUsage("shop"),
    );
    assertEquals(result, [{
      namespace: "shop",
      pod: "cart-0",
      cpuCores: 0.2515,
      memoryBytes: 129 * 1024 * 1024,
    }]);
    assertEquals(requests[0]?.path, "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods");
  });

  it("of nodes is in cores and bytes", async () => {
    const { result, requests } = await readingKubernetes(
      () => Response.json(NODES),
      (kubernetes) => kubernetes.nodeUsage(),
    );
    assertEquals(result, [{ node: "n1", cpuCores: 2, memoryBytes: 4 * 1024 ** 3 }]);
    assertEquals(requests[0]?.path, "/apis/metrics.k8s.io/v1beta1/nodes");
  });

  it("is not configured without metrics-server", async () => {
    const { result } = await readingKubernetes(
      () => new Response("404 page not found\n", { status: 404 }),
      (kubernetes) => assertRejects(() => kubernetes.podUsage(), ToolError),
    );
    assertEquals([result.code, result.coverage], ["upstream_unavailable", "not configured"]);
  });

  it("is asked for once when metrics-server is away", async () => {
    const { result, requests } = await readingKubernetes(
      () => new Response("service unavailable\n", { status: 503 }),
      (kubernetes) => assertRejects(() => kubernetes.nodeUsage(), ToolError),
    );
    assertEquals([result.coverage, requests.length], ["unavailable", 1]);
  });

  it("names the missing rule", async () => {
    const { result } = await readingKubernetes(
      () => statusAnswer(403),
      (kubernetes) => assertRejects(() => kubernetes.podUsage(), ToolError),
    );
    assertEquals(result.message, "Cannot read the usage of pods in all namespaces");
    assertEquals(
      result.hint,
      'The ServiceAccount lacks the rule {"apiGroups":["metrics.k8s.io"],"resources":["pods"],' +
        '"verbs":["list"]}, which the operator can add to extraRules',
    );
  });

  it("that is no quantity is not understood", async () => {
    const items = [{ metadata: { name: "n1" }, usage: { cpu: "much", memory: "4Gi" } }];
    const { result } = await readingKubernetes(
      () => Response.json({ items }),
      (kubernetes) => assertRejects(() => kubernetes.nodeUsage(), ToolError),
    );
    assertEquals(result.message, "Cannot understand the answer of Kubernetes");
  });
});

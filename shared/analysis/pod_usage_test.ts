import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Container, Pod } from "./kube_pod.ts";
import { podAmounts, requested, usageBy } from "./pod_usage.ts";

function container(cpu: string, memory: string, rest: Partial<Container> = {}): Container {
  return { name: "c", resources: { requests: { cpu, memory } }, ...rest };
}

function pod(name: string, node: string | undefined, phase = "Running"): Pod {
  return {
    metadata: { name, namespace: "shop" },
    spec: { ...(node && { nodeName: node }), containers: [container("250m", "128Mi")] },
    status: { phase },
  };
}

describe("usageBy", () => {
  it("sums what live pods use and have reserved, and leaves out pods without a key", () => {
    const used = { cpuCores: 0.5, memoryBytes: 100 };
    const amounts = podAmounts(
      [
        pod("a", "node-1"),
        pod("b", "node-1"),
        pod("done", "node-1", "Succeeded"),
        pod("c", undefined),
      ],
      new Map([["shop/a", used], ["shop/b", used], ["shop/done", used], ["test/a", used]]),
    );
    const sums = usageBy(amounts, ({ spec }) => spec?.nodeName);
    assertEquals([...sums], [["node-1", {
      pods: 2,
      cpuCores: 1,
      memoryBytes: 200,
      cpuRequested: 0.5,
      memoryRequested: 268_435_456,
    }]]);
  });
});

describe("requested", () => {
  it("counts sidecars beside containers, and an init container that needs more than both", () => {
    const spec = (inits: Container[]) => ({
      metadata: { name: "p" },
      spec: {
        containers: [container("100m", "1Mi"), container("200m", "1Mi")],
        initContainers: inits,
      },
    });
    const sidecar = container("50m", "1Mi", { restartPolicy: "Always" });
    assertEquals(requested(spec([]), "cpu"), 0.30000000000000004);
    assertEquals(requested(spec([sidecar]), "cpu"), 0.35000000000000003);
    assertEquals(requested(spec([sidecar, container("2", "1Mi")]), "cpu"), 2);
    assertEquals(requested({ metadata: { name: "p" } }, "cpu"), 0);
  });
});

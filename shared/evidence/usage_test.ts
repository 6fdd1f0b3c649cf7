import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Labels } from "../analysis/series.ts";
import type { PromqlResult } from "../backends/prometheus.ts";
import { ToolError } from "../errors.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { readUsage } from "./usage.ts";

function vector(...rows: readonly (readonly [Labels, number])[]): PromqlResult {
  return {
    resultType: "vector",
    series: rows.map(([labels, value]) => ({ labels, samples: [[0, value]] })),
    warnings: [],
    infos: [],
  };
}

const POD = { namespace: "shop", pod: "cart-0" };

describe("readUsage", () => {
  it("reads pods and nodes from Prometheus", async () => {
    const context = fakeContext({
      prometheus: {
        instant: ({ expr }) => {
          const isCpu = expr.includes("cpu_usage");
          const labels = expr.includes("by (node)") ? { node: "node-1" } : POD;
          return Promise.resolve(vector([labels, isCpu ? 0.25 : 1_000]));
        },
      },
    });
    const { pods, nodes, source, coverage } = await readUsage(context, {});
    assertEquals([...pods], [["shop/cart-0", { cpuCores: 0.25, memoryBytes: 1_000 }]]);
    assertEquals([...nodes], [["node-1", { cpuCores: 0.25, memoryBytes: 1_000 }]]);
    assertEquals([source, coverage], ["prometheus", [{ source: "prometheus usage", state: "ok" }]]);
  });

  it("asks for one namespace only, and for no nodes, when told so", async () => {
    const asked: string[] = [];
    const context = fakeContext({
      prometheus: {
        instant: ({ expr }) => {
          asked.push(expr);
          return Promise.resolve(vector([POD, 1]));
        },
      },
    });
    await readUsage(context, { namespace: "shop" });
    assertEquals(asked, [
      'sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{namespace="shop",container!="",container!="POD"}[5m]))',
      'sum by (namespace, pod) (container_memory_working_set_bytes{namespace="shop",container!="",container!="POD"})',
    ]);
  });

  it("falls back to metrics.k8s.io where Prometheus has no such series, and says both", async () => {
    const context = fakeContext({
      prometheus: { instant: () => Promise.resolve(vector()) },
      kubernetes: {
        podUsage: () => Promise.resolve([{ ...POD, cpuCores: 0.5, memoryBytes: 7 }]),
        nodeUsage: () => Promise.resolve([{ node: "node-1", cpuCores: 2, memoryBytes: 9 }]),
      },
    });
    const { pods, nodes, source, coverage } = await readUsage(context, {});
    assertEquals([pods.get("shop/cart-0")?.cpuCores, nodes.get("node-1")?.cpuCores], [0.5, 2]);
    assertEquals(source, "metrics.k8s.io");
    assertEquals(coverage.map(({ source, state }) => `${source} ${state}`), [
      "prometheus usage no series",
      "metrics.k8s.io pods ok",
      "metrics.k8s.io nodes ok",
    ]);
  });

  it("has no source when nobody answers", async () => {
    const missing = () =>
      Promise.reject(
        new ToolError("upstream_unavailable", "Cannot", { coverage: "not configured" }),
      );
    const { source, pods, coverage } = await readUsage(
      fakeContext({
        prometheus: { instant: missing },
        kubernetes: { podUsage: missing, nodeUsage: missing },
      }),
      {},
    );
    assertEquals([source, pods.size], [undefined, 0]);
    assertEquals(coverage.map(({ state }) => state), [
      "not configured",
      "not configured",
      "not configured",
    ]);
  });
});

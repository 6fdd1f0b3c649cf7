import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Labels } from "../analysis/series.ts";
import type { PromqlResult } from "../backends/prometheus.ts";
import { fakeContext } from "../testing/fake_context.ts";
import { readSaturation } from "./saturation.ts";

function vector(...rows: readonly (readonly [Labels, number])[]): PromqlResult {
  return {
    resultType: "vector",
    series: rows.map(([labels, value]) => ({ labels, samples: [[0, value]] })),
    warnings: [],
    infos: [],
  };
}

describe("readSaturation", () => {
  it("folds throttled containers into workloads, worst first, and gives the fill of volumes", async () => {
    const container = (pod: string) => ({ namespace: "shop", pod, container: "app" });
    const context = fakeContext({
      prometheus: {
        instant: ({ expr }) =>
          Promise.resolve(
            expr.includes("volume_stats")
              ? vector([{ namespace: "shop", persistentvolumeclaim: "data-db-0" }, 0.91])
              : vector(
                [container("web-6d5f7c9b8-x2x4z"), 0.3],
                [container("cart-6d5f7c9b8-x2x4z"), 0.5],
                [container("cart-6d5f7c9b8-b7k9q"), 0.6],
              ),
          ),
      },
    });
    const { throttled, volumeFill } = await readSaturation(context, {});
    assertEquals(throttled.map(({ workload, pods, share }) => [workload, pods, share]), [
      ["Deployment/cart", 2, 0.6],
      ["Deployment/web", 1, 0.3],
    ]);
    assertEquals([...volumeFill], [["shop/data-db-0", 0.91]]);
  });

  it("keeps to the namespace and does not mention what is simply not there", async () => {
    const asked: string[] = [];
    const context = fakeContext({
      prometheus: {
        instant: ({ expr }) => {
          asked.push(expr);
          return Promise.resolve(vector());
        },
      },
    });
    const { coverage } = await readSaturation(context, { namespace: "shop" });
    assertEquals(asked[0]?.endsWith(" > 0.25"), true);
    assertEquals(coverage, []);
    assertEquals(asked.every((expr) => expr.split('{namespace="shop"').length === 3), true);
  });
});

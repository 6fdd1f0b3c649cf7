import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { exampleQuery, groupingLabel, type MetricExampleParts } from "./metric_example.ts";

const EXAMPLES:
  readonly (readonly [Partial<MetricExampleParts> & { name: string }, query: string])[] = [
    [{ name: "x_total", type: "counter" }, "sum(rate(x_total[5m]))"],
    [
      { name: "x_total", type: "unknown", groupBy: "code" },
      "topk(10, sum by (code) (rate(x_total[5m])))",
    ],
    [{ name: "x_bytes", type: "gauge" }, "topk(10, x_bytes)"],
    [
      { name: "kube_pod_status_phase", type: "gauge", groupBy: "phase" },
      "topk(10, sum by (phase) (kube_pod_status_phase))",
    ],
    [
      {
        name: "x",
        type: "histogram",
        members: ["x_bucket", "x_count", "x_sum"],
        groupBy: "service",
      },
      "histogram_quantile(0.95, sum by (service, le) (rate(x_bucket[5m])))",
    ],
    [{ name: "x", type: "histogram" }, "histogram_quantile(0.95, sum(rate(x[5m])))"],
    [
      { name: "x", type: "summary", members: ["x_count", "x_sum"] },
      "sum(rate(x_count[5m]))",
    ],
    [
      { name: "x_bytes", type: "gauge", matchers: [{ label: "namespace", op: "=", value: 'a"b' }] },
      'topk(10, x_bytes{namespace="a\\"b"})',
    ],
  ];

describe("exampleQuery", () => {
  for (const [parts, query] of EXAMPLES) {
    it(`writes ${query}`, () => {
      const whole = { members: [parts.name], type: "unknown", matchers: [], ...parts };
      assertEquals(exampleQuery(whole), query);
    });
  }
});

describe("groupingLabel", () => {
  const label = (label: string, values: number) => ({ label, values });

  it("takes the metric's own label rather than one that all have", () => {
    assertEquals(groupingLabel([label("namespace", 3), label("phase", 5)]), "phase");
  });

  it("takes a common label rather than none", () => {
    assertEquals(groupingLabel([label("job", 3), label("namespace", 3)]), "namespace");
  });

  it("takes no label that has one value or very many", () => {
    assertEquals(groupingLabel([label("code", 1), label("path", 500)]), undefined);
  });
});

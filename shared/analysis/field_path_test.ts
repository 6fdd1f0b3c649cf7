import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { keysNear, parseFieldPath, valuesAt } from "./field_path.ts";

const POD = {
  metadata: { name: "cart", labels: { app: "cart", "app.kubernetes.io/name": "cart" } },
  spec: {
    containers: [{ name: "app", image: "cart:1", ports: [{ containerPort: 80 }] }, {
      name: "proxy",
      image: "envoy:2",
    }],
  },
  status: {
    conditions: [{ type: "Ready", status: "False" }, { type: "Initialized", status: "True" }],
  },
};

describe("valuesAt", () => {
  const cases: readonly [path: string, values: unknown[]][] = [
    ["metadata.name", ["cart"]],
    [".metadata.name", ["cart"]],
    ["{.metadata.name}", ["cart"]],
    ["spec.containers[*].image", ["cart:1", "envoy:2"]],
    ["spec.containers.image", ["cart:1", "envoy:2"]],
    ["spec.containers[1].name", ["proxy"]],
    ["spec.containers[-1].name", ["proxy"]],
    ["spec.containers[*].ports[*].containerPort", [80]],
    ["status.conditions[type=Ready].status", ["False"]],
    ['status.conditions[?(@.type=="Ready")].status', ["False"]],
    ["metadata.labels['app.kubernetes.io/name']", ["cart"]],
    ["metadata.labels.app.kubernetes.io/name", ["cart"]],
    ["metadata.labels.app", ["cart"]],
    ["spec.nodeName", []],
    ["spec.containers[7].name", []],
    ["metadata.name.first", []],
  ];
  for (const [path, expected] of cases) {
    it(`reads ${path}`, () => assertEquals(valuesAt(POD, parseFieldPath(path) ?? []), expected));
  }
});

describe("parseFieldPath", () => {
  it("refuses what is no path", () => {
    assertEquals([parseFieldPath(""), parseFieldPath("a[b"), parseFieldPath("a..b")], [
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("keysNear", () => {
  it("lists the keys beside a misspelt one", () => {
    assertEquals(keysNear(POD, parseFieldPath("spec.container.image") ?? []), ["containers"]);
    assertEquals(keysNear(POD, parseFieldPath("spec.containers[*].img") ?? []), [
      "name",
      "image",
      "ports",
    ]);
  });
});

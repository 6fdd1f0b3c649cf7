import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  fewestLabels,
  labelsText,
  readableLabels,
  sharedLabel,
  splitLabels,
  withoutOpaque,
} from "./series_labels.ts";

describe("splitLabels", () => {
  it("separates shared labels from those that differ, the metric name first", () => {
    const split = splitLabels([
      { pod: "cart-1", __name__: "up", job: "kubelet", node: "node-01" },
      { pod: "cart-2", __name__: "down", job: "kubelet", node: "node-01" },
    ]);
    assertEquals(split.common, { job: "kubelet", node: "node-01" });
    assertEquals(split.varying, ["__name__", "pod"]);
  });

  it("takes a label that one series lacks as different", () => {
    assertEquals(splitLabels([{ a: "1", b: "2" }, { a: "1" }]), {
      common: { a: "1" },
      varying: ["b"],
    });
  });

  it("gives all labels of a single series as shared", () => {
    assertEquals(splitLabels([{ b: "2", a: "1" }]), { common: { a: "1", b: "2" }, varying: [] });
  });

  it("gives nothing for no series", () => {
    assertEquals(splitLabels([]), { common: {}, varying: [] });
  });
});

describe("readableLabels", () => {
  it("leaves identifiers out while the names still tell series apart", () => {
    const labelSets = [{ pod: "cart-1", uid: "a" }, { pod: "cart-2", uid: "b" }];
    assertEquals(readableLabels(["pod", "uid"], labelSets), ["pod"]);
  });

  it("keeps identifiers that alone tell series apart", () => {
    const labelSets = [{ pod: "cart-1", uid: "a" }, { pod: "cart-1", uid: "b" }];
    assertEquals(readableLabels(["pod", "uid"], labelSets), ["pod", "uid"]);
  });
});

describe("fewestLabels", () => {
  const labelSets = [
    { pod: "cart-1", app: "cart", node_name: "node-01", zone: "a" },
    { pod: "cart-2", app: "cart", node_name: "node-02", zone: "a" },
    { pod: "shop-1", app: "shop", node_name: "node-01", zone: "b" },
  ];

  it("takes the pod alone where it tells all apart", () => {
    assertEquals(fewestLabels(["app", "node_name", "pod", "zone"], labelSets), ["pod"]);
  });

  it("adds labels until all are told apart, and skips those that do not help", () => {
    assertEquals(fewestLabels(["app", "node_name", "zone"], labelSets), ["app", "node_name"]);
  });

  it("is empty where nothing differs", () => {
    assertEquals(fewestLabels([], [{ app: "cart" }]), []);
  });
});

describe("withoutOpaque", () => {
  it("leaves identifiers out", () => {
    assertEquals(withoutOpaque({ pod: "cart-1", uid: "a", container_id: "b" }), { pod: "cart-1" });
  });
});

describe("sharedLabel", () => {
  const group = [{ namespace: "shop", app: "cart", pod: "cart-1" }, {
    namespace: "shop",
    app: "cart",
    pod: "cart-2",
  }];

  it("names a group by what its members share and others do not", () => {
    assertEquals(sharedLabel(group, { common: { namespace: "shop" } }), ["app", "cart"]);
  });

  it("is undefined when all that they share is common to everything", () => {
    assertEquals(sharedLabel(group, { common: { namespace: "shop", app: "cart" } }), undefined);
  });
});

describe("labelsText", () => {
  for (
    const [labels, text] of [
      [{ __name__: "up", job: "a", instance: "b" }, 'up{instance="b", job="a"}'],
      [{ __name__: "up" }, "up"],
      [{ job: 'say "x"' }, '{job="say \\"x\\""}'],
      [{}, "{}"],
    ] as const
  ) {
    it(`writes ${text}`, () => assertEquals(labelsText(labels), text));
  }
});

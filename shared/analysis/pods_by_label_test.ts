import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Pod } from "./kube_pod.ts";
import { PodsByLabel } from "./pods_by_label.ts";

function pod(name: string, labels: Record<string, string>, namespace = "shop"): Pod {
  return { metadata: { name, namespace, labels } };
}

const PODS = new PodsByLabel([
  pod("a", { app: "cart", track: "stable" }),
  pod("b", { app: "cart", track: "canary" }),
  pod("c", { app: "cart" }, "test"),
]);

function found(namespace: string, labels: Record<string, string>): string[] {
  return PODS.labelled(namespace, labels).map(({ metadata }) => metadata.name);
}

describe("PodsByLabel", () => {
  it("finds the pods of the namespace that carry every label", () => {
    assertEquals(found("shop", { app: "cart" }), ["a", "b"]);
    assertEquals(found("shop", { app: "cart", track: "canary" }), ["b"]);
    assertEquals(found("test", { app: "cart" }), ["c"]);
  });

  it("finds nothing where one label is carried by nobody, or none is asked for", () => {
    assertEquals(found("shop", { app: "cart", track: "beta" }), []);
    assertEquals(found("shop", {}), []);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { ownerOf, ownerOfPod, ownerText } from "./workload_owner.ts";

describe("ownerOf", () => {
  const cases: readonly [string, string][] = [
    ["Pod/cart-6d5f7c9b8-x2x4z", "Deployment/cart"],
    ["Pod/cart-db-7b6f9cf5d-qwz7k", "Deployment/cart-db"],
    ["Pod/orders-db-0", "StatefulSet/orders-db"],
    ["Pod/report-29384750-k8k2z", "CronJob/report"],
    ["Pod/fluent-bit-k8k2z", "Pod/fluent-bit-*"],
    ["Pod/debug", "Pod/debug"],
    ["Pod/web-frontend", "Pod/web-frontend"],
    ["ReplicaSet/cart-6d5f7c9b8", "Deployment/cart"],
    ["ReplicaSet/cart", "ReplicaSet/cart"],
    ["Job/report-29384750", "CronJob/report"],
    ["Job/migrate", "Job/migrate"],
    ["Node/node-01", "Node/node-01"],
  ];
  for (const [object, expected] of cases) {
    it(`takes ${object} to ${expected}`, () => {
      const [kind = "", name = ""] = object.split("/");
      assertEquals(ownerText(ownerOf({ kind, name })), expected);
    });
  }
});

describe("ownerOfPod", () => {
  function pod(name: string, owner: string, labels: Record<string, string> = {}) {
    const [kind = "", ownerName = ""] = owner.split("/");
    const ownerReferences = [{ kind, name: ownerName, controller: true }];
    return { metadata: { name, labels, ownerReferences } };
  }

  it("strips the hash that the label names, whatever it looks like", () => {
    const labels = { "pod-template-hash": "aeiou" };
    assertEquals(ownerOfPod(pod("x", "ReplicaSet/cart-aeiou", labels)), {
      kind: "Deployment",
      name: "cart",
    });
  });

  it("keeps a ReplicaSet that no Deployment made", () => {
    assertEquals(
      ownerText(ownerOfPod(pod("x", "ReplicaSet/cart-6d5f7c9b8"))),
      "ReplicaSet/cart-6d5f7c9b8",
    );
  });

  it("folds the pods of a rollout, a scheduled job and a node's own pods", () => {
    const labels = { "rollouts-pod-template-hash": "6d5f7c9b8" };
    assertEquals(
      ownerText(ownerOfPod(pod("x", "ReplicaSet/cart-6d5f7c9b8", labels))),
      "Rollout/cart",
    );
    assertEquals(ownerText(ownerOfPod(pod("x", "Job/report-29384750"))), "CronJob/report");
    assertEquals(ownerText(ownerOfPod(pod("etcd-node-01", "Node/node-01"))), "Pod/etcd");
  });

  it("takes the controller among several owners", () => {
    const ownerReferences = [
      { kind: "Widget", name: "w" },
      { kind: "StatefulSet", name: "db", controller: true },
    ];
    assertEquals(
      ownerText(ownerOfPod({ metadata: { name: "db-0", ownerReferences } })),
      "StatefulSet/db",
    );
  });

  it("lets a pod without a controller own itself", () => {
    assertEquals(ownerText(ownerOfPod({ metadata: { name: "debug" } })), "Pod/debug");
  });
});

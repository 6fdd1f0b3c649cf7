import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { PodDisruptionBudget } from "../kube_workload.ts";
import { DISRUPTION_RULES } from "./rules_disruption.ts";
import {
  cartDeployment,
  cartPod,
  LONG_AGO,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";

const CORDON = {
  key: "node.kubernetes.io/unschedulable",
  effect: "NoSchedule",
  timeAdded: "2026-11-01T10:10:00Z",
};

function budgetOf(status: PodDisruptionBudget["status"]): PodDisruptionBudget {
  return {
    metadata: { name: "cart", namespace: "shop", creationTimestamp: LONG_AGO },
    spec: { minAvailable: 1, selector: { matchLabels: { app: "cart" } } },
    status: { expectedPods: 1, ...status },
  };
}

function toldOf(budget: PodDisruptionBudget, isCordoned = true): readonly string[] {
  const nodes = [{
    metadata: { name: "node-01" },
    spec: isCordoned ? { unschedulable: true, taints: [CORDON] } : {},
  }];
  const objects = {
    nodes,
    budgets: [budget],
    pods: [cartPod()],
    deployments: [cartDeployment()],
  };
  return told(DISRUPTION_RULES, situationWith({ objects }));
}

describe("budget-blocks-drain", () => {
  it("names the budget that lets nobody go, the node, and the pods that are well", () => {
    assertEquals(toldOf(budgetOf({ currentHealthy: 1, disruptionsAllowed: 0 })), [
      "budget-blocks-drain 2: PodDisruptionBudget shop/cart since 10:10",
      "- PodDisruptionBudget shop/cart allows 0 disruptions: minAvailable 1, 1 of 1 pods healthy",
      "- node-01 is cordoned (SchedulingDisabled) since 10:10 and still carries 1 pod that cart " +
      "lets nobody evict: cart-6d5f7c9b8-x2x4z",
      "+ cart: 1/1 ready",
    ]);
  });

  it("finds nothing where a disruption is allowed", () => {
    assertEquals(toldOf(budgetOf({ currentHealthy: 1, disruptionsAllowed: 1 })), []);
  });

  it("finds nothing on nodes that nobody cordoned", () => {
    assertEquals(toldOf(budgetOf({ currentHealthy: 1, disruptionsAllowed: 0 }), false), []);
  });

  it("does not hold while the budget waits for a pod to come up", () => {
    assertEquals(toldOf(budgetOf({ currentHealthy: 0, disruptionsAllowed: 0 })), [
      "not budget-blocks-drain: cart waits for 1 pod to be healthy",
    ]);
  });
});

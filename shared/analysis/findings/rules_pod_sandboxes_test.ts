import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import { POD_SANDBOX_RULES } from "./rules_pod_sandboxes.ts";

const EVENT = cartEvent({
  reason: "FailedCreatePodSandBox",
  message: "Failed to create pod sandbox: plugin failed (add): no IP addresses available in range",
});
const WAITING = cartPod({
  status: { phase: "Pending", conditions: [{ type: "Ready", status: "False" }] },
});
const deployments = [cartDeployment({ status: { readyReplicas: 0 } })];

describe("pod-sandbox-not-created", () => {
  it("blames the node, says why, and names the pods that wait on it", () => {
    const situation = situationWith({
      objects: { pods: [WAITING], deployments },
      events: [EVENT],
    });
    assertEquals(told(POD_SANDBOX_RULES, situation), [
      "pod-sandbox-not-created 3: Node node-01 since 10:05",
      "- FailedCreatePodSandBox on node-01, at least 4 times: no IP address is left for pods " +
      "«Failed to create pod sandbox: plugin failed (add): no IP addresses available in range»",
      "- Deployment shop/cart 0/1 ready: 1 pod in ContainerCreating on node-01 (cart-6d5f7c9b8-x2x4z)",
    ]);
  });

  it("finds nothing once the pods have their network", () => {
    const situation = situationWith({
      objects: { pods: [cartPod({ status: { podIP: "10.244.0.7" } })], deployments },
      events: [EVENT],
    });
    assertEquals(told(POD_SANDBOX_RULES, situation), []);
  });

  it("finds nothing in a pod that waits for something else", () => {
    const event = { ...EVENT, reason: "FailedMount" };
    const situation = situationWith({
      objects: { pods: [WAITING], deployments },
      events: [event],
    });
    assertEquals(told(POD_SANDBOX_RULES, situation), []);
  });
});

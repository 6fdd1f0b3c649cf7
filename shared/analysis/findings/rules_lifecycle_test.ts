import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartPod,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import { LIFECYCLE_RULES } from "./rules_lifecycle.ts";

function written(time: string, observedGeneration: number) {
  const deployment = cartDeployment({ status: { observedGeneration } });
  return {
    ...deployment,
    metadata: { ...deployment.metadata, generation: 7, managedFields: [{ manager: "helm", time }] },
  };
}

describe("spec-not-observed", () => {
  it("compares generations", () => {
    const deployments = [written(RECENTLY, 6)];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { deployments } })), [
      "spec-not-observed 2: Deployment shop/cart since 10:05",
      "- generation is 7, its controller has observed 6 only",
    ]);
  });

  it("does not hold for a spec that was written just now", () => {
    const deployments = [written("2026-11-01T10:29:30Z", 6)];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { deployments } })), [
      "not spec-not-observed: the spec was written just now",
    ]);
  });

  it("finds nothing where the controller keeps up", () => {
    const deployments = [written(RECENTLY, 7)];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { deployments } })), []);
  });
});

describe("deletion-held-by-finalizer", () => {
  it("names the finalizer", () => {
    const pods = [
      cartPod({ metadata: { deletionTimestamp: RECENTLY, finalizers: ["example/hold"] } }),
    ];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { pods } })), [
      "deletion-held-by-finalizer 2: Pod shop/cart-6d5f7c9b8-x2x4z since 10:05",
      "- Terminating since 10:05 (deletionTimestamp): held by finalizer example/hold",
    ]);
  });

  it("does not hold for a deletion that has just begun", () => {
    const pods = [
      cartPod({
        metadata: { deletionTimestamp: "2026-11-01T10:29:00Z", finalizers: ["example/hold"] },
      }),
    ];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { pods } })), [
      "not deletion-held-by-finalizer: deleted only 1m ago",
    ]);
  });

  it("finds nothing in pods that only take their time to end", () => {
    const pods = [cartPod({ metadata: { deletionTimestamp: RECENTLY } })];
    assertEquals(told(LIFECYCLE_RULES, situationWith({ objects: { pods } })), []);
  });
});

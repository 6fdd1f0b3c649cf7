import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartPod,
  cartReplicaSet,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import { ROLLOUT_RULES } from "./rules_rollouts.ts";

const STUCK = [{
  type: "Progressing",
  status: "False",
  reason: "ProgressDeadlineExceeded",
  message: "timed out progressing",
  lastTransitionTime: "2026-11-01T10:15:00Z",
}];
const template = (image: string) => ({
  template: { spec: { containers: [{ name: "cart", image }] } },
});

describe("rollout-deadline-exceeded", () => {
  it("tells how far the rollout came and who serves", () => {
    const objects = {
      pods: [cartPod()],
      deployments: [
        cartDeployment({
          spec: { replicas: 3, strategy: { type: "RollingUpdate" } },
          status: { conditions: STUCK },
        }),
      ],
      replicaSets: [
        cartReplicaSet({ revision: 2, spec: { replicas: 1, ...template("cart:1.5.0") } }),
        cartReplicaSet({
          revision: 1,
          hash: "5d5f7c9b7",
          spec: { replicas: 2, ...template("cart:1.4.2") },
          status: { readyReplicas: 1 },
        }),
      ],
    };
    assertEquals(told(ROLLOUT_RULES, situationWith({ objects })), [
      "rollout-deadline-exceeded 2: Deployment shop/cart since 10:05",
      "- ProgressDeadlineExceeded since 10:15: 1 of 3 updated, 1/3 ready, image cart:1.5.0 «timed out progressing»",
      "- cart 1/3 ready: the old ReplicaSet cart-5d5f7c9b7 still serves with 1 ready (image cart:1.4.2), the new cart-6d5f7c9b8 has 0/1 ready (image cart:1.5.0) and ProgressDeadlineExceeded since 10:15",
    ]);
  });

  it("says that Recreate leaves nobody serving", () => {
    const deployments = [
      cartDeployment({
        spec: { strategy: { type: "Recreate" } },
        status: { readyReplicas: 0, conditions: STUCK },
      }),
    ];
    assertEquals(
      told(ROLLOUT_RULES, situationWith({ objects: { deployments } }))[1],
      "- ProgressDeadlineExceeded since 10:15: 1 of 1 updated, 0/1 ready, strategy Recreate leaves no old pod serving «timed out progressing»",
    );
  });

  it("does not hold when all replicas are updated and ready", () => {
    const deployments = [cartDeployment({ status: { conditions: STUCK } })];
    assertEquals(told(ROLLOUT_RULES, situationWith({ objects: { deployments } })), [
      "not rollout-deadline-exceeded: cart: 1/1 updated and ready",
    ]);
  });
});

describe("rollout-paused", () => {
  it("tells how far it came", () => {
    const deployments = [cartDeployment({
      spec: { replicas: 4, paused: true },
      status: {
        readyReplicas: 4,
        conditions: [{
          type: "Progressing",
          status: "Unknown",
          reason: "DeploymentPaused",
          lastTransitionTime: RECENTLY,
        }],
      },
    })];
    assertEquals(told(ROLLOUT_RULES, situationWith({ objects: { deployments } })), [
      "rollout-paused 2: Deployment shop/cart since 10:05",
      "- spec.paused is true: 1 of 4 updated, 4/4 ready",
    ]);
  });

  it("finds nothing in a pause with nothing left to do", () => {
    const deployments = [cartDeployment({ spec: { paused: true } })];
    assertEquals(told(ROLLOUT_RULES, situationWith({ objects: { deployments } })), []);
  });
});

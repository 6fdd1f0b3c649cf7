import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import { ADMISSION_RULES } from "./rules_admission.ts";

const QUOTA =
  'pods "cart-6d5f7c9b8-k8x2w" is forbidden: exceeded quota: compute, requested: requests.cpu=300m, used: requests.cpu=4800m, limited: requests.cpu=5';

function refused(message: string) {
  const condition = {
    type: "ReplicaFailure",
    status: "True",
    reason: "FailedCreate",
    message,
    lastTransitionTime: RECENTLY,
  };
  return cartDeployment({ status: { readyReplicas: 0, conditions: [condition] } });
}

describe("quota-refuses-pods", () => {
  const quotas = [{
    metadata: { name: "compute", namespace: "shop" },
    status: { hard: { "requests.cpu": "5" }, used: { "requests.cpu": "4800m" } },
  }];

  it("names use and limit of the quota, and who is refused", () => {
    const situation = situationWith({ objects: { deployments: [refused(QUOTA)], quotas } });
    assertEquals(told(ADMISSION_RULES, situation), [
      "quota-refuses-pods 3: ResourceQuota shop/compute since 10:05",
      '- exceeded quota: compute has requests.cpu used 4800m of hard 5 (96%); a pod requests requests.cpu=300m, refused: Deployment shop/cart 0/1 ready, FailedCreate since 10:05 «pods "cart-6d5f7c9b8-k8x2w" is forbidden: exceeded quota: compute, requested: requests.cpu=300m, used: requests.cpu=4800m, limited: requests.cpu=5»',
      "+ cart: refused before scheduling, so nodes and images are not at fault",
    ]);
  });

  it("reads refusals of StatefulSets from events", () => {
    const event = cartEvent({
      reason: "FailedCreate",
      message: QUOTA,
      owner: { kind: "StatefulSet", name: "db" },
      lastObject: { kind: "StatefulSet", name: "db" },
    });
    assertEquals(told(ADMISSION_RULES, situationWith({ events: [event] })).slice(0, 2), [
      "quota-refuses-pods 3: ResourceQuota shop/compute since 10:05",
      '- exceeded quota: compute has no room; a pod requests requests.cpu=300m, refused: StatefulSet shop/db not ready, FailedCreate since 10:05 «pods "cart-6d5f7c9b8-k8x2w" is forbidden: exceeded quota: compute, requested: requests.cpu=300m, used: requests.cpu=4800m, limited: requests.cpu=5»',
    ]);
  });

  it("does not hold when the refused workload has all its pods", () => {
    const event = cartEvent({ reason: "FailedCreate", message: QUOTA });
    const situation = situationWith({
      objects: { deployments: [cartDeployment()] },
      events: [event],
    });
    assertEquals(told(ADMISSION_RULES, situation), ["not quota-refuses-pods: cart: 1/1 ready"]);
  });
});

describe("other refusals", () => {
  it("tells what a LimitRange allows", () => {
    const message =
      'pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi';
    const limitRanges = [{
      metadata: { name: "bounds", namespace: "shop" },
      spec: { limits: [{ type: "Container", max: { memory: "1Gi" } }] },
    }];
    const objects = { deployments: [refused(message)], limitRanges };
    assertEquals(told(ADMISSION_RULES, situationWith({ objects })), [
      "limit-range-refuses-pods 3: Deployment shop/cart since 10:05",
      '- Deployment shop/cart 0/1 ready, FailedCreate since 10:05: its pods are refused by the API server «pods "x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi»',
      "- LimitRange shop/bounds allows max memory 1Gi for each Container",
      "+ cart: no pod exists, so neither nodes nor images are at fault",
    ]);
  });

  it("tells which Pod Security level a namespace enforces", () => {
    const message =
      'pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    const namespaces = [{ metadata: { name: "shop", labels } }];
    const objects = { deployments: [refused(message)], namespaces };
    assertEquals(told(ADMISSION_RULES, situationWith({ objects })), [
      "pod-security-refuses-pods 3: Deployment shop/cart since 10:05",
      '- Deployment shop/cart 0/1 ready, FailedCreate since 10:05: its pods are refused by the API server «pods "x" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true»',
      "- namespace shop has pod-security.kubernetes.io/enforce=restricted",
      "+ cart: no pod exists, so neither nodes nor images are at fault",
    ]);
  });

  it("quotes a refusal that no other rule knows", () => {
    const message =
      'pods "x" is forbidden: error looking up service account shop/cart: serviceaccount "cart" not found';
    const objects = { deployments: [refused(message)] };
    assertEquals(told(ADMISSION_RULES, situationWith({ objects })).slice(0, 2), [
      "pods-cannot-be-created 3: Deployment shop/cart since 10:05",
      '- Deployment shop/cart 0/1 ready, FailedCreate since 10:05: its pods are refused by the API server «pods "x" is forbidden: error looking up service account shop/cart: serviceaccount "cart" not found»',
    ]);
  });

  it("finds nothing where controllers can create their pods", () => {
    const objects = { deployments: [cartDeployment()] };
    assertEquals(told(ADMISSION_RULES, situationWith({ objects })), []);
  });
});

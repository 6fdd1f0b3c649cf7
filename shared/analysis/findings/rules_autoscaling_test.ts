import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartPod,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import type { Condition } from "../condition.ts";
import type { HorizontalPodAutoscaler } from "../kube_workload.ts";
import { AUTOSCALING_RULES } from "./rules_autoscaling.ts";

function autoscaler(
  condition: Partial<Condition> & { readonly type: string },
  { name = "cart", current = 76 } = {},
): HorizontalPodAutoscaler {
  return {
    metadata: { name, namespace: "shop" },
    spec: {
      scaleTargetRef: { kind: "Deployment", name },
      maxReplicas: 4,
      metrics: [{
        type: "Resource",
        resource: { name: "cpu", target: { averageUtilization: 70 } },
      }],
    },
    status: {
      currentReplicas: 1,
      currentMetrics: [{
        type: "Resource",
        resource: { name: "cpu", current: { averageUtilization: current } },
      }],
      conditions: [{ status: "True", lastTransitionTime: RECENTLY, ...condition }],
    },
  };
}

function tell(autoscalers: readonly HorizontalPodAutoscaler[]) {
  const objects = { autoscalers, deployments: [cartDeployment()], pods: [cartPod()] };
  return told(AUTOSCALING_RULES, situationWith({ objects }));
}

const BLIND = {
  type: "ScalingActive",
  status: "False",
  reason: "FailedGetResourceMetric",
  message: "missing request for cpu in container cart",
};
const WORKING = autoscaler({ type: "ScalingActive", reason: "ValidMetricFound" }, { name: "web" });

describe("autoscaling rules", () => {
  it("name the container without a request, and the autoscalers that work", () => {
    assertEquals(tell([autoscaler(BLIND), WORKING]), [
      "autoscaler-reads-no-metric 2: HorizontalPodAutoscaler shop/cart since 10:05",
      "- cart ScalingActive=False FailedGetResourceMetric since 10:05: stays at 1 of at most 4 replicas «missing request for cpu in container cart»",
      "- missing request for cpu in container cart of Deployment shop/cart",
      "+ cart: 1/1 ready",
      "+ HorizontalPodAutoscaler web: ScalingActive=True ValidMetricFound cpu 76%/70%",
    ]);
  });

  it("find nothing wrong with one that scales, or has nothing to scale", () => {
    assertEquals(tell([WORKING, autoscaler({ ...BLIND, reason: "ScalingDisabled" })]), []);
  });

  it("find a metrics API that answers no autoscaler, and how its server stands", () => {
    const message = "unable to fetch metrics from resource metrics API";
    const deaf = ["cart", "web"].map((name) => autoscaler({ ...BLIND, message }, { name }));
    const requests = { containers: [{ name: "cart", resources: { requests: { cpu: "1" } } }] };
    const server = {
      metadata: { name: "metrics-server", namespace: "kube-system" },
      spec: { replicas: 1 },
      status: { readyReplicas: 0 },
    };
    const deployments = [cartDeployment({ spec: { template: { spec: requests } } }), server];
    const situation = situationWith({ objects: { autoscalers: deaf, deployments } });
    assertEquals(told(AUTOSCALING_RULES, situation).slice(-2), [
      "metrics-api-down 3: Deployment kube-system/metrics-server since 10:05",
      "- 2 autoscalers cannot read resource metrics (ScalingActive=False FailedGetResourceMetric): cart stays at 1 of at most 4, web stays at 1 of at most 4 replicas; metrics-server 0/1 ready «unable to fetch metrics from resource metrics API»",
    ]);
  });

  it("find one at its maximum, unless its target is met", () => {
    const limited = { type: "ScalingLimited", reason: "TooManyReplicas" };
    assertEquals(tell([autoscaler(limited)]), [
      "autoscaler-at-maximum 2: HorizontalPodAutoscaler shop/cart since 10:05",
      "- cart at its maximum of 4 replicas: cpu 76%/70%",
      "+ cart: 1/1 ready",
    ]);
    assertEquals(tell([autoscaler(limited, { current: 60 })]), [
      "not autoscaler-at-maximum: cart is at its maximum and its target is met",
    ]);
  });

  it("find one whose target does not exist, unless it does", () => {
    const lost = { type: "AbleToScale", status: "False", reason: "FailedGetScale", message: "404" };
    assertEquals(tell([autoscaler(lost, { name: "gone" })]), [
      "autoscaler-target-missing 2: HorizontalPodAutoscaler shop/gone since 10:05",
      "- gone AbleToScale=False FailedGetScale: Deployment shop/gone not found «404»",
    ]);
    assertEquals(tell([autoscaler(lost)]), [
      "not autoscaler-target-missing: Deployment shop/cart exists",
    ]);
  });
});

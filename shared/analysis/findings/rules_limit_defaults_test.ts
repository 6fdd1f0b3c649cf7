import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Container } from "../kube_pod.ts";
import type { LimitRange } from "../kube_policy.ts";
import { LIMIT_DEFAULT_RULES } from "./rules_limit_defaults.ts";
import {
  cartDeployment,
  cartPod,
  cartReplicaSet,
  LONG_AGO,
  RUNNING,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";

const KILLED = { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:28:00Z" };
const LIMITED: Container = { name: "cart", resources: { limits: { memory: "64Mi" } } };
const CRASHING = unready({ restartCount: 9, lastState: { terminated: KILLED } });

function rangeOf(memory: string): LimitRange {
  return {
    metadata: { name: "defaults", namespace: "shop", creationTimestamp: "2026-11-01T09:21:00Z" },
    spec: { limits: [{ type: "Container", default: { memory } }] },
  };
}

function toldOf(
  { template = { name: "cart" }, range = rangeOf("64Mi"), status = CRASHING }: {
    readonly template?: Container;
    readonly range?: LimitRange;
    readonly status?: typeof CRASHING;
  },
): readonly string[] {
  const objects = {
    limitRanges: [range],
    pods: [cartPod({ spec: { containers: [LIMITED] }, status })],
    deployments: [cartDeployment({ status: { readyReplicas: status === CRASHING ? 0 : 1 } })],
    replicaSets: [
      cartReplicaSet({ revision: 1, spec: { template: { spec: { containers: [template] } } } }),
    ],
  };
  return told(LIMIT_DEFAULT_RULES, situationWith({ objects }));
}

describe("default-limit-too-small", () => {
  it("names the LimitRange, the limit, and that the template sets none", () => {
    assertEquals(toldOf({}), [
      "default-limit-too-small 3: LimitRange shop/defaults since 10:10",
      "- LimitRange defaults gives container cart of Deployment shop/cart its default memory " +
      "limit 64Mi: the template sets no memory limit; made 09:21",
      "- container cart of Deployment shop/cart OOMKilled at memory limit 64Mi, exit code 137 " +
      "(OOMKilled), 0/1 ready",
    ]);
  });

  it("finds nothing where the template sets that limit itself", () => {
    assertEquals(toldOf({ template: LIMITED }), []);
  });

  it("finds nothing where the default is another", () => {
    assertEquals(toldOf({ range: rangeOf("512Mi") }), []);
  });

  it("does not hold when the pods have run for hours since", () => {
    const terminated = { ...KILLED, finishedAt: "2026-11-01T06:28:00Z" };
    const conditions = [{ type: "Ready", status: "True" as const, lastTransitionTime: LONG_AGO }];
    const containerStatuses = [{ ...RUNNING, lastState: { terminated } }];
    assertEquals(toldOf({ status: { conditions, containerStatuses } }), [
      "not default-limit-too-small: 1/1 ready and no restart for 4h2m",
    ]);
  });
});

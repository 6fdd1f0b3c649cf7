import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  cartPod,
  LONG_AGO,
  RUNNING,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import { DRIFT_RULES } from "./rules_drift.ts";
import { REFERENCE_RULES } from "./rules_references.ts";

const CONFIG = {
  metadata: {
    name: "cart-config",
    namespace: "shop",
    managedFields: [{
      manager: "argocd",
      time: "2026-11-01T10:02:00Z",
      fieldsV1: { "f:data": {} },
    }],
  },
  data: { MAX_MEMORY: "400mb" },
};
const ENV = [{
  name: "MAXMEMORY",
  valueFrom: { configMapKeyRef: { name: "cart-config", key: "MAXMEMORY" } },
}];
const SPEC = { containers: [{ name: "cart", image: "cart:1.4.2", env: ENV }] };

function blocked(message: string) {
  const state = { waiting: { reason: "CreateContainerConfigError", message } };
  return cartPod({ spec: SPEC, status: { ...unready({ state }), phase: "Pending" } });
}

describe("configuration-missing", () => {
  it("blames the ConfigMap that lost a key, and tells who wrote it", () => {
    const pods = [blocked("couldn't find key MAXMEMORY in ConfigMap shop/cart-config")];
    const objects = {
      pods,
      configMaps: [CONFIG],
      deployments: [cartDeployment({ status: { readyReplicas: 0 } })],
    };
    assertEquals(told(REFERENCE_RULES, situationWith({ objects })), [
      "configuration-missing 3: ConfigMap shop/cart-config since 10:10",
      "- key MAXMEMORY in ConfigMap shop/cart-config not found (it has MAX_MEMORY): Deployment shop/cart 0/1 ready in CreateContainerConfigError «couldn't find key MAXMEMORY in ConfigMap shop/cart-config»",
      "- ConfigMap shop/cart-config: data written 10:02 by argocd",
      "+ cart: the image is there, the container is never started",
    ]);
  });

  it("blames the workload for a name that never was, and names the nearest", () => {
    const pods = [blocked('configmap "cart-confg" not found')];
    assertEquals(
      told(REFERENCE_RULES, situationWith({ objects: { pods, configMaps: [CONFIG] } })),
      [
        "configuration-missing 3: Deployment shop/cart since 10:10",
        '- ConfigMap shop/cart-confg not found: Deployment shop/cart 0/1 ready in CreateContainerConfigError «configmap "cart-confg" not found»',
        "- namespace shop has a ConfigMap cart-config, not cart-confg",
        "+ cart: the image is there, the container is never started",
      ],
    );
  });

  it("reads from events which Secret a volume lacks", () => {
    const pods = [cartPod({ status: { ...unready({}), phase: "Pending" } })];
    const event = cartEvent({
      reason: "FailedMount",
      message: 'MountVolume.SetUp failed for volume "tls" : secret "cart-tls" not found',
    });
    assertEquals(
      told(REFERENCE_RULES, situationWith({ objects: { pods }, events: [event] })).slice(0, 2),
      [
        "configuration-missing 3: Deployment shop/cart since 10:05",
        '- Secret shop/cart-tls not found: Deployment shop/cart 0/1 ready in FailedMount «MountVolume.SetUp failed for volume "tls" : secret "cart-tls" not found»',
      ],
    );
  });

  it("does not hold when the workload is ready", () => {
    const found = {
      entity: { kind: "Deployment", namespace: "shop", name: "cart" },
      facts: [{ text: "" }] as const,
    };
    const objects = { pods: [cartPod()], deployments: [cartDeployment()] };
    assertEquals(
      REFERENCE_RULES[0]!.disconfirm(found, situationWith({ objects })),
      "cart: 1/1 ready",
    );
  });
});

describe("configuration-will-be-missing", () => {
  const deployments = [cartDeployment({ spec: { template: { spec: SPEC } } })];

  it("warns of pods that could not start again", () => {
    assertEquals(
      told(REFERENCE_RULES, situationWith({ objects: { deployments, configMaps: [CONFIG] } })),
      [
        "configuration-will-be-missing 1: Deployment shop/cart",
        "- env MAXMEMORY of cart needs ConfigMap cart-config, key MAXMEMORY not found: new pods will not start (1/1 ready)",
        "- ConfigMap shop/cart-config: data written 10:02 by argocd",
      ],
    );
  });

  it("concludes nothing where no ConfigMap was read, the key is there, or it is optional", () => {
    const whole = { ...CONFIG, data: { MAXMEMORY: "400mb" } };
    assertEquals(
      told(REFERENCE_RULES, situationWith({ objects: { deployments, configMaps: [] } })),
      [],
    );
    assertEquals(
      told(REFERENCE_RULES, situationWith({ objects: { deployments, configMaps: [whole] } })),
      [],
    );
  });
});

describe("configuration-drift", () => {
  const started = (name: string, startedAt: string) =>
    cartPod({
      name,
      spec: SPEC,
      status: { containerStatuses: [{ ...RUNNING, state: { running: { startedAt } } }] },
    });

  it("counts the pods that started before and after the ConfigMap was written", () => {
    const pods = [started("x2x4z", LONG_AGO), started("b7k9m", "2026-11-01T10:20:00Z")];
    assertEquals(told(DRIFT_RULES, situationWith({ objects: { pods, configMaps: [CONFIG] } })), [
      "configuration-drift 1: Deployment shop/cart since 10:02",
      "- ConfigMap cart-config was written 10:02 by argocd: 1 pods started before and keep the old values, 1 started after",
    ]);
  });

  it("finds nothing when all pods started before", () => {
    const pods = [started("x2x4z", LONG_AGO), started("b7k9m", LONG_AGO)];
    assertEquals(told(DRIFT_RULES, situationWith({ objects: { pods, configMaps: [CONFIG] } })), []);
  });
});

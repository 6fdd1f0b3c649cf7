import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import {
  cartDeployment,
  cartEvent,
  RECENTLY,
  situationWith,
  told,
} from "../../testing/situation_fixture.ts";
import { SCALING_RULES } from "./rules_scaling.ts";

const CART = { kind: "Deployment", namespace: "shop", name: "cart" };
const WEB = { kind: "Deployment", namespace: "shop", name: "web" };
const deployments = [
  cartDeployment({
    spec: { replicas: 0, template: { metadata: { labels: { app: "cart" } } } },
    status: { readyReplicas: 0 },
  }),
];
const services = [{
  metadata: { name: "cart", namespace: "shop" },
  spec: { selector: { app: "cart" } },
}];
const objects = { deployments, services, endpointSlices: [] };

describe("scaled-to-zero", () => {
  it("tells who scaled it and whose calls fail", () => {
    const situation = situationWith({
      objects,
      changes: [{
        at: RECENTLY,
        entity: CART,
        kind: "scale",
        field: "spec.replicas",
        from: "4",
        to: "0",
        by: "kubectl-scale",
        source: "change log",
      }],
      calls: [{ from: WEB, to: CART, requestsPerSecond: 44.8, errorShare: 1 }],
    });
    assertEquals(told(SCALING_RULES, situation), [
      "scaled-to-zero 3: Deployment shop/cart since 10:05",
      "- 0/0 ready, spec.replicas is 0: spec.replicas: 4 -> 0, changed 10:05 by kubectl-scale; Service cart has no ready endpoints",
      "- web -> cart: 100% of 44.8 calls/s fail",
      "+ cart: no pod failed; nothing is wanted, so no alert on pods fires",
    ]);
  });

  it("knows from events how many there were", () => {
    const event = cartEvent({
      reason: "ScalingReplicaSet",
      message: "Scaled down replica set cart-* from 4 to 0",
      lastObject: { kind: "Deployment", name: "cart" },
      lastAt: RECENTLY,
    });
    assertEquals(
      told(SCALING_RULES, situationWith({ objects, events: [event] }))[1],
      "- 0/0 ready, spec.replicas is 0: scaled from 4 to 0 at 10:05; Service cart has no ready endpoints",
    );
  });

  it("finds nothing in what rests and nobody calls", () => {
    assertEquals(told(SCALING_RULES, situationWith({ objects })), []);
  });

  it("does not hold when other pods back the Service", () => {
    const found = {
      entity: CART,
      facts: [{ text: "" }] as const,
      related: [{ kind: "Service", namespace: "shop", name: "cart" }],
    };
    const endpointSlices = [{
      metadata: {
        name: "cart-1",
        namespace: "shop",
        labels: { "kubernetes.io/service-name": "cart" },
      },
      endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready: true } }],
    }];
    assertEquals(
      SCALING_RULES[0]!.disconfirm(
        found,
        situationWith({ objects: { ...objects, endpointSlices } }),
      ),
      "Service cart has 1 ready endpoints",
    );
  });
});

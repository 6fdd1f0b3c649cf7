import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { callOf, deploymentNamed, serviceNamed } from "../../testing/signal_fixture.ts";
import { deploymentOf, podOf, situationWith, told } from "../../testing/situation_fixture.ts";
import { UNREACHABLE_RULES } from "./rules_unreachable.ts";

const CHANGE = {
  at: "2026-11-01T10:03:00Z",
  entity: serviceNamed("cart"),
  kind: "network" as const,
  field: "spec.internalTrafficPolicy",
  from: "Cluster",
  to: "Local",
  source: "change log" as const,
};

function tell(
  { policy = "Local", callerNode = "node-02", errorShare = 1 }: {
    readonly policy?: string;
    readonly callerNode?: string;
    readonly errorShare?: number;
  } = {},
) {
  const service = {
    metadata: { name: "cart", namespace: "shop" },
    spec: { selector: { app: "cart" }, internalTrafficPolicy: policy },
  };
  const caller = podOf("web", { spec: { nodeName: callerNode, containers: [{ name: "web" }] } });
  return told(
    UNREACHABLE_RULES,
    situationWith({
      objects: {
        services: [service],
        endpointSlices: [],
        pods: [podOf("cart"), caller],
        deployments: [deploymentOf("cart"), deploymentOf("web")],
      },
      calls: [{ ...callOf("web", "cart", { errorShare }), from: deploymentNamed("web") }],
      changes: [CHANGE],
    }),
  );
}

describe("service-keeps-traffic-local", () => {
  it("names the callers on nodes without a pod of the Service, and the change", () => {
    assertEquals(tell(), [
      "service-keeps-traffic-local 3: Service shop/cart since 10:03",
      "- internalTrafficPolicy Local: pods on 1 node, 1 pod of web on node-02 without a local endpoint",
      "- spec.internalTrafficPolicy: Cluster -> Local, changed 10:03",
      "+ cart: 1/1 ready",
      "+ web: 1/1 ready",
    ]);
  });

  it("finds nothing where callers share the node of a pod, or traffic goes anywhere", () => {
    assertEquals(tell({ callerNode: "node-01" }), []);
    assertEquals(tell({ policy: "Cluster" }), []);
  });

  it("is disconfirmed by calls that succeed", () => {
    assertEquals(tell({ errorShare: 0 }), [
      "not service-keeps-traffic-local: calls of web to cart succeed",
    ]);
  });
});

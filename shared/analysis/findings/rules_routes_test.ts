import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartDeployment, cartPod, situationWith, told } from "../../testing/situation_fixture.ts";
import type { GatewayRoute, Ingress } from "../kube_network.ts";
import { ROUTE_RULES } from "./rules_routes.ts";

const SERVICE = {
  metadata: { name: "cart", namespace: "shop" },
  spec: { selector: { app: "cart" }, ports: [{ port: 80, targetPort: 8080 }] },
};

function ingress(name: string, port = 80, parts: Partial<Ingress> = {}): Ingress {
  const backend = { service: { name, port: { number: port } } };
  return {
    metadata: { name: "shop", namespace: "shop" },
    spec: {
      ingressClassName: "nginx",
      rules: [{ host: "shop.example", http: { paths: [{ path: "/", backend }] } }],
    },
    status: { loadBalancer: { ingress: [{ ip: "192.0.2.10" }] } },
    ...parts,
  };
}

function tell(ingresses: readonly Ingress[], httpRoutes: readonly GatewayRoute[] = []) {
  return told(
    ROUTE_RULES,
    situationWith({
      objects: {
        services: [SERVICE],
        ingresses,
        httpRoutes,
        pods: [cartPod()],
        deployments: [cartDeployment()],
      },
    }),
  );
}

describe("route rules", () => {
  it("name a backend that does not exist and what there is instead", () => {
    assertEquals(tell([ingress("cart-public")]), [
      "route-backend-missing 3: Ingress shop/shop",
      "- shop.example/ -> Service shop/cart-public:80 does not exist; there is cart",
      "+ cart: 1/1 ready",
    ]);
  });

  it("name a port that the Service does not have", () => {
    assertEquals(tell([ingress("cart", 81)]), [
      "route-backend-port-missing 3: Ingress shop/shop",
      "- shop.example/ -> Service shop/cart:81 has no such port; there is cart",
      "+ cart: 1/1 ready",
    ]);
  });

  it("find nothing wrong with a route to a Service", () => {
    assertEquals(tell([ingress("cart")]), []);
  });

  it("take a Service of an unread namespace for unknown", () => {
    const elsewhere = ingress("cart", 80, { metadata: { name: "shop", namespace: "other" } });
    assertEquals(tell([elsewhere]), [
      "not route-backend-missing: no Service of namespace other could be read",
    ]);
  });

  it("find a class that no controller serves beside one that is served", () => {
    const lost = ingress("cart", 80, {
      metadata: { name: "lost", namespace: "shop" },
      spec: { ingressClassName: "ngnix" },
      status: {},
    });
    assertEquals(tell([ingress("cart"), lost]), [
      "ingress-class-unserved 2: Ingress shop/lost",
      "- ingressClassName ngnix: no address was given; the classes that are served: nginx",
    ]);
  });

  it("find a route that its Gateway refuses, unless another one accepts it", () => {
    const parent = (name: string, status: string) => ({
      parentRef: { name },
      conditions: [{ type: "ResolvedRefs", status, reason: "RefNotPermitted", message: "no" }],
    });
    const route = (parents: readonly object[]): GatewayRoute => ({
      metadata: { name: "cart", namespace: "shop" },
      status: { parents },
    });
    assertEquals(tell([], [route([parent("edge", "False")])]), [
      "route-not-accepted 3: HTTPRoute shop/cart",
      "- ResolvedRefs=False RefNotPermitted at Gateway edge: it gets no traffic «no»",
    ]);
    assertEquals(tell([], [route([parent("edge", "False"), parent("inner", "True")])]), [
      "not route-not-accepted: Gateway inner accepts HTTPRoute shop/cart",
    ]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { GatewayRoute, Ingress } from "./kube_network.ts";
import { gatewayRoutes, ingressRoutes, type Route } from "./route_backends.ts";

const TARGETS = {
  services: [
    {
      metadata: { name: "cart", namespace: "shop" },
      spec: { ports: [{ port: 80, name: "http" }] },
    },
    { metadata: { name: "idle", namespace: "shop" }, spec: { ports: [{ port: 80 }] } },
    { metadata: { name: "api", namespace: "backend" }, spec: { ports: [{ port: 8080 }] } },
  ],
  readyEndpoints: new Map([["shop/cart", 3], ["shop/idle", 0], ["backend/api", 1]]),
};

function lines(routes: readonly Route[]): string[] {
  return routes.map(({ object, from, to, problem }) =>
    `${object} ${from} → ${to} ${problem ?? "ok"}`
  );
}

describe("ingressRoutes", () => {
  it("finds backends that do not exist, lack the port or have nothing behind them", () => {
    const path = (path: string, name: string, port: object) => ({
      path,
      backend: { service: { name, port } },
    });
    const ingress: Ingress = {
      metadata: { name: "shop", namespace: "shop" },
      spec: {
        defaultBackend: { service: { name: "cart", port: { number: 80 } } },
        rules: [{
          host: "shop.example",
          http: {
            paths: [
              path("/cart", "cart", { name: "http" }),
              path("/gone", "gone", { number: 80 }),
              path("/port", "cart", { number: 81 }),
              path("/idle", "idle", { number: 80 }),
            ],
          },
        }],
      },
    };
    assertEquals(lines(ingressRoutes([ingress], TARGETS)), [
      "Ingress/shop shop.example/gone → gone:80 service does not exist",
      "Ingress/shop shop.example/idle → idle:80 no ready endpoints",
      "Ingress/shop shop.example/port → cart:81 port does not exist",
      "Ingress/shop * (default) → cart:80 ok",
      "Ingress/shop shop.example/cart → cart:http ok",
    ]);
  });
});

describe("gatewayRoutes", () => {
  it("follows a backend into another namespace", () => {
    const route: GatewayRoute = {
      kind: "HTTPRoute",
      metadata: { name: "web", namespace: "shop" },
      spec: {
        hostnames: ["shop.example"],
        rules: [
          {
            matches: [{ path: { value: "/api" } }],
            backendRefs: [{ name: "api", namespace: "backend", port: 8080 }],
          },
          { backendRefs: [{ name: "api", port: 8080 }, { kind: "Bucket", name: "static" }] },
        ],
      },
    };
    assertEquals(lines(gatewayRoutes([route], TARGETS)), [
      "HTTPRoute/web shop.example/ → api:8080 service does not exist",
      "HTTPRoute/web shop.example/api → api:8080 ok",
    ]);
  });
});

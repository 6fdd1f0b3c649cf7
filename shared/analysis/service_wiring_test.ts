import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { EndpointSlice, Service } from "./kube_network.ts";
import type { Pod } from "./kube_pod.ts";
import { readyEndpoints, serviceFaults } from "./service_wiring.ts";

function service(name: string, selector: Record<string, string>, spec: object = {}): Service {
  return {
    metadata: { name, namespace: "shop" },
    spec: { selector, ports: [{ port: 80, targetPort: 8080 }], ...spec },
  };
}

function slice(service: string, ready: readonly boolean[]): EndpointSlice {
  return {
    metadata: {
      name: `${service}-abc`,
      namespace: "shop",
      labels: { "kubernetes.io/service-name": service },
    },
    endpoints: ready.map((ready, at) => ({ addresses: [`10.0.0.${at}`], conditions: { ready } })),
  };
}

function pod(
  name: string,
  app: string,
  { ready = true, port = "http", namespace = "shop" } = {},
): Pod {
  return {
    metadata: { name, namespace, labels: { app } },
    spec: { containers: [{ name: "app", ports: [{ name: port, containerPort: 8080 }] }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
  };
}

describe("serviceFaults", () => {
  it("finds a selector that matches nothing and the labels it was meant for", () => {
    const faults = serviceFaults({
      services: [service("cart", { app: "crat" })],
      endpointSlices: [slice("cart", [])],
      pods: [pod("a", "cart"), pod("b", "cart"), pod("c", "cart", { ready: false })],
    });
    assertEquals(faults, [{
      namespace: "shop",
      name: "cart",
      problem: "selector matches no pods",
      selector: "app=crat",
      pods: 0,
      readyPods: 0,
      readyEndpoints: 0,
      nearest: "app=cart matches 3 pods, 2 ready",
    }]);
  });

  it("does not propose labels of another namespace", () => {
    const [fault] = serviceFaults({
      services: [service("cart", { app: "crat" })],
      endpointSlices: [],
      pods: [pod("a", "cart", { namespace: "test" })],
    });
    assertEquals(fault?.nearest, undefined);
  });

  it("tells pods that are not ready from endpoints that nobody wrote", () => {
    const objects = {
      services: [service("slow", { app: "slow" }), service("lost", { app: "lost" })],
      endpointSlices: [slice("slow", [false])],
      pods: [pod("a", "slow", { ready: false }), pod("b", "lost")],
    };
    const found = serviceFaults(objects).map(({ name, problem }) => `${name}: ${problem}`);
    assertEquals(found, ["lost: no endpoints", "slow: no ready pods"]);
  });

  it("finds a named target port that no container declares", () => {
    const [fault] = serviceFaults({
      services: [service("web", { app: "web" }, { ports: [{ port: 80, targetPort: "https" }] })],
      endpointSlices: [slice("web", [true])],
      pods: [pod("a", "web")],
    });
    assertEquals([fault?.problem, fault?.nearest], [
      "target port missing",
      "target port https; the pods' ports: http",
    ]);
  });

  it("leaves alone what works, what has no selector and external names", () => {
    const faults = serviceFaults({
      services: [
        service("web", { app: "web" }),
        service("manual", {}),
        service("outside", { app: "x" }, { type: "ExternalName" }),
      ],
      endpointSlices: [slice("web", [true, false])],
      pods: [pod("a", "web")],
    });
    assertEquals(faults, []);
  });

  it("orders faults by kind, then by name, for any order of the input", () => {
    const services = ["b", "a"].map((name) => service(name, { app: "none" }));
    const objects = { services, endpointSlices: [], pods: [] };
    assertEquals(serviceFaults(objects).map(({ name }) => name), ["a", "b"]);
  });
});

describe("readyEndpoints", () => {
  it("counts addresses once over several slices, and silence as ready", () => {
    const unsaid: EndpointSlice = { ...slice("web", []), endpoints: [{ addresses: ["10.0.0.9"] }] };
    const counts = readyEndpoints([slice("web", [true, false]), slice("web", [true]), unsaid]);
    assertEquals([...counts], [["shop/web", 2]]);
  });
});

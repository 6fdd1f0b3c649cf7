import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { LogShift } from "../signals/log_shift.ts";
import type { Pod } from "../kube_pod.ts";
import type { Service } from "../kube_network.ts";
import { SERVICE_RULES } from "./rules_services.ts";
import { type Situation, situationOf, type SituationParts } from "./situation.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const WINDOW = { start: new Date("2026-11-01T09:30:00Z"), end: NOW };
const CALLER = { kind: "Deployment", namespace: "shop", name: "checkout" };

function pod(app: string, name: string): Pod {
  return {
    metadata: {
      name,
      namespace: "shop",
      labels: { app },
      ownerReferences: [{ kind: "StatefulSet", name: app, controller: true }],
    },
    spec: { containers: [{ name: app, ports: [{ name: "main", containerPort: 8080 }] }] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  };
}

function service(app: string, targetPort: number | string = 8080): Service {
  return {
    metadata: { name: "cart", namespace: "shop" },
    spec: { selector: { app }, clusterIP: "10.96.0.5", ports: [{ port: 80, targetPort }] },
  };
}

function refused(sample: string): LogShift {
  const at = "2026-11-01T10:12:00Z";
  return {
    entity: CALLER,
    kind: "new",
    template: sample,
    sample,
    count: 40,
    expected: 0,
    since: at,
    lastAt: at,
    pods: [],
    nodes: [],
  };
}

function situation(one: Service, parts: Partial<SituationParts> = {}): Situation {
  return situationOf({
    now: NOW,
    window: WINDOW,
    objects: {
      services: [one],
      pods: [pod("cart", "cart-0"), pod("cart", "cart-1")],
      endpointSlices: [],
    },
    ...parts,
  });
}

function found(id: string, one: Situation) {
  return SERVICE_RULES.find((rule) => rule.id === id)?.find(one) ?? [];
}

describe("service-selector-matches-no-pods", () => {
  it("names the selector, its nearest match and who changed it", () => {
    const [one] = found(
      "service-selector-matches-no-pods",
      situation(service("crat"), {
        changes: [{
          at: "2026-11-01T10:12:00Z",
          entity: { kind: "Service", namespace: "shop", name: "cart" },
          kind: "network",
          field: "spec.selector.app",
          from: "cart",
          to: "crat",
          by: "kubectl-edit",
          source: "change log",
        }],
      }),
    );
    assertEquals(one?.since, "2026-11-01T10:12:00Z");
    assertEquals(one?.facts.map(({ text }) => text), [
      "selector app=crat matches no pods: no ready endpoints (0 ready) since 10:12; app=cart matches 2 pods, 2 ready",
      "spec.selector.app: cart -> crat, changed 10:12 by kubectl-edit",
    ]);
    assertEquals(one?.ruledOut, ["cart: 2/2 ready"]);
  });

  it("finds nothing where the selector picks pods", () => {
    assertEquals(found("service-selector-matches-no-pods", situation(service("cart"))), []);
  });

  it("leaves a workload without pods to those who look at workloads", () => {
    const workload = {
      metadata: { name: "crat", namespace: "shop" },
      spec: { replicas: 0, template: { metadata: { labels: { app: "crat" } } } },
    };
    const { objects } = situation(service("crat"));
    const one = situation(service("crat"), { objects: { ...objects, deployments: [workload] } });
    assertEquals(found("service-selector-matches-no-pods", one), []);
  });

  it("finds nothing where pods were not read", () => {
    const one = situation(service("crat"), { objects: { services: [service("crat")] } });
    assertEquals(found("service-selector-matches-no-pods", one), []);
  });
});

describe("service-target-port-not-listening", () => {
  it("believes an undeclared number only when callers are refused", () => {
    const id = "service-target-port-not-listening";
    assertEquals(found(id, situation(service("cart", 8443))), []);
    const logs = [refused("dial tcp 10.96.0.5:80: connect: connection refused")];
    const [one] = found(id, situation(service("cart", 8443), { logs }));
    assertEquals(one?.facts.map(({ text }) => text), [
      "port 80 sends to targetPort 8443: 8443 is no container port, pods listen on 8080 (main)",
      "Deployment shop/checkout logs connection refused on calls to cart since 10:12, 40 lines",
    ]);
    assertEquals(one?.ruledOut, ["cart: 2/2 ready"]);
  });

  it("finds a name that no port has, without further evidence", () => {
    const [one] = found("service-target-port-not-listening", situation(service("cart", "https")));
    assertEquals(
      one?.facts[0].text,
      "port 80 sends to targetPort https: no port has that name, pods listen on 8080 (main)",
    );
  });

  it("is disconfirmed by calls that succeed", () => {
    const rule = SERVICE_RULES.find(({ id }) => id === "service-target-port-not-listening");
    const calls = [{
      from: CALLER,
      to: { kind: "Service", namespace: "shop", name: "cart" },
      requestsPerSecond: 9,
      errorShare: 0,
    }];
    const one = situation(service("cart", "https"), { calls });
    const [first] = rule?.find(one) ?? [];
    assertEquals(first && rule?.disconfirm(first, one), "calls of checkout to cart succeed");
  });
});

describe("service-without-endpoints", () => {
  it("finds ready pods that nobody wrote into a slice", () => {
    const [one] = found("service-without-endpoints", situation(service("cart")));
    assertEquals(
      one?.facts[0].text,
      "no endpoints although selector app=cart matches 2 pods, 2 ready: the EndpointSlice is not kept up",
    );
  });

  it("is disconfirmed by ready endpoints", () => {
    const rule = SERVICE_RULES.find(({ id }) => id === "service-without-endpoints");
    const [first] = rule?.find(situation(service("cart"))) ?? [];
    const slice = {
      metadata: {
        name: "cart-1",
        namespace: "shop",
        labels: { "kubernetes.io/service-name": "cart" },
      },
      endpoints: [{ addresses: ["10.244.0.1"] }],
    };
    const { objects } = situation(service("cart"));
    const later = situation(service("cart"), { objects: { ...objects, endpointSlices: [slice] } });
    assertEquals(rule?.find(later), []);
    assertEquals(
      first && rule?.disconfirm(first, later),
      "Service shop/cart has 1 ready endpoints",
    );
  });
});

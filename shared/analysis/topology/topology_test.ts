import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityText } from "../entity.ts";
import type { CallEdge } from "../signals/signal.ts";
import type { Edge } from "./edge.ts";
import { topologyOf } from "./topology.ts";

function named(name: string, namespace = "shop") {
  return { metadata: { name, namespace } };
}

function deployment(name: string, spec: object = {}) {
  return {
    ...named(name),
    spec: {
      template: {
        metadata: { labels: { app: name, tier: "web" } },
        spec: { containers: [{ name }], ...spec },
      },
    },
  };
}

function workload(name: string): Entity {
  return { kind: "Deployment", namespace: "shop", name };
}

function texts(edges: readonly Edge[]): readonly string[] {
  return edges.map(({ kind, to, source }) => `${kind} ${entityText(to)} by ${source}`);
}

function dependencies(objects: Partial<ClusterObjects>, name = "cart"): readonly string[] {
  return texts(topologyOf(objects).dependencies(workload(name)));
}

function call(from: string, to: string): CallEdge {
  return { from: workload(from), to: workload(to), requestsPerSecond: 1, errorShare: 0 };
}

describe("topologyOf", () => {
  it("joins a workload with the configuration, claims and identity that its template names", () => {
    const cart = deployment("cart", {
      serviceAccountName: "cart-sa",
      containers: [{
        name: "cart",
        envFrom: [{ configMapRef: { name: "cart-config" } }],
        env: [
          { name: "KEY", valueFrom: { secretKeyRef: { name: "cart-secret", key: "key" } } },
          { name: "MODE", valueFrom: { configMapKeyRef: { name: "cart-config", key: "mode" } } },
        ],
      }],
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: "cart-data" } },
        { name: "tls", secret: { secretName: "cart-tls" } },
      ],
    });
    assertEquals(dependencies({ deployments: [cart] }), [
      "configured by ConfigMap shop/cart-config by envFrom",
      "configured by Secret shop/cart-secret by env",
      "stores on PersistentVolumeClaim shop/cart-data by volume",
      "configured by Secret shop/cart-tls by volume",
      "runs as ServiceAccount shop/cart-sa by service account",
    ]);
  });

  it("follows selectors of Services, budgets and network policies within their namespace", () => {
    const selector = { app: "cart" };
    const objects: Partial<ClusterObjects> = {
      deployments: [deployment("cart"), deployment("web")],
      services: [
        { ...named("cart"), spec: { selector } },
        { ...named("cart", "dev"), spec: { selector } },
        { ...named("headless"), spec: {} },
      ],
      budgets: [{ ...named("cart-pdb"), spec: { selector: { matchLabels: selector } } }],
      networkPolicies: [{
        ...named("all-but-web"),
        spec: {
          podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["web"] }] },
        },
      }],
    };
    const graph = topologyOf(objects);
    assertEquals(texts(graph.dependencies({ kind: "Service", namespace: "shop", name: "cart" })), [
      "served by Deployment shop/cart by selector",
    ]);
    assertEquals(
      graph.dependencies({ kind: "Service", namespace: "dev", name: "cart" }),
      [],
    );
    assertEquals(dependencies(objects), [
      "evicted under PodDisruptionBudget shop/cart-pdb by selector",
      "filtered by NetworkPolicy shop/all-but-web by selector",
    ]);
    assertEquals(dependencies(objects, "web"), []);
  });

  it("joins autoscalers, quotas and routes", () => {
    const objects: Partial<ClusterObjects> = {
      deployments: [deployment("cart")],
      quotas: [named("compute"), named("compute", "dev")],
      autoscalers: [{
        ...named("cart-hpa"),
        spec: { scaleTargetRef: { kind: "Deployment", name: "cart" } },
      }],
      ingresses: [{
        ...named("shop"),
        spec: { rules: [{ http: { paths: [{ backend: { service: { name: "cart" } } }] } }] },
      }],
    };
    assertEquals(dependencies(objects), [
      "limited by ResourceQuota shop/compute by namespace",
      "scaled by HorizontalPodAutoscaler shop/cart-hpa by scale target",
    ]);
    const ingress = { kind: "Ingress", namespace: "shop", name: "shop" };
    assertEquals(texts(topologyOf(objects).dependencies(ingress)), [
      "routes to Service shop/cart by route",
    ]);
  });

  it("folds pods, ReplicaSets and scheduled Jobs into their workloads, each node once", () => {
    const pod = (name: string) => ({
      metadata: {
        name: `cart-6d5f7c9b8-${name}`,
        namespace: "shop",
        labels: { "pod-template-hash": "6d5f7c9b8" },
        ownerReferences: [{ kind: "ReplicaSet", name: "cart-6d5f7c9b8", controller: true }],
      },
      spec: { nodeName: "node-1" },
    });
    const owned = (kind: string, name: string) => ({
      ownerReferences: [{ kind, name, controller: true }],
    });
    const graph = topologyOf({
      pods: [pod("aaaaa"), pod("bbbbb")],
      replicaSets: [{
        metadata: {
          name: "cart-6d5f7c9b8",
          namespace: "shop",
          ...owned("Deployment", "cart"),
        },
      }],
      jobs: [{
        metadata: { name: "report-29000000", namespace: "shop", ...owned("CronJob", "report") },
      }],
    });
    const kinds = [["Pod", "cart-6d5f7c9b8-aaaaa"], ["ReplicaSet", "cart-6d5f7c9b8"], [
      "Job",
      "report-29000000",
    ]] as const;
    assertEquals(
      kinds.map(([kind, name]) => entityText(graph.resolve({ kind, namespace: "shop", name }))),
      ["Deployment shop/cart", "Deployment shop/cart", "CronJob shop/report"],
    );
    assertEquals(texts(graph.dependencies(workload("cart"))), [
      "runs on Node node-1 by pod placement",
    ]);
  });

  it("takes a Service that picks nothing for that of the workload of its name", () => {
    const services = [{ ...named("cart"), spec: { selector: { app: "crat" } } }];
    const graph = topologyOf({ deployments: [deployment("cart"), deployment("web")], services });
    assertEquals(texts(graph.dependencies({ kind: "Service", namespace: "shop", name: "cart" })), [
      "served by Deployment shop/cart by same name",
    ]);
  });

  it("leads a call to the Service of that name too, though its selector picks nothing", () => {
    const services = [{ ...named("cart"), spec: { selector: { app: "crat" } } }];
    const graph = topologyOf({ deployments: [deployment("cart")], services }, [
      call("checkout", "cart"),
    ]);
    assertEquals(texts(graph.dependencies(workload("checkout"))), [
      "calls Deployment shop/cart by call metrics",
      "calls Service shop/cart by call metrics",
    ]);
  });

  it("guesses calls from addresses of Services that exist", () => {
    const web = deployment("web", {
      containers: [{
        name: "web",
        envFrom: [{ configMapRef: { name: "web-config" } }],
        env: [
          { name: "CART", value: "http://cart:8080/v1" },
          { name: "MODE", value: "cart-mode" },
          { name: "PAY", value: "pay.money.svc.cluster.local:443" },
        ],
      }],
    });
    const graph = topologyOf({
      deployments: [web],
      configMaps: [{ ...named("web-config"), data: { DB: "postgres://web:x@db:5432/web" } }],
      services: [named("cart"), named("pay", "money"), named("db"), named("other")],
    });
    assertEquals(texts(graph.dependencies(workload("web"))).filter((text) => /calls/.test(text)), [
      "calls Service shop/cart by address in configuration",
      "calls Service money/pay by address in configuration",
      "calls Service shop/db by address in configuration",
    ]);
  });

  it("leads webhooks to the Services that they ask", () => {
    const graph = topologyOf({
      validatingWebhooks: [{
        metadata: { name: "policy" },
        webhooks: [{
          name: "pods.policy.example",
          clientConfig: { service: { namespace: "security", name: "policy" } },
        }],
      }],
    });
    const webhook = { kind: "ValidatingWebhookConfiguration", namespace: "", name: "policy" };
    assertEquals(texts(graph.dependencies(webhook)), [
      "asks Service security/policy by webhook client",
    ]);
  });
});

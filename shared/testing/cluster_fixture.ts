import type { ListOptions } from "../backends/kubernetes.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import type { ContextParts } from "./fake_context.ts";

/** Objects by plural resource: `{pods: […], services: […]}`. */
export type ClusterFixture = Readonly<Record<string, readonly KubeObject[]>>;

/** The sources of a small cluster: these objects, and nothing in metrics, logs, alerts and hosts. */
export function clusterContext(objects: ClusterFixture): ContextParts {
  const itemsOf = (resource: unknown, { namespace }: ListOptions = {}) =>
    (objects[String(resource).split(".")[0] ?? ""] ?? []).filter(({ metadata }) =>
      namespace === undefined || metadata.namespace === namespace
    );
  const nothing = { resultType: "streams" as const, streams: [], warnings: [] };
  return {
    kubernetes: {
      list(resource, options) {
        const items = itemsOf(resource, options);
        return Promise.resolve({ items, total: items.length, unread: [] });
      },
      namespaces: () => Promise.resolve(itemsOf("namespaces").map(({ metadata }) => metadata.name)),
      podLog: () => Promise.resolve(""),
    },
    prometheus: {
      labelValues: () => Promise.resolve([]),
      instant: () =>
        Promise.resolve({ resultType: "vector" as const, series: [], warnings: [], infos: [] }),
      range: () =>
        Promise.resolve({ resultType: "matrix" as const, series: [], warnings: [], infos: [] }),
    },
    loki: { range: () => Promise.resolve(nothing) },
    alertmanager: { alerts: () => Promise.resolve([]), silences: () => Promise.resolve([]) },
    nodeFacts: { list: () => Promise.resolve([]) },
  };
}

/** Where everything of a sample stands, since long before any window. */
const META = { namespace: "shop", creationTimestamp: "2026-09-01T08:00:00Z" };

/** Deployment cart with two ready pods, its Service with this selector, and the endpoints that follow from it. */
export function sampleCluster({ selector = "cart" } = {}): ClusterFixture {
  const names = ["cart-7c9d8b6f5-x2x4z", "cart-7c9d8b6f5-z9k8w"];
  const endpoints = selector === "cart" ? names.map((name) => endpointOf(name)) : [];
  return {
    namespaces: [{ metadata: { name: "shop" } }],
    deployments: [{
      metadata: { ...META, name: "cart" },
      spec: { replicas: 2 },
      status: { replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 },
    } as KubeObject],
    services: [{
      metadata: { ...META, name: "cart" },
      spec: { selector: { app: selector }, ports: [{ port: 80, targetPort: 8080 }] },
    } as KubeObject],
    endpointslices: [{
      metadata: {
        ...META,
        name: "cart-abc",
        labels: { "kubernetes.io/service-name": "cart" },
      },
      endpoints,
    } as KubeObject],
    pods: names.map((name) => podOf(name)),
  };
}

function endpointOf(name: string) {
  return { addresses: ["10.0.0.1"], conditions: { ready: true }, targetRef: { kind: "Pod", name } };
}

function podOf(name: string): KubeObject {
  const image = "registry.example/shop/cart:1.4.2";
  return {
    metadata: {
      ...META,
      name,
      labels: { app: "cart", "pod-template-hash": "7c9d8b6f5" },
      ownerReferences: [{ kind: "ReplicaSet", name: "cart-7c9d8b6f5", controller: true }],
    },
    spec: {
      nodeName: "node-01",
      containers: [{ name: "cart", image, ports: [{ containerPort: 8080 }] }],
    },
    status: {
      phase: "Running",
      startTime: META.creationTimestamp,
      conditions: [{ type: "Ready", status: "True" }],
      containerStatuses: [{ name: "cart", ready: true, restartCount: 0, state: { running: {} } }],
    },
  } as KubeObject;
}

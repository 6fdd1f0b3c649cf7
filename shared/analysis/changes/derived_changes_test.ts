import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { AlertGroup } from "../alert_groups.ts";
import type { ClusterObjects } from "../cluster_kinds.ts";
import { entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import { alertChanges } from "./alert_changes.ts";
import type { Change } from "./change.ts";
import { hostChanges, rebootChanges, taintChanges } from "./node_changes.ts";
import { objectAgeChanges } from "./object_age_changes.ts";
import { rolloutChanges } from "./rollout_changes.ts";
import { scalingHints } from "./scaling_hints.ts";
import { helmChanges, seriesChanges } from "./series_changes.ts";
import { writtenChanges } from "./written_changes.ts";

const CREATED = "2026-10-01T00:00:00Z";

function at(time: string): string {
  return `2026-11-01T${time}:00Z`;
}

function entry(manager: string, time: string, fieldsV1: object, subresource?: string) {
  return { manager, time, fieldsV1, operation: "Update", ...(subresource && { subresource }) };
}

function object(name: string, managedFields: readonly object[], rest: object = {}) {
  return {
    metadata: { name, namespace: "shop", creationTimestamp: CREATED, managedFields },
    ...rest,
  };
}

function line({ at, entity, kind, field, from, to, by }: Change): string {
  const values = `${from} -> ${to}`;
  return `${at.slice(11, 16)} ${kind} ${entityText(entity)} ${field}: ${values} by ${by}`;
}

function written(objects: Partial<ClusterObjects>): readonly string[] {
  return writtenChanges(objects).map(line);
}

const CREATION = entry("helm", CREATED, { "f:spec": { "f:selector": { "f:app": {} } } });

describe("writtenChanges", () => {
  it("gives each field that a later manager wrote, with what it is now", () => {
    const services = [object("cart", [
      CREATION,
      entry("kubectl-edit", at("10:12"), {
        "f:spec": {
          "f:selector": { "f:app": {} },
          "f:ports": { 'k:{"port":80,"protocol":"TCP"}': { ".": {}, "f:targetPort": {} } },
        },
      }),
    ], {
      spec: {
        selector: { app: "crat" },
        ports: [{ name: "http", port: 80, protocol: "TCP", targetPort: 8443 }],
      },
    })];
    assertEquals(written({ services }), [
      "10:12 network Service shop/cart spec.selector.app: undefined -> crat by kubectl-edit",
      "10:12 network Service shop/cart spec.ports[http].targetPort: undefined -> 8443 by kubectl-edit",
    ]);
  });

  it("knows what was before where the object was applied, and what is gone", () => {
    const applied = JSON.stringify({ data: { TIMEOUT: "2s", MAXMEMORY: "1" } });
    const configMaps = [{
      ...object("cart-config", [
        CREATION,
        entry("kubectl-edit", at("10:12"), { "f:data": { "f:TIMEOUT": {}, "f:MODE": {} } }),
      ]),
      data: { TIMEOUT: "9s" },
    }].map((one) => ({
      ...one,
      metadata: {
        ...one.metadata,
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": applied },
      },
    }));
    assertEquals(written({ configMaps }), [
      "10:12 config ConfigMap shop/cart-config data.TIMEOUT: 2s -> 9s by kubectl-edit",
      "10:12 config ConfigMap shop/cart-config data.MODE: undefined -> removed by kubectl-edit",
    ]);
  });

  it("names fields together where their manager made the object itself", () => {
    const fields = {
      "f:data": { "f:TIMEOUT": {}, "f:POOL": {} },
      "f:metadata": { "f:labels": {} },
    };
    const configMaps = [
      object("cart-config", [entry("helm", at("10:03"), fields)], {
        data: { TIMEOUT: "3s", POOL: "20" },
      }),
    ];
    assertEquals(written({ configMaps }), [
      "10:03 config ConfigMap shop/cart-config one of data.TIMEOUT, data.POOL: undefined -> " +
      "TIMEOUT=3s, POOL=20 by helm",
    ]);
  });

  it("counts a field for its last writer, and leaves out creation, status and controllers", () => {
    const replicas = { "f:spec": { "f:replicas": {} } };
    const deployments = [object("cart", [
      CREATION,
      entry("argocd", at("10:00"), replicas),
      entry("kubectl-scale", at("10:30"), replicas, "scale"),
      entry("kube-controller-manager", at("10:40"), { "f:spec": { "f:paused": {} } }),
      entry("robot", at("10:50"), { "f:metadata": { "f:labels": { "f:seen": {} } } }, "status"),
      entry("robot", at("10:51"), {
        "f:metadata": { "f:annotations": { "f:deployment.kubernetes.io/revision": {} } },
      }),
    ], { spec: { replicas: 0 } })];
    assertEquals(written({ deployments }), [
      "10:30 scale Deployment shop/cart spec.replicas: undefined -> 0 by kubectl-scale",
    ]);
  });

  it("leaves templates to their revisions, unless there is only one", () => {
    const image = { "f:spec": { "f:template": { "f:spec": { "f:dnsPolicy": {} } } } };
    const deployments = [object("cart", [CREATION, entry("helm", at("11:00"), image)], {
      spec: { template: { spec: { dnsPolicy: "None" } } },
    })];
    const sets = (times: readonly string[]) => times.map((time) => replicaSet(time, {}));
    assertEquals(written({ deployments, replicaSets: sets(["10:00", "11:00"]) }), []);
    assertEquals(written({ deployments, replicaSets: sets(["11:00"]) }), [
      "11:00 rollout Deployment shop/cart dnsPolicy: undefined -> None by helm",
    ]);
  });

  it("does not name the taints that come with a cordon", () => {
    const cordon = { "f:spec": { "f:unschedulable": {}, "f:taints": {} } };
    const nodes = [{
      metadata: {
        name: "node-1",
        creationTimestamp: CREATED,
        managedFields: [CREATION, entry("kubectl-cordon", at("10:00"), cordon)],
      },
      spec: { unschedulable: true, taints: [] },
    }];
    assertEquals(written({ nodes }), [
      "10:00 node Node node-1 spec.unschedulable: undefined -> true by kubectl-cordon",
    ]);
  });
});

function replicaSet(time: string, container: object, revision = "") {
  return {
    metadata: {
      name: `cart-${time.replace(":", "")}`,
      namespace: "shop",
      creationTimestamp: at(time),
      annotations: { "deployment.kubernetes.io/revision": revision || time.replace(":", "") },
      ownerReferences: [{ kind: "Deployment", name: "cart", controller: true }],
    },
    spec: {
      template: {
        metadata: { labels: { app: "cart", "pod-template-hash": time } },
        spec: { containers: [{ name: "cart", ...container }] },
      },
    },
  };
}

describe("rolloutChanges", () => {
  it("compares each revision with the one before, at the time of its ReplicaSet", () => {
    const deployments = [object("cart", [entry("argocd", at("11:00"), {})])];
    const replicaSets = [
      replicaSet("11:00", { image: "cart:3" }),
      replicaSet("09:00", { image: "cart:1" }),
      replicaSet("10:00", { image: "cart:2", args: ["-v"] }),
    ];
    assertEquals(rolloutChanges({ deployments, replicaSets }).map(line), [
      "10:00 rollout Deployment shop/cart args of cart: undefined -> -v by undefined",
      "10:00 rollout Deployment shop/cart image of cart: cart:1 -> cart:2 by undefined",
      "11:00 rollout Deployment shop/cart args of cart: -v -> undefined by argocd",
      "11:00 rollout Deployment shop/cart image of cart: cart:2 -> cart:3 by argocd",
    ]);
  });

  it("gives a roll-back the time of its writer", () => {
    const deployments = [object("cart", [entry("kubectl-rollout", at("12:00"), {})])];
    const replicaSets = [
      replicaSet("10:00", { image: "cart:2" }, "4"),
      replicaSet("09:00", { image: "cart:1" }, "5"),
    ];
    assertEquals(rolloutChanges({ deployments, replicaSets }).map(line), [
      "12:00 rollout Deployment shop/cart image of cart: cart:2 -> cart:1 by kubectl-rollout",
    ]);
  });

  it("dates no revision by a ReplicaSet that was another revision before", () => {
    const deployments = [object("cart", [entry("kubectl-set", at("12:00"), {})])];
    const reused = (set: ReturnType<typeof replicaSet>, history: string) => ({
      ...set,
      metadata: {
        ...set.metadata,
        annotations: {
          ...set.metadata.annotations,
          "deployment.kubernetes.io/revision-history": history,
        },
      },
    });
    const replicaSets = [
      replicaSet("09:00", { image: "cart:1" }, "3"),
      reused(replicaSet("09:30", { image: "cart:2" }, "4"), "2"),
      reused(replicaSet("09:40", { image: "cart:3" }, "5"), "1"),
    ];
    assertEquals(rolloutChanges({ deployments, replicaSets }).map(line), [
      "12:00 rollout Deployment shop/cart image of cart: cart:2 -> cart:3 by kubectl-set",
    ]);
  });

  it("compares the revisions of a StatefulSet", () => {
    const revision = (number: number, image: string) => ({
      metadata: {
        name: `db-${number}`,
        namespace: "shop",
        creationTimestamp: at(`1${number}:00`),
        ownerReferences: [{ kind: "StatefulSet", name: "db", controller: true }],
      },
      revision: number,
      data: { spec: { template: { spec: { containers: [{ name: "db", image }] } } } },
    });
    const changes = rolloutChanges({
      statefulSets: [object("db", [])],
      controllerRevisions: [revision(2, "db:2"), revision(1, "db:1")],
    });
    assertEquals(changes.map(line), [
      "12:00 rollout StatefulSet shop/db image of db: db:1 -> db:2 by undefined",
    ]);
  });
});

describe("objectAgeChanges", () => {
  it("tells what came and what goes, but not what controllers made", () => {
    const networkPolicies = [
      object("deny", [entry("kubectl-create", CREATED, {})]),
      {
        metadata: {
          name: "old",
          namespace: "shop",
          deletionTimestamp: at("10:00"),
          finalizers: ["example/hold"],
        },
      },
      {
        metadata: {
          name: "made",
          creationTimestamp: at("10:00"),
          ownerReferences: [{ kind: "Operator", name: "o", controller: true }],
        },
      },
    ];
    assertEquals(objectAgeChanges({ networkPolicies }).map(line), [
      "00:00 created NetworkPolicy shop/deny object: undefined -> created by kubectl-create",
      "10:00 deleted NetworkPolicy shop/old object: undefined -> being deleted, waits for " +
      "finalizers by undefined",
    ]);
  });
});

describe("the changes of nodes", () => {
  it("are taints with a time, boots and failed units", () => {
    const taint = (key: string) => ({ key, effect: "NoExecute", timeAdded: at("10:00") });
    const nodes = [{
      metadata: { name: "node-1" },
      spec: {
        taints: [
          taint("node.kubernetes.io/unreachable"),
          taint("node.kubernetes.io/unschedulable"),
          { key: "dedicated", value: "db", effect: "NoSchedule" },
        ],
      },
    }];
    assertEquals(taintChanges(nodes).map(line), [
      "10:00 node Node node-1 taint node.kubernetes.io/unreachable: undefined -> NoExecute by undefined",
    ]);
    const units = [
      { name: "chrony.service", state: "failed", since: at("09:00") },
      { name: "containerd.service", state: "active", since: at("09:00") },
    ];
    const hosts = [{
      version: 1 as const,
      node: "node-1",
      facts: { boot_time: at("08:00"), units },
    }];
    assertEquals(hostChanges(hosts).map(line), [
      "08:00 host Node node-1 boot: undefined -> booted by undefined",
      "09:00 host Node node-1 unit chrony.service: undefined -> failed by undefined",
    ]);
    const rebooted = event({ reason: "Rebooted", lastObject: { kind: "Node", name: "node-1" } });
    assertEquals(rebootChanges([rebooted]).map(line), [
      "10:00 node Node node-1 boot: undefined -> booted by undefined",
    ]);
  });
});

function event(rest: Partial<EventGroup>): EventGroup {
  const owner = { kind: "Deployment", name: "cart" };
  return {
    type: "Normal",
    reason: "ScalingReplicaSet",
    namespace: "shop",
    owner,
    message: "",
    count: 1,
    objects: 1,
    lastObject: owner,
    firstAt: at("10:00"),
    lastAt: at("10:00"),
    ...rest,
  };
}

describe("scalingHints", () => {
  it("reads both forms of the event", () => {
    const messages = [
      "Scaled down replica set cart-* from 4 to 0",
      "Scaled up replica set cart-* to 5 from 4",
      "Scaled up replica set cart-* to 5",
    ];
    assertEquals(scalingHints(messages.map((message) => event({ message }))).map(line), [
      "10:00 scale Deployment shop/cart spec.replicas: 4 -> 0 by undefined",
      "10:00 scale Deployment shop/cart spec.replicas: 4 -> 5 by undefined",
    ]);
  });
});

describe("the changes of series", () => {
  const start = Date.parse(at("10:00")) / 1_000;
  const samples = (...values: readonly number[]) =>
    values.map((value, step) => [start + 60 * step, value] as const);

  it("have the time of the last sample before, and no values where only a version changed", () => {
    const series = [
      { labels: { namespace: "shop", deployment: "cart" }, samples: samples(4, 4, 0, 2) },
      { labels: { namespace: "shop", secret: "db" }, samples: samples(100, 200) },
      { labels: { node: "node-1" }, samples: samples(0, 1) },
      { labels: { other: "x" }, samples: samples(0, 1) },
    ];
    assertEquals(seriesChanges(series).map(line), [
      "10:01 scale Deployment shop/cart spec.replicas: 4 -> 0 by undefined",
      "10:02 scale Deployment shop/cart spec.replicas: 0 -> 2 by undefined",
      "10:00 secret Secret shop/db data or metadata: undefined -> undefined by undefined",
      "10:00 node Node node-1 spec.unschedulable: false -> true by undefined",
    ]);
  });

  it("tell the releases of Helm by the Secrets of their revisions", () => {
    const release = (secret: string) => ({
      labels: { namespace: "shop", secret },
      samples: [[0, start]] as const,
    });
    const series = [
      release("sh.helm.release.v1.my.shop.v12"),
      release("sh.helm.release.v1.new.v1"),
      release("db"),
    ];
    assertEquals(helmChanges(series).map(line), [
      "10:00 helm HelmRelease shop/my.shop revision: 11 -> 12 by helm",
      "10:00 helm HelmRelease shop/new revision: undefined -> 1 by helm",
    ]);
  });
});

describe("alertChanges", () => {
  it("are about the subject of the alert, or about itself", () => {
    const group: AlertGroup = {
      alertname: "HighErrorRate",
      severity: "critical",
      namespace: "shop",
      subject: { kind: "Node", name: "node-1" },
      members: 1,
      state: "active",
      startsAt: "2026-11-01T10:15:00.000Z",
      along: [],
      summary: "",
      silencedBy: [],
      inhibitedBy: [],
    };
    const { subject: _, ...about } = group;
    assertEquals(alertChanges([group, { ...about, state: "pending" }]).map(line), [
      "10:15 alert Node node-1 alert HighErrorRate: undefined -> firing by undefined",
      "10:15 alert Alert shop/HighErrorRate alert HighErrorRate: undefined -> pending by undefined",
    ]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { ClusterKind } from "../cluster_kinds.ts";
import type { KubeObject } from "../kube_object.ts";
import { lastWrite } from "./last_write.ts";
import { observedChanges } from "./observed_changes.ts";

const SEEN_AT = new Date("2026-11-01T10:30:00Z");

function object(parts: object, metadata: object = {}): KubeObject {
  return { metadata: { name: "cart", namespace: "shop", ...metadata }, ...parts };
}

function told(kind: ClusterKind, before: object, after: object) {
  return observedChanges(kind, { before: object(before), after: object(after), seenAt: SEEN_AT })
    .map(({ kind, field, from, to }) => [kind, field, from, to]);
}

function workload(container: object, spec: object = {}) {
  return { spec: { ...spec, template: { spec: { containers: [{ name: "app", ...container }] } } } };
}

describe("observedChanges", () => {
  type Told = (string | undefined)[];
  const cases: readonly (readonly [ClusterKind, object, object, Told])[] = [
    [
      "deployments",
      workload({ image: "cart:1" }),
      workload({ image: "cart:2" }),
      ["rollout", "image of app", "cart:1", "cart:2"],
    ],
    [
      "statefulSets",
      workload({}, { replicas: 3 }),
      workload({}, { replicas: 0 }),
      ["scale", "spec.replicas", "3", "0"],
    ],
    [
      "services",
      { spec: { selector: { app: "cart" } } },
      { spec: { selector: { app: "crat" } } },
      ["network", "spec.selector.app", "cart", "crat"],
    ],
    [
      "configMaps",
      { data: { TIMEOUT: "5s" } },
      { data: { TIMEOUT: "50ms" } },
      ["config", "data.TIMEOUT", "5s", "50ms"],
    ],
    ["nodes", { spec: {} }, { spec: { unschedulable: true } }, [
      "node",
      "spec.unschedulable",
      "false",
      "true",
    ]],
    [
      "nodes",
      { status: { nodeInfo: { bootID: "a" } } },
      { status: { nodeInfo: { bootID: "b" } } },
      ["node", "boot", "a", "b"],
    ],
    [
      "nodes",
      { status: { conditions: [{ type: "Ready", status: "True", lastHeartbeatTime: "1" }] } },
      { status: { conditions: [{ type: "Ready", status: "Unknown", lastHeartbeatTime: "2" }] } },
      ["node", "condition.Ready", "True", "Unknown"],
    ],
    [
      "quotas",
      { spec: { hard: { pods: "50" } } },
      { spec: { hard: { pods: "10" } } },
      ["policy", "spec.hard.pods", "50", "10"],
    ],
    [
      "validatingWebhooks",
      { webhooks: [{ name: "a.example", failurePolicy: "Ignore" }] },
      { webhooks: [{ name: "a.example", failurePolicy: "Fail" }] },
      ["policy", "webhooks[a.example].failurePolicy", "Ignore", "Fail"],
    ],
  ];
  for (const [kind, before, after, change] of cases) {
    it(`tells ${change[1]} of ${kind}`, () => assertEquals(told(kind, before, after), [change]));
  }

  it("tells a chart by its label", () => {
    const labelled = (chart: string) => object({}, { labels: { "helm.sh/chart": chart } });
    const states = { before: labelled("cart-1"), after: labelled("cart-2"), seenAt: SEEN_AT };
    assertEquals(
      observedChanges("services", states).map(({ kind, field, to }) => [kind, field, to]),
      [["helm", "helm chart", "cart-2"]],
    );
  });

  it("tells nothing of status, heartbeats, generations and annotations", () => {
    const before = { ...workload({}), status: { readyReplicas: 3 } };
    const after = { ...workload({}), status: { readyReplicas: 1 } };
    assertEquals(told("deployments", before, after), []);
    const beat = (lastHeartbeatTime: string) => ({
      status: { conditions: [{ type: "Ready", status: "True", lastHeartbeatTime }] },
    });
    assertEquals(told("nodes", beat("1"), beat("2")), []);
  });

  it("leaves out what controllers make and kinds they write all day", () => {
    const ownerReferences = [{ kind: "CronJob", name: "a", controller: true }];
    const owned = object({}, { ownerReferences });
    assertEquals(observedChanges("jobs", { after: owned, seenAt: SEEN_AT }), []);
    assertEquals(observedChanges("pods", { after: object({}), seenAt: SEEN_AT }), []);
    const annotations = { "control-plane.alpha.kubernetes.io/leader": "{}" };
    const election = object({}, { annotations });
    assertEquals(observedChanges("configMaps", { after: election, seenAt: SEEN_AT }), []);
  });

  it("tells who wrote when, if the write is a new one", () => {
    const written = (image: string, time: string) =>
      object(workload({ image }), { managedFields: [{ manager: "kubectl-edit", time }] });
    const before = written("cart:1", "2026-11-01T09:00:00Z");
    const after = written("cart:2", "2026-11-01T10:29:00Z");
    const [change] = observedChanges("deployments", { before, after, seenAt: SEEN_AT });
    assertEquals([change?.at, change?.by], ["2026-11-01T10:29:00Z", "kubectl-edit"]);
    const unstamped = written("cart:2", "2026-11-01T09:00:00Z");
    const [unknown] = observedChanges("deployments", { before, after: unstamped, seenAt: SEEN_AT });
    assertEquals([unknown?.at, unknown?.by], ["2026-11-01T10:30:00.000Z", undefined]);
  });

  it("tells who scaled, whose write the API server records without a time", () => {
    const scaled = (replicas: number, managedFields: object[]) =>
      object(workload({}, { replicas }), { managedFields });
    const first = { manager: "helm", time: "2026-11-01T09:00:00Z", fieldsV1: { "f:spec": {} } };
    const fieldsV1 = { "f:spec": { "f:replicas": {} } };
    const before = scaled(3, [first]);
    const after = scaled(2, [first, { manager: "kubectl", subresource: "scale", fieldsV1 }]);
    const [change] = observedChanges("deployments", { before, after, seenAt: SEEN_AT });
    assertEquals([change?.at, change?.by], ["2026-11-01T10:30:00.000Z", "kubectl"]);
  });

  it("tells what came and went", () => {
    const service = object({}, { creationTimestamp: "2026-11-01T10:20:00Z" });
    const [created] = observedChanges("services", { after: service, seenAt: SEEN_AT });
    assertEquals(created, {
      at: "2026-11-01T10:20:00Z",
      entity: { kind: "Service", namespace: "shop", name: "cart" },
      kind: "created",
      field: "object",
      source: "change log",
    });
    const [deleted] = observedChanges("services", { before: service, seenAt: SEEN_AT });
    assertEquals([deleted?.kind, deleted?.at], ["deleted", "2026-11-01T10:30:00.000Z"]);
  });
});

describe("lastWrite", () => {
  it("names who wrote last, apart from status", () => {
    const managedFields = [
      { manager: "helm", time: "2026-11-01T09:00:00Z" },
      { manager: "kubectl-edit", time: "2026-11-01T10:00:00Z" },
      { manager: "kubelet", time: "2026-11-01T10:30:00Z", subresource: "status" },
    ];
    const written = object({}, { managedFields });
    assertEquals(lastWrite(written), { by: "kubectl-edit", at: "2026-11-01T10:00:00Z" });
    assertEquals(lastWrite(written, { ofStatus: true })?.by, "kubelet");
    assertEquals(lastWrite(object({})), undefined);
  });
});

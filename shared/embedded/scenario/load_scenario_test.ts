import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { isAllowed, READER_USER } from "../api/kubernetes_access.ts";
import type {
  Condition,
  EndpointSlice,
  KubeEvent,
  Pod,
  Service,
  Workload,
} from "../world/kube_objects.ts";
import { loadScenario, readScenario, scenarioIds } from "./load_scenario.ts";
import { ScenarioError } from "./scenario_file.ts";

const HEAD = `
id: case
class: 2
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: something
root_cause: {kind: Service, namespace: shop, name: cart}
`;

function worldOf(text: string) {
  return readScenario(HEAD + text, { file: "case" }).world;
}

function storeOf(text: string) {
  return worldOf(text).store;
}

function podsOf(text: string, app: string): readonly Pod[] {
  return storeOf(text).list<Pod>("pods", "shop").filter(({ metadata }) =>
    metadata.labels?.app === app
  );
}

function problemsOf(text: string) {
  const error = assertThrows(() => readScenario(text, { file: "case" }), ScenarioError);
  return error.problems.map(({ line, field }) => `${line} ${field}`);
}

describe("readScenario", () => {
  it("names every problem of a file with its line and field", () => {
    const text = `id: Bad Name
class: 26
base: nowhere
now: 2026-11-01
symptom: x
metrics:
  - series: up
    shape: {kind: step, value: 1, factor: 2}
logs:
  - {stream: {app: cart}, template: x, from: "2026-11-01T10:00:00Z", rate: 3}
root_cause: null
extra: 1
`;
    assertEquals(problemsOf(text), [
      "1 id",
      "2 class",
      "3 base",
      "4 now",
      "8 metrics[0].shape",
      "10 logs[0].rate",
      "12 extra",
    ]);
  });

  it("names what does not fit the base, all at once", () => {
    const text = `${HEAD.trimStart()}changes:
  - {at: "2026-11-01T10:00:00Z", by: me, object: {kind: Service, namespace: shop, name: none}, patch: {}}
pods:
  - {match: {app: none}, patch: {}}
metrics:
  - {series: "sum(up)", shape: {kind: step, value: 1}}
hosts:
  - {node: node-99, facts: {}}
objects:
  - {apiVersion: example/v1, kind: Nothing, metadata: {name: x}}
`;
    assertEquals(problemsOf(text), [
      "8 changes[0].object",
      "10 pods[0].match",
      "12 metrics[0].series",
      "14 hosts[0].node",
      "16 objects[0].kind",
    ]);
  });

  it("names a YAML mistake with its line", () => {
    assertEquals(problemsOf("id: x\nclass: [1\n").length > 0, true);
  });

  it("keeps the state before a change, and gives it time and manager after it", () => {
    const service = storeOf(`changes:
  - {at: "2026-11-01T10:12:00Z", by: kubectl-edit, object: {kind: Service, namespace: shop, name: cart}, patch: {spec: {selector: {app: crat}}}}
`).history<Service>("services", { namespace: "shop", name: "cart" });
    const selectorAt = (time: string) => service?.at(Date.parse(time))?.spec.selector;
    assertEquals(selectorAt("2026-11-01T10:11:59Z"), { app: "cart" });
    assertEquals(selectorAt("2026-11-01T10:12:00Z"), { app: "crat" });
    const last = service?.latest.metadata.managedFields?.at(-1);
    assertEquals([last?.manager, last?.time], ["kubectl-edit", "2026-11-01T10:12:00Z"]);
    assertEquals(last?.fieldsV1, { "f:spec": { "f:selector": { "f:app": {} } } });
  });

  it("empties the endpoints when a selector is changed", () => {
    const store = storeOf(`changes:
  - {at: "2026-11-01T10:12:00Z", by: kubectl-edit, object: {kind: Service, namespace: shop, name: cart}, patch: {spec: {selector: {app: crat}}}}
`);
    const slice = store.histories<EndpointSlice>("discovery.k8s.io/endpointslices", "shop")
      .find(({ latest }) => latest.metadata.labels?.["kubernetes.io/service-name"] === "cart");
    assertEquals(slice?.at(Date.parse("2026-11-01T10:11:00Z"))?.endpoints?.length, 3);
    assertEquals(slice?.current?.endpoints, []);
  });

  it("rolls out a changed template of a base Deployment", () => {
    const store = storeOf(`changes:
  - at: "2026-11-01T09:00:00Z"
    by: helm
    object: {kind: Deployment, namespace: shop, name: cart}
    patch: {spec: {template: {spec: {containers: [{name: cart, image: registry.example/shop/cart:1.5.0}]}}}}
`);
    const pods = store.list<Pod>("pods", "shop").filter(({ metadata }) =>
      metadata.labels?.app === "cart"
    );
    assertEquals(
      pods.map(({ spec }) => spec.containers[0]?.image),
      Array(3).fill("registry.example/shop/cart:1.5.0"),
    );
    const sets = store.list<Workload>("apps/replicasets", "shop")
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.name === "cart")
      .map((
        { metadata, spec },
      ) => [metadata.annotations?.["deployment.kubernetes.io/revision"], spec.replicas]);
    assertEquals(sets.sort(), [["1", 0], ["2", 0], ["3", 3]]);
  });

  it("scales a base Deployment", () => {
    const change = (replicas: number) =>
      `changes:
  - {at: "2026-11-01T09:00:00Z", by: kubectl-scale, object: {kind: Deployment, namespace: shop, name: cart}, patch: {spec: {replicas: ${replicas}}}}
`;
    assertEquals(podsOf(change(5), "cart").length, 5);
    assertEquals(podsOf(change(0), "cart").length, 0);
  });

  it("scales a base Deployment to nothing and back", () => {
    const change = (at: string, replicas: number) =>
      `  - {at: "${at}", by: kubectl-scale, object: {kind: Deployment, namespace: shop, name: cart}, patch: {spec: {replicas: ${replicas}}}}
`;
    const store = storeOf(
      "changes:\n" + change("2026-11-01T09:00:00Z", 0) + change("2026-11-01T09:30:00Z", 2),
    );
    const there = (time: string) =>
      store.histories<Pod>("pods", "shop").filter((pod) =>
        pod.at(Date.parse(time))?.metadata.labels?.app === "cart"
      ).length;
    const times = ["08:59", "09:01", "09:31"].map((time) => `2026-11-01T${time}:00Z`);
    assertEquals(times.map(there), [3, 0, 2]);
  });

  it("patches the first pods by name and counts them in their Deployment", () => {
    const text = `pods:
  - match: {namespace: shop, app: cart}
    count: 2
    patch:
      status:
        conditions: [{type: Ready, status: "False", reason: ContainersNotReady, lastTransitionTime: "2026-11-01T10:10:00Z"}]
        containerStatuses: [{name: cart, ready: false}]
`;
    const ready = podsOf(text, "cart").map(({ status }) => status?.containerStatuses?.[0]?.ready);
    assertEquals(ready, [false, false, true]);
    const deployment = storeOf(text).history<Workload>("apps/deployments", {
      namespace: "shop",
      name: "cart",
    });
    assertEquals(deployment?.current?.status?.readyReplicas, 1);
    assertEquals(deployment?.at(Date.parse("2026-11-01T10:09:00Z"))?.status?.readyReplicas, 3);
  });

  it("has a pod crash all along when it was not ready before the history", () => {
    const store = storeOf(`pods:
  - match: {namespace: dev, app: sandbox-ben}
    patch:
      status:
        conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-10-20T08:00:00Z"}]
        containerStatuses:
          - name: sandbox-ben
            restartCount: 900
            lastState: {terminated: {exitCode: 1, reason: Error, startedAt: "2026-11-01T10:26:00Z", finishedAt: "2026-11-01T10:26:02Z"}}
`);
    const [pod] = store.histories<Pod>("pods", "dev")
      .filter(({ latest }) => latest.metadata.labels?.app === "sandbox-ben");
    const before = pod?.at(Date.parse("2026-11-01T06:00:00Z"));
    assertEquals(before?.status?.containerStatuses?.[0]?.restartCount, 900);
  });

  it("lets a rollout whose pods are never ready pass its deadline", () => {
    const deployment = storeOf(`changes:
  - at: "2026-11-01T10:00:00Z"
    by: helm
    object: {kind: Deployment, namespace: shop, name: cache}
    patch: {spec: {template: {spec: {nodeSelector: {disk: fast}}}}}
pods:
  - match: {namespace: shop, app: cache}
    patch:
      spec: {nodeName: null}
      status:
        phase: Pending
        containerStatuses: null
        conditions: [{type: Ready, $patch: delete}, {type: PodScheduled, status: "False", reason: Unschedulable, lastTransitionTime: "2026-11-01T10:00:00Z"}]
`).history<Workload>("apps/deployments", { namespace: "shop", name: "cache" });
    const conditionAt = (time: string, wanted: string) => {
      const conditions = deployment?.at(Date.parse(time))?.status?.conditions as Condition[];
      const { status, reason, lastTransitionTime } =
        conditions.find(({ type }) => type === wanted) ?? {};
      return [status, reason, lastTransitionTime];
    };
    assertEquals(conditionAt("2026-11-01T10:05:00Z", "Progressing").slice(0, 2), [
      "True",
      "ReplicaSetUpdated",
    ]);
    assertEquals(conditionAt("2026-11-01T10:20:00Z", "Progressing"), [
      "False",
      "ProgressDeadlineExceeded",
      "2026-11-01T10:10:00Z",
    ]);
    const [available, , since] = conditionAt("2026-11-01T10:20:00Z", "Available");
    assertEquals([available, since?.slice(0, 15)], ["False", "2026-11-01T10:0"]);
  });

  it("moves a pod with its node name", () => {
    const [pod] = podsOf(
      "pods:\n  - {match: {app: cache}, patch: {spec: {nodeName: node-05}}}\n",
      "cache",
    );
    assertEquals([pod?.spec.nodeName, pod?.status?.hostIP], ["node-05", "10.0.0.14"]);
  });

  it("fills given ReplicaSets with the pods their status counts", () => {
    const set = (name: string, replicas: number, created: string) => `
  - apiVersion: apps/v1
    kind: ReplicaSet
    metadata: {name: ${name}, namespace: shop, creationTimestamp: "${created}", labels: {app: cart}, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: cart, controller: true}]}
    spec: {replicas: ${replicas}, selector: {matchLabels: {app: cart}}, template: {metadata: {labels: {app: cart}}, spec: {containers: [{name: cart, image: "cart:1"}]}}}
    status: {replicas: ${replicas}}`;
    const pod = `
  - apiVersion: v1
    kind: Pod
    metadata: {name: cart-new-1, namespace: shop, labels: {app: cart}, ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: cart-new, controller: true}]}
    spec: {containers: [{name: cart, image: "cart:2"}]}
    status: {phase: Pending}`;
    const text = `objects:${set("cart-old", 2, "2026-10-01T00:00:00Z")}${
      set("cart-new", 1, "2026-11-01T10:00:00Z")
    }${pod}
`;
    const owners = podsOf(text, "cart").map(({ metadata }) => metadata.ownerReferences?.[0]?.name);
    assertEquals(owners.sort(), ["cart-new", "cart-old", "cart-old"]);
  });

  it("replaces the base's EndpointSlice of a Service by the given one", () => {
    const store = storeOf(`objects:
  - apiVersion: discovery.k8s.io/v1
    kind: EndpointSlice
    metadata: {name: cart-given, namespace: shop, labels: {kubernetes.io/service-name: cart}}
    addressType: IPv4
    endpoints: []
    ports: []
`);
    const names = store.list<EndpointSlice>("discovery.k8s.io/endpointslices", "shop")
      .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === "cart")
      .map(({ metadata }) => metadata.name);
    assertEquals(names, ["cart-given"]);
  });

  it("makes one event for each pod that is not named, and keeps events for an hour", () => {
    const event = (object: string, last: string) =>
      `  - {type: Warning, reason: Unhealthy, object: ${object}, message: m, count: 3, first: "${last}", last: "${last}", source: kubelet}\n`;
    const store = storeOf(`events:
${event("{kind: Pod, namespace: shop, app: cart}", "2026-11-01T10:20:00Z")}${
      event("{kind: Node, name: node-01}", "2026-11-01T10:20:00Z")
    }${event("{kind: Node, name: node-02}", "2026-11-01T09:20:00Z")}`);
    const events = store.list<KubeEvent>("events").filter(({ reason }) => reason === "Unhealthy");
    assertEquals(
      events.map(({ metadata, involvedObject }) => [metadata.namespace, involvedObject.kind]),
      [
        ["default", "Node"],
        ["shop", "Pod"],
        ["shop", "Pod"],
        ["shop", "Pod"],
      ],
    );
    assertEquals(events[0]?.source, { component: "kubelet", host: "node-01" });
  });

  it("suppresses a silenced alert by a silence over all its labels", () => {
    const { alerts, silences } = worldOf(`alerts:
  - labels: {alertname: Noise, namespace: dev}
    startsAt: "2026-11-01T09:00:00Z"
    silenced: {by: ada, comment: known, startsAt: "2026-11-01T09:30:00Z", endsAt: "2026-11-02T09:30:00Z"}
`);
    const noise = alerts.find(({ labels }) => labels.alertname === "Noise");
    assertEquals([noise?.state, noise?.silencedBy], ["suppressed", [silences[0]?.id]]);
    assertEquals(silences[0]?.matchers.map(({ name, value }) => `${name}=${value}`), [
      "alertname=Noise",
      "namespace=dev",
    ]);
  });

  it("knows the kinds of definitions given in the file", () => {
    const store = storeOf(`objects:
  - apiVersion: example.com/v1
    kind: Widget
    metadata: {name: w, namespace: shop}
  - apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.example.com}
    spec: {group: example.com, scope: Namespaced, names: {plural: widgets, kind: Widget}, versions: [{name: v1, served: true, storage: true}]}
`);
    assertEquals(store.resources.filter(({ kind }) => kind === "Widget").length, 1);
    assertEquals(store.list("example.com/widgets").map(({ metadata }) => metadata.name), ["w"]);
  });
});

describe("an object of a custom group without a definition", () => {
  it("is served under the name its kind implies", () => {
    const store = storeOf(`objects:
  - {apiVersion: security.example.io/v1, kind: AccessPolicy, metadata: {name: p, namespace: shop}}
`);
    const names = store.list("security.example.io/accesspolicies").map(({ metadata }) =>
      metadata.name
    );
    assertEquals(names, ["p"]);
  });
});

describe("loadScenario", () => {
  it("loads every scenario that comes with the program", async () => {
    for (const id of await scenarioIds()) {
      const { scenario } = await loadScenario(id);
      assertEquals(scenario.id, id);
    }
  });
});

describe("the status of a workload", () => {
  it("counts no pod of a ReplicaSet that has failed or is being deleted", () => {
    const patch = (app: string, lines: string) => `
  - match: {namespace: shop, app: ${app}}
    count: 1
    patch: ${lines}`;
    const store = storeOf(
      "pods:" +
        patch("cart", "{status: {phase: Failed, reason: Evicted}}") +
        patch("web", '{metadata: {deletionTimestamp: "2026-11-01T10:00:00Z"}}'),
    );
    const statuses = ["cart", "web"].flatMap((app) =>
      ["apps/deployments", "apps/replicasets"].map((key) => {
        const workload = store.list<Workload>(key, "shop").find(({ metadata, spec }) =>
          metadata.labels?.app === app && (spec.replicas ?? 0) > 0
        );
        return [
          workload?.spec.replicas,
          workload?.status?.replicas,
          workload?.status?.readyReplicas,
        ];
      })
    );
    // Another pod of cart is in the place of the one that failed.
    assertEquals(statuses, [[3, 3, 3], [3, 3, 3], [4, 3, 3], [4, 3, 3]]);
  });
});

describe("rbac of a scenario", () => {
  const world = worldOf('rbac: {deny: [{namespace: dev, resources: ["*"]}]}');
  const mayList = (resource: string, { group = "", namespace }: {
    readonly group?: string;
    readonly namespace?: string;
  } = {}) => isAllowed(world, READER_USER, { verb: "list", group, resource, namespace });

  it("denies everything of a namespace, and the lists that would show it", () => {
    assertEquals(mayList("pods", { namespace: "dev" }), false);
    assertEquals(mayList("deployments", { group: "apps", namespace: "dev" }), false);
    assertEquals(mayList("pods"), false);
    const log = { verb: "get", group: "", resource: "pods", subresource: "log", name: "x" };
    assertEquals(isAllowed(world, READER_USER, { ...log, namespace: "dev" }), false);
    assertEquals(isAllowed(world, READER_USER, { ...log, namespace: "shop" }), true);
  });

  it("leaves the lists of what lives in no namespace, and those of other namespaces", () => {
    assertEquals(mayList("nodes"), true);
    assertEquals(mayList("persistentvolumes"), true);
    assertEquals(mayList("namespaces"), true);
    assertEquals(mayList("pods", { namespace: "shop" }), true);
  });
});

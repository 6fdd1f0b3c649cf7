import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { KubeEvent, Pod, Workload } from "../world/kube_objects.ts";
import { readScenario } from "./load_scenario.ts";

const HEAD = `
id: case
class: 4
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
root_cause: {kind: Deployment, namespace: shop, name: cart}
`;

function storeOf(text: string) {
  return readScenario(HEAD + text, { file: "case" }).world.store;
}

function change(app: string, spec: string, at = "2026-11-01T10:00:00Z") {
  const object = `{kind: Deployment, namespace: shop, name: ${app}}`;
  return `changes:
  - {at: "${at}", by: helm, object: ${object}, patch: {spec: ${spec}}}
`;
}

const IMAGE = '{template: {spec: {containers: [{name: cart, image: "cart:2"}]}}}';

/** The events about an app of the shop in order of time: `10:00:00 Reason Kind message`. */
function told(store: ReturnType<typeof storeOf>, app: string): readonly string[] {
  const pods = new Map(
    [...store.histories<Pod>("pods"), ...store.histories<Workload>("apps/replicasets")]
      .map(({ latest }) => [latest.metadata.name, latest.metadata.labels?.app]),
  );
  return store.list<KubeEvent>("events", "shop")
    .filter(({ involvedObject: { name } }) => name === app || pods.get(name) === app)
    .map(({ reason, message, involvedObject: { kind }, lastTimestamp }) =>
      `${lastTimestamp.slice(11, 19)} ${reason} ${kind} ${
        message.replace(/cart-\w+(-\w+)?/g, "cart-*")
      }`
    ).sort();
}

describe("the events of a rollout", () => {
  it("tell what controllers and kubelets did, from the change on", () => {
    const events = told(storeOf(change("cart", IMAGE)), "cart");
    assertEquals(events.filter((event) => event.includes("Deployment")), [
      "10:00:00 ScalingReplicaSet Deployment Scaled up replica set cart-* from 0 to 3",
      "10:00:20 ScalingReplicaSet Deployment Scaled down replica set cart-* from 3 to 0",
    ]);
    const reasons = Map.groupBy(events, (event) => event.split(" ")[1]);
    const counts = Object.fromEntries([...reasons].map(([reason, all]) => [reason, all.length]));
    assertEquals(counts, {
      ScalingReplicaSet: 2,
      SuccessfulCreate: 3,
      Scheduled: 3,
      Pulled: 3,
      Created: 3,
      Started: 3,
      SuccessfulDelete: 3,
      Killing: 3,
    });
    assertEquals(
      new Set(reasons.get("Pulled")?.map((event) => event.slice(9))),
      new Set(['Pulled Pod Successfully pulled image "cart:2" in 2.1s (2.1s including waiting)']),
    );
  });

  it("tell nothing that is more than an hour old", () => {
    assertEquals(told(storeOf(change("cart", IMAGE, "2026-11-01T09:20:00Z")), "cart"), []);
  });

  it("tell of a container that cannot be made that its image is there, and of one without image nothing", () => {
    const waiting = (reason: string) =>
      `pods:
  - match: {namespace: shop, app: cart}
    patch: {status: {containerStatuses: [{name: cart, state: {running: null, waiting: {reason: ${reason}}}}]}}
`;
    const reasons = (reason: string) =>
      told(storeOf(change("cart", IMAGE) + waiting(reason)), "cart")
        .map((event) => event.split(" ")[1] ?? "")
        .filter((one) => ["Scheduled", "Pulled", "Created", "Started"].includes(one));
    assertEquals(new Set(reasons("CreateContainerConfigError")), new Set(["Scheduled", "Pulled"]));
    assertEquals(new Set(reasons("ImagePullBackOff")), new Set(["Scheduled"]));
    assertEquals(reasons("CrashLoopBackOff").length, 12);
  });

  it("leave to the file what it tells itself", () => {
    const own = `events:
  - {type: Normal, reason: ScalingReplicaSet, object: {kind: Deployment, namespace: shop, name: cart}, message: own, first: "2026-11-01T10:00:00Z", last: "2026-11-01T10:00:00Z", source: deployment-controller}
`;
    const events = told(storeOf(change("cart", IMAGE) + own), "cart");
    assertEquals(events.filter((event) => event.includes("ScalingReplicaSet")), [
      "10:00:00 ScalingReplicaSet Deployment own",
    ]);
  });

  it("come at once when only the number of replicas changes", () => {
    const events = told(storeOf(change("cart", "{replicas: 1}")), "cart");
    assertEquals(events.map((event) => event.slice(0, 8)), Array(5).fill("10:00:00"));
    const more = told(storeOf(change("cart", "{replicas: 5}")), "cart");
    const each = ["00 Scheduled", "00 SuccessfulCreate", "03 Created", "03 Pulled", "03 Started"];
    assertEquals(
      more.map((event) => event.split(" ").slice(0, 2).join(" ")),
      [...each, ...each, "00 ScalingReplicaSet"].map((event) => `10:00:${event}`).sort(),
    );
  });
});

describe("a rollout", () => {
  it("by Recreate ends all old pods before the new ones", () => {
    const store = storeOf(change("cart", `{strategy: {type: Recreate}, ${IMAGE.slice(1)}`));
    const ended = store.histories<Pod>("pods", "shop")
      .filter(({ latest, deletedMs }) =>
        latest.metadata.labels?.app === "cart" && deletedMs < Infinity
      )
      .map(({ deletedMs }) => new Date(deletedMs).toISOString().slice(11, 19));
    assertEquals(ended, Array(3).fill("10:00:00"));
  });

  it("that began a moment ago has nothing in the future", () => {
    const store = storeOf(
      change("web", "{template: {metadata: {annotations: {a: b}}}}", "2026-11-01T10:29:50Z"),
    );
    const now = Date.parse("2026-11-01T10:30:00Z");
    const times = store.histories<Pod>("pods").flatMap(({ revisions }) =>
      revisions.map(({ atMs }) => atMs)
    );
    assertEquals(Math.max(...times) <= now, true);
  });
});

describe("a pod of the base that failed", () => {
  const failed = `pods:
  - match: {namespace: shop, app: cart}
    count: 1
    patch: {status: {phase: Failed, reason: Evicted, conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-01T10:10:00Z"}]}}
`;

  it("is replaced on another node a moment later, with the events of it", () => {
    const store = storeOf(failed);
    const pods = store.list<Pod>("pods", "shop").filter(({ metadata }) =>
      metadata.labels?.app === "cart"
    );
    const [evicted, ...others] = pods.sort((left, right) =>
      (left.status?.phase ?? "") < (right.status?.phase ?? "") ? -1 : 1
    );
    assertEquals([evicted?.status?.phase, others.length], ["Failed", 3]);
    const made = others.find(({ metadata }) =>
      metadata.creationTimestamp === "2026-11-01T10:10:01Z"
    );
    assertEquals(made?.spec.nodeName === evicted?.spec.nodeName, false);
    assertEquals(
      told(store, "cart").map((event) => event.split(" ").slice(0, 2).join(" ")),
      [
        "10:10:01 Scheduled",
        "10:10:01 SuccessfulCreate",
        "10:10:04 Created",
        "10:10:04 Pulled",
        "10:10:04 Started",
      ].sort(),
    );
  });

  it("is left to the file where it gives a pod of the same app", () => {
    const given = `objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: cart-own, namespace: shop, labels: {app: cart}}
    spec: {containers: [{name: cart, image: "cart:1"}]}
    status: {phase: Pending}
`;
    const pods = storeOf(failed + given).list<Pod>("pods", "shop")
      .filter(({ metadata }) => metadata.labels?.app === "cart");
    assertEquals(pods.map(({ status }) => status?.phase).sort(), [
      "Failed",
      "Pending",
      "Running",
      "Running",
    ]);
  });
});

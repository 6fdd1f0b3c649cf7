import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { EVERYWHERE, isInFocus, readFocus, scopeNames } from "./focus.ts";
import type { Relations, Suspect } from "./ranking.ts";
import { situationOf } from "./situation.ts";

const NOW = new Date("2026-11-01T10:30:00Z");

const SITUATION = situationOf({
  now: NOW,
  window: { start: new Date("2026-11-01T09:30:00Z"), end: NOW },
  objects: {
    namespaces: [{ metadata: { name: "shop" } }, { metadata: { name: "batch" } }],
    nodes: [{ metadata: { name: "node-14" } }],
    deployments: [
      { metadata: { namespace: "shop", name: "checkout" } },
      { metadata: { namespace: "batch", name: "checkout" } },
      { metadata: { namespace: "shop", name: "cart" } },
    ],
    pods: [{ metadata: { namespace: "shop", name: "cart-0" }, spec: { nodeName: "node-14" } }],
  },
  alerts: [{
    alertname: "HighErrorRate",
    severity: "critical",
    namespace: "shop",
    subject: { kind: "Service", name: "cart" },
    members: 1,
    state: "active",
    startsAt: "2026-11-01T10:15:00Z",
    along: ["SlowRequests"],
    summary: "",
    silencedBy: [],
    inhibitedBy: [],
  }],
});

const CART = { kind: "Deployment", namespace: "shop", name: "cart" };
const NODE = { kind: "Node", namespace: "", name: "node-14" };

describe("readFocus", () => {
  const text = (scope: string | undefined) => readFocus(scope, SITUATION)?.text;

  it("takes the whole cluster where nothing is asked", () => {
    assertEquals(readFocus(undefined, SITUATION), EVERYWHERE);
    assertEquals(readFocus("cluster", SITUATION), EVERYWHERE);
  });

  it("understands namespaces, nodes, workloads and alerts by their bare names", () => {
    assertEquals(text("shop"), "namespace shop");
    assertEquals(text("node-14"), "Node node-14");
    assertEquals(text("cart"), "Deployment shop/cart");
    assertEquals(text("HighErrorRate"), "alert HighErrorRate");
  });

  it("understands the same with a word in front", () => {
    assertEquals(text("namespace/batch"), "namespace batch");
    assertEquals(text("node/node-14"), "Node node-14");
    assertEquals(text("shop/checkout"), "Deployment shop/checkout");
    assertEquals(text("deployment/cart"), "Deployment shop/cart");
    assertEquals(text("alert/SlowRequests"), "alert SlowRequests");
  });

  it("takes every workload of a name that several have", () => {
    assertEquals(text("checkout"), "Deployment batch/checkout, Deployment shop/checkout");
  });

  it("looks at what an alert is about", () => {
    assertEquals(readFocus("alert/HighErrorRate", SITUATION)?.entities, [
      { kind: "Service", namespace: "shop", name: "cart" },
    ]);
  });

  it("does not know what is not there", () => {
    assertEquals(text("shopp"), undefined);
    assertEquals(text("node/node-99"), undefined);
    assertEquals(scopeNames(SITUATION).includes("shop/cart"), true);
  });
});

describe("isInFocus", () => {
  const suspect = (entity: Suspect["entity"]): Suspect => ({
    entity,
    findings: [{ entity, rule: "r", class: 1, title: "t", severity: 3, facts: [{ text: "f" }] }],
    isOld: false,
    explains: [],
    changes: [],
    score: 0,
  });
  const relations: Relations = {
    hops: (from, to) => from.name === "cart" && to.name === "redis" ? 1 : undefined,
    neighbours: () => [],
    changesBehind: () => [],
  };
  const inFocus = (scope: string, entity: Suspect["entity"]) =>
    isInFocus(suspect(entity), readFocus(scope, SITUATION) ?? EVERYWHERE, {
      relations,
      situation: SITUATION,
    });

  it("keeps what is in the namespace, and the nodes under its pods", () => {
    assertEquals(inFocus("shop", CART), true);
    assertEquals(inFocus("shop", NODE), true);
    assertEquals(inFocus("batch", NODE), false);
    assertEquals(inFocus("batch", CART), false);
  });

  it("keeps what the workload asked about depends on", () => {
    const redis = { kind: "Service", namespace: "data", name: "redis" };
    assertEquals(inFocus("shop/cart", redis), true);
    assertEquals(inFocus("shop/checkout", redis), false);
  });

  it("keeps everything where the cluster is asked about", () => {
    assertEquals(inFocus("cluster", CART), true);
  });
});

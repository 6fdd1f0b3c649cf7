import { assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Entity } from "../entity.ts";
import type { Edge, EdgeKind } from "../topology/edge.ts";
import { TopologyGraph } from "../topology/graph.ts";
import type { Change } from "./change.ts";
import { changesBehind, type ChangeSymptom } from "./change_score.ts";

function entity(text: string): Entity {
  const [kind = "", name = ""] = text.split("/");
  return { kind, namespace: kind === "Node" ? "" : "shop", name };
}

function edge(from: string, to: string, kind: EdgeKind = "calls"): Edge {
  return { from: entity(from), to: entity(to), kind, source: "call metrics" };
}

const GRAPH = new TopologyGraph([
  edge("Deployment/web", "Deployment/checkout"),
  edge("Deployment/checkout", "Service/payments"),
  edge("Service/payments", "Deployment/payments", "served by"),
  edge("Deployment/payments", "ConfigMap/payments-config", "configured by"),
  edge("Deployment/payments", "Node/node-1", "runs on"),
  edge("Deployment/batch", "Node/node-1", "runs on"),
]);

function change(object: string, at = "10:00", rest: Partial<Change> = {}): Change {
  return {
    at: `2026-11-01T${at}:00Z`,
    entity: entity(object),
    kind: "config",
    field: "data.TIMEOUT",
    source: "managed fields",
    ...rest,
  };
}

const SYMPTOM: ChangeSymptom = {
  entity: entity("Deployment/payments"),
  onset: "2026-11-01T10:10:00Z",
};

function scores(changes: readonly Change[], symptom = SYMPTOM) {
  return changesBehind({ changes, graph: GRAPH, symptom, count: 20 })
    .map(({ change, relation, score }) => ({ name: change.entity.name, relation, score }));
}

describe("changesBehind", () => {
  it("weighs how a changed object stands to the symptom", () => {
    const changes = [
      change("Deployment/payments"),
      change("ConfigMap/payments-config"),
      change("Service/payments"),
      change("Deployment/web"),
      change("Deployment/batch"),
      change("Node/node-1"),
      change("Deployment/search"),
      change("Deployment/mirror", "10:00", {
        entity: { kind: "Deployment", namespace: "dev", name: "mirror" },
      }),
    ];
    assertEquals(
      scores(changes).map(({ name, relation }) => `${name}: ${relation}`),
      [
        "payments: the same object",
        "node-1: 1 step down",
        "payments-config: 1 step down",
        "payments: in front of it",
        "batch: on the same node",
        "search: in the same namespace",
        "web: in the same namespace",
        "mirror: elsewhere",
      ],
    );
  });

  it("multiplies time, topology and type", () => {
    const [first] = changesBehind({
      changes: [change("ConfigMap/payments-config")],
      graph: GRAPH,
      symptom: SYMPTOM,
    });
    assertEquals(first?.parts, { time: 0.5, topology: 0.8, type: 0.9 });
    assertAlmostEquals(first?.score ?? 0, 0.36, 1e-9);
  });

  it("doubts what came minutes after the onset, and gives nothing to what came later", () => {
    const after = (time: string) =>
      scores([change("Deployment/payments", "10:10", { at: `2026-11-01T${time}Z` })])
        .map(({ score }) => score);
    assertEquals(after("10:11:00"), [0.9]);
    assertEquals(after("10:13:00"), [0.225]);
    assertEquals(after("10:15:00"), []);
  });

  it("suspects what rules the namespace of the symptom, whatever it picks now", () => {
    const [rule] = scores([change("NetworkPolicy/default-allow")]);
    assertEquals(rule?.relation, "rules its namespace");
  });

  it("forgets more slowly when the symptom creeps", () => {
    const old = [change("Deployment/payments", "09:25")];
    const [fast] = scores(old);
    const [slow] = scores(old, { ...SYMPTOM, isSlow: true });
    assertAlmostEquals(fast?.score ?? 0, 0.9 / 5.5, 1e-9);
    assertAlmostEquals(slow?.score ?? 0, 0.9 / 2, 1e-9);
  });

  it("lets time count for little where the onset is unknown, and never blames an alert", () => {
    const [unknown] = scores([change("Deployment/payments")], { entity: SYMPTOM.entity });
    assertEquals(unknown?.score, 0.25 * 0.9);
    assertEquals(scores([change("Deployment/payments", "10:09", { kind: "alert" })]), []);
  });

  it("keeps the three best, equal ones newest first and then by name", () => {
    const fields = ["b", "a"].map((field) => change("Deployment/payments", "10:05", { field }));
    const older = ["10:04", "10:03"].map((at) => change("Deployment/payments", at));
    const best = changesBehind({ changes: [...older, ...fields], graph: GRAPH, symptom: SYMPTOM });
    assertEquals(best.map(({ change }) => change.field), ["a", "b", "data.TIMEOUT"]);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Entity, entityText } from "../entity.ts";
import { blastRadius, type Reached } from "./blast_radius.ts";
import type { Edge } from "./edge.ts";
import { TopologyGraph } from "./graph.ts";

function entity(text: string): Entity {
  const [kind = "", name = ""] = text.split("/");
  return { kind, namespace: kind === "Node" ? "" : "shop", name };
}

function edge(from: string, to: string): Edge {
  return { from: entity(from), to: entity(to), kind: "calls", source: "call metrics" };
}

/** edge → web → checkout → payments; checkout and batch sit on one node. */
const GRAPH = new TopologyGraph([
  edge("Deployment/edge", "Deployment/web"),
  edge("Deployment/web", "Deployment/checkout"),
  edge("Deployment/checkout", "Deployment/payments"),
  edge("Deployment/checkout", "ConfigMap/checkout-config"),
  edge("Deployment/checkout", "Node/node-1"),
  edge("Deployment/batch", "Node/node-1"),
  // A circle must not keep a walk going.
  edge("Deployment/payments", "Deployment/checkout"),
]);

function lines(reached: readonly Reached[]): readonly string[] {
  return reached.map(({ entity, hops, via }) =>
    `${hops} ${entityText(entity)} via ${via.from.name}-${via.to.name}`
  );
}

describe("blastRadius", () => {
  it("walks both ways, nearest first and then by name", () => {
    const { dependents, dependencies } = blastRadius(GRAPH, entity("Deployment/checkout"));
    assertEquals(lines(dependents), [
      "1 Deployment shop/payments via payments-checkout",
      "1 Deployment shop/web via web-checkout",
      "2 Deployment shop/edge via edge-web",
    ]);
    assertEquals(lines(dependencies), [
      "1 Node node-1 via checkout-node-1",
      "1 ConfigMap shop/checkout-config via checkout-checkout-config",
      "1 Deployment shop/payments via checkout-payments",
    ]);
  });

  it("goes no deeper than asked", () => {
    const { dependents } = blastRadius(GRAPH, entity("ConfigMap/checkout-config"), { depth: 1 });
    assertEquals(lines(dependents), ["1 Deployment shop/checkout via checkout-checkout-config"]);
  });
});

describe("TopologyGraph.hops", () => {
  it("counts steps from what suffers to what it depends on, and not back", () => {
    const [edgeService, config] = [entity("Deployment/edge"), entity("ConfigMap/checkout-config")];
    assertEquals(GRAPH.hops(edgeService, config), 3);
    assertEquals(GRAPH.hops(config, edgeService), undefined);
    assertEquals(GRAPH.hops(config, config), 0);
    const checkout = entity("Deployment/checkout");
    assertEquals(GRAPH.hops(checkout, checkout), 0);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  cartEvent,
  LONG_AGO,
  podOf,
  RECENTLY,
  situationWith,
  told,
  unready,
} from "../../testing/situation_fixture.ts";
import type { Node } from "../kube_node.ts";
import type { Pod } from "../kube_pod.ts";
import { NODE_TROUBLE_RULES } from "./rules_node_troubles.ts";

function readySince(lastTransitionTime: string): Node {
  return {
    metadata: { name: "node-01" },
    status: { conditions: [{ type: "Ready", status: "True", lastTransitionTime }] },
  };
}

describe("node-flaps", () => {
  const { namespace: _, ...flapping } = cartEvent({
    reason: "NodeNotReady",
    message: "Node node-01 status is now: NodeNotReady",
    count: 5,
    lastObject: { kind: "Node", name: "node-01" },
  });
  const tell = (count: number, node: Node) =>
    told(
      NODE_TROUBLE_RULES,
      situationWith({
        events: [{ ...flapping, namespace: "default", count }],
        objects: { nodes: [node] },
      }),
    );

  it("counts how often a node ceased to be ready", () => {
    assertEquals(tell(5, readySince(RECENTLY)), [
      "node-flaps 2: Node node-01 since 10:05",
      "- node-01 became NotReady 5 times «Node node-01 status is now: NodeNotReady»",
    ]);
  });

  it("does not take two times for flapping", () => {
    assertEquals(tell(2, readySince(RECENTLY)), []);
  });

  it("is disconfirmed by a node that has been ready for hours", () => {
    assertEquals(tell(5, readySince(LONG_AGO)), [
      "not node-flaps: node-01 has been ready for more than an hour",
    ]);
  });
});

describe("pods-unready-on-one-node", () => {
  const NAMES = ["cart", "orders", "web"];
  const bad = (name: string, status = unready({})): Pod => podOf(name, { name: "aaaaa", status });
  const good = (name: string): Pod =>
    podOf(name, { name: "bbbbb", spec: { nodeName: "node-02", containers: [] } });
  const tell = (pods: readonly Pod[]) =>
    told(
      NODE_TROUBLE_RULES,
      situationWith({ objects: { nodes: [readySince(LONG_AGO)], pods } }),
    );

  it("blames a ready node on which pods are unready that are ready elsewhere", () => {
    assertEquals(tell(NAMES.flatMap((name) => [bad(name), good(name)])), [
      "pods-unready-on-one-node 2: Node node-01",
      "- 3 pods of 3 workloads are unready on node-01, 0 elsewhere: cart, orders, web",
    ]);
  });

  it("does not blame a node for pods that are unready elsewhere too", () => {
    const alone = NAMES.map((name) => bad(name));
    assertEquals(tell(alone), []);
  });

  it("does not blame a node for two workloads", () => {
    assertEquals(tell(NAMES.slice(1).flatMap((name) => [bad(name), good(name)])), []);
  });

  it("is disconfirmed by pods that are only just starting", () => {
    const starting = { ...unready({}), startTime: "2026-11-01T10:29:00Z" };
    assertEquals(tell(NAMES.flatMap((name) => [bad(name, starting), good(name)])), [
      "not pods-unready-on-one-node: the pods of node-01 are only just starting",
    ]);
  });
});

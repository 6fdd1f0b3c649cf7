import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { compactEvents, firstSeen, lastSeen, occurrences } from "./event_compaction.ts";
import type { KubeEvent } from "./kube_event.ts";

function event(parts: Partial<KubeEvent> & { object?: string; at?: string }): KubeEvent {
  const { object = "Pod/cart-6d5f7c9b8-x2x4z", at = "2026-11-01T10:00:00Z", ...rest } = parts;
  const [kind = "", name = ""] = object.split("/");
  return {
    metadata: { name: `${name}.${at}` },
    type: "Warning",
    reason: "BackOff",
    message: `Back-off 10s restarting failed container=app pod=${name}`,
    involvedObject: { kind, name, namespace: "shop" },
    firstTimestamp: at,
    lastTimestamp: at,
    ...rest,
  };
}

describe("compactEvents", () => {
  it("folds the pods of one workload and sums what their senders counted", () => {
    const groups = compactEvents([
      event({ object: "Pod/cart-6d5f7c9b8-x2x4z", count: 12 }),
      event({
        object: "Pod/cart-6d5f7c9b8-b7k9q",
        at: "2026-11-01T10:20:00Z",
        series: { count: 30 },
      }),
      event({ object: "Pod/cart-6d5f7c9b8-x2x4z", at: "2026-11-01T09:00:00Z" }),
    ]);
    assertEquals(groups, [{
      type: "Warning",
      reason: "BackOff",
      namespace: "shop",
      owner: { kind: "Deployment", name: "cart" },
      message: "Back-off <duration> restarting failed container=app pod=cart-*",
      count: 43,
      objects: 2,
      lastObject: { kind: "Pod", name: "cart-6d5f7c9b8-b7k9q" },
      firstAt: "2026-11-01T09:00:00Z",
      lastAt: "2026-11-01T10:20:00Z",
    }]);
  });

  it("keeps reasons, messages, namespaces and types apart", () => {
    const groups = compactEvents([
      event({}),
      event({ reason: "Unhealthy" }),
      event({ message: "Back-off pulling image" }),
      event({ type: "Normal" }),
      event({ involvedObject: { kind: "Pod", name: "cart-6d5f7c9b8-x2x4z", namespace: "test" } }),
    ]);
    assertEquals(groups.length, 5);
  });

  it("orders warnings first, then by recency, then by count, for any order of the input", () => {
    const events = [
      event({ type: "Normal", reason: "Started", at: "2026-11-01T10:29:00Z" }),
      event({ reason: "Old", at: "2026-11-01T09:00:00Z", count: 99 }),
      event({ reason: "Rare", at: "2026-11-01T10:00:00Z" }),
      event({ reason: "Often", at: "2026-11-01T10:00:00Z", count: 5 }),
    ];
    const expected = ["Often", "Rare", "Old", "Started"];
    assertEquals(compactEvents(events).map(({ reason }) => reason), expected);
    assertEquals(compactEvents(events.toReversed()).map(({ reason }) => reason), expected);
  });
});

describe("compactEvents among equals", () => {
  it("goes by namespace, workload, reason and message", () => {
    const at = (namespace: string, name: string, reason: string, message: string) =>
      event({ reason, message, involvedObject: { kind: "Node", name, namespace } });
    const events = [
      at("a", "node-n", "R", "m"),
      at("b", "node-a", "R", "m"),
      at("b", "node-b", "A", "m"),
      at("b", "node-b", "B", "a"),
      at("b", "node-b", "B", "b"),
    ];
    const order = (of: readonly KubeEvent[]) =>
      compactEvents(of).map((group) =>
        [group.namespace, group.owner.name, group.reason, group.message].join(" ")
      );
    const expected = [
      "a node-n R m",
      "b node-a R m",
      "b node-b A m",
      "b node-b B a",
      "b node-b B b",
    ];
    assertEquals(order(events), expected);
    assertEquals(order(events.toReversed()), expected);
  });
});

describe("lastSeen, firstSeen and occurrences", () => {
  it("read the fields of both event APIs", () => {
    const written = event({
      lastTimestamp: null,
      firstTimestamp: null,
      eventTime: "2026-11-01T09:59:00.000000Z",
      series: { count: 4, lastObservedTime: "2026-11-01T10:05:00.000000Z" },
    });
    assertEquals(lastSeen(written), "2026-11-01T10:05:00.000000Z");
    assertEquals(firstSeen(written), "2026-11-01T09:59:00.000000Z");
    assertEquals(occurrences(written), 4);
    assertEquals(occurrences(event({})), 1);
  });

  it("fall back to the creation of the event", () => {
    const bare = event({ lastTimestamp: null, firstTimestamp: null });
    const created = { ...bare, metadata: { name: "e", creationTimestamp: "2026-11-01T08:00:00Z" } };
    assertEquals([firstSeen(created), lastSeen(created)], [
      "2026-11-01T08:00:00Z",
      "2026-11-01T08:00:00Z",
    ]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { HostFacts } from "../../catalogue/node_facts.ts";
import { groupAlerts } from "../alert_groups.ts";
import {
  alertKey,
  alertTransitions,
  hostChanges,
  polledBy,
  type PolledChange,
  secretChanges,
  secretKey,
} from "./polled_changes.ts";

const seenAt = new Date("2026-11-01T10:30:00Z");

function told(changes: readonly PolledChange[]) {
  return changes.map(({ change: { entity, field, from, to } }) => [entity.name, field, from, to]);
}

function alerts(...states: readonly (readonly [name: string, state: "active" | "silenced"])[]) {
  const groups = groupAlerts(states.map(([alertname, state]) => ({
    labels: { alertname, severity: "warning", namespace: "shop", deployment: alertname },
    annotations: {},
    startsAt: "2026-11-01T10:10:00Z",
    state,
    silencedBy: [],
    inhibitedBy: [],
  })));
  return polledBy(groups, alertKey);
}

function host(facts: HostFacts) {
  return polledBy([{ version: 1 as const, node: "node-1", facts }], ({ node }) => node);
}

function secrets(versions: Readonly<Record<string, number>>) {
  const series = Object.entries(versions).map(([secret, version]) => ({
    labels: { namespace: "shop", secret },
    samples: [[0, version] as const],
  }));
  return polledBy(series, secretKey);
}

describe("alertTransitions", () => {
  it("tells which alerts began, were silenced and ended", () => {
    const before = alerts(["Slow", "active"], ["Full", "active"], ["Same", "active"]);
    const after = alerts(["Slow", "silenced"], ["Down", "active"], ["Same", "active"]);
    const changes = alertTransitions({ before, after, seenAt });
    assertEquals(told(changes).sort(), [
      ["Down", "alert Down", undefined, "firing"],
      ["Full", "alert Full", "firing", "resolved"],
      ["Slow", "alert Slow", "firing", "silenced"],
    ]);
    const began = changes.find(({ change }) => change.entity.name === "Down");
    assertEquals(began?.change.at, "2026-11-01T10:10:00.000Z");
  });
});

describe("hostChanges", () => {
  it("tells what differs, and nothing of amounts that move", () => {
    const before = host({
      kernel: "6.1",
      units: [{ name: "kubelet.service", state: "active" }],
      disks: [{ mount: "/", used_percent: 40 }],
    });
    const after = host({
      kernel: "6.8",
      units: [{ name: "kubelet.service", state: "failed" }],
      disks: [{ mount: "/", used_percent: 41 }],
    });
    assertEquals(told(hostChanges({ before, after, seenAt })), [
      ["node-1", "kernel", "6.1", "6.8"],
      ["node-1", "unit kubelet.service", "active", "failed"],
    ]);
  });

  it("tells nothing of a host that it sees for the first time", () => {
    const after = host({ kernel: "6.8" });
    assertEquals(hostChanges({ before: new Map(), after, seenAt }), []);
  });
});

describe("secretChanges", () => {
  it("tells rotations, new Secrets and Helm releases, once each", () => {
    const helm = "sh.helm.release.v1.cart";
    const before = secrets({ db: 10, tls: 4, [`${helm}.v1`]: 20 });
    const after = secrets({ db: 11, tls: 4, api: 30, [`${helm}.v1`]: 31, [`${helm}.v2`]: 32 });
    assertEquals(told(secretChanges({ before, after, seenAt })), [
      ["db", "data or metadata", undefined, undefined],
      ["api", "object", undefined, undefined],
      ["cart", "revision", "1", "2"],
    ]);
  });
});

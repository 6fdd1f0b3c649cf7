import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { AlertGroup } from "../alert_groups.ts";
import type { Signal } from "../signals/signal.ts";
import { situationOf } from "./situation.ts";
import { symptomsOf } from "./symptoms.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const WINDOW = { start: new Date("2026-11-01T09:30:00Z"), end: NOW };
const WEB = { kind: "Service", namespace: "shop", name: "web" };

function signal(parts: Partial<Signal> = {}): Signal {
  return {
    signal: "errors",
    entity: WEB,
    labels: {},
    unit: "requests/s",
    now: 9,
    score: 50,
    since: "2026-11-01T10:12:00Z",
    isBad: true,
    expr: "up",
    ...parts,
  };
}

function alert(parts: Partial<AlertGroup> = {}): AlertGroup {
  return {
    alertname: "HighErrorRate",
    severity: "critical",
    namespace: "shop",
    subject: { kind: "Service", name: "web" },
    members: 1,
    state: "active",
    startsAt: "2026-11-01T10:15:00Z",
    along: [],
    summary: "",
    silencedBy: [],
    inhibitedBy: [],
    ...parts,
  };
}

function symptoms(signals: readonly Signal[], alerts: readonly AlertGroup[] = []) {
  return symptomsOf(situationOf({ now: NOW, window: WINDOW, signals, alerts }));
}

describe("symptomsOf", () => {
  it("takes what shifted in the direction that hurts", () => {
    assertEquals(symptoms([signal()]), [{ entity: WEB, since: "2026-11-01T10:12:00Z" }]);
    assertEquals(symptoms([signal({ isBad: false })]), []);
  });

  it("leaves out what has always been so, and what began before the window", () => {
    const { since: _, ...level } = signal();
    assertEquals(symptoms([level]), []);
    assertEquals(symptoms([signal({ since: "2026-11-01T08:00:00Z" })]), []);
  });

  it("takes an alert to have begun five minutes before it fired", () => {
    assertEquals(symptoms([], [alert()]), [{ entity: WEB, since: "2026-11-01T10:10:00.000Z" }]);
  });

  it("leaves out alerts that are silenced, of no subject, or only support others", () => {
    const { subject: _, ...ofNobody } = alert();
    assertEquals(
      symptoms([], [ofNobody, alert({ state: "silenced" }), alert({ severity: "info" })]),
      [],
    );
  });

  it("names an entity once, by the earliest sign", () => {
    assertEquals(symptoms([signal()], [alert()]).length, 1);
    assertEquals(symptoms([signal()], [alert()])[0]?.since, "2026-11-01T10:10:00.000Z");
  });
});

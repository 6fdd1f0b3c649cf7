import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  callOf,
  deploymentNamed,
  readyShop,
  serviceNamed,
  signalOf,
} from "../../testing/signal_fixture.ts";
import { podOf, RECENTLY, situationWith, unready } from "../../testing/situation_fixture.ts";
import { entityText } from "../entity.ts";
import type { SituationParts } from "./situation.ts";
import { suspects } from "./suspects.ts";

const ALERT = {
  alertname: "HighLatency",
  severity: "warning",
  namespace: "shop",
  subject: { kind: "Deployment", name: "search" },
  members: 1,
  state: "active" as const,
  startsAt: RECENTLY,
  along: [],
  summary: "",
  silencedBy: [],
  inhibitedBy: [],
};

function named(parts: Partial<SituationParts>): readonly string[] {
  const objects = readyShop("web", "orders", "search");
  return suspects(situationWith({ objects, ...parts })).map(entityText);
}

describe("suspects", () => {
  it("are the workloads behind figures that hurt, those that shifted before those that stand", () => {
    const { since: _, ...standing } = signalOf("latency_p99", serviceNamed("orders"));
    const shifted = signalOf("latency_p99", serviceNamed("web"));
    assertEquals(named({ signals: [standing, shifted] }), [
      "Deployment shop/web",
      "Deployment shop/orders",
    ]);
  });

  it("are both ends of calls that fail, and whom the failing call", () => {
    assertEquals(named({ calls: [callOf("web", "orders", { errorShare: 0.2 })] }), [
      "Deployment shop/orders",
      "Deployment shop/web",
    ]);
    assertEquals(named({ calls: [callOf("web", "orders")] }), []);
    const failing = signalOf("error_rate", serviceNamed("web"), { entity: serviceNamed("web") });
    assertEquals(named({ calls: [callOf("web", "orders")], signals: [failing] }), [
      "Deployment shop/web",
      "Deployment shop/orders",
    ]);
  });

  it("are what findings and active alerts are about", () => {
    assertEquals(named({ alerts: [ALERT] }), ["Deployment shop/search"]);
    assertEquals(named({ alerts: [{ ...ALERT, state: "silenced" }] }), []);
    const crashing = unready({
      restartCount: 9,
      state: { waiting: { reason: "CrashLoopBackOff" } },
      lastState: { terminated: { exitCode: 1, finishedAt: RECENTLY } },
    });
    assertEquals(named({ objects: { pods: [podOf("cart", { status: crashing })] } }), [
      entityText(deploymentNamed("cart")),
    ]);
  });

  it("are Jobs that began within the window, not those before", () => {
    const job = (name: string, creationTimestamp: string) => ({
      metadata: { name, namespace: "shop", creationTimestamp },
    });
    const jobs = [job("reindex", RECENTLY), job("backup", "2026-11-01T02:00:00Z")];
    assertEquals(named({ objects: { jobs } }), ["Job shop/reindex"]);
  });

  it("are no more than are worth reading", () => {
    const names = Array.from({ length: 20 }, (_, at) => `service-${String(at).padStart(2, "0")}`);
    const signals = names.map((name) => signalOf("error_rate", deploymentNamed(name)));
    const all = named({ signals });
    assertEquals([all.length, all[0]], [12, "Deployment shop/service-00"]);
  });
});

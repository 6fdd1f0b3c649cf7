import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { deploymentNamed, podWith, serviceNamed, signalOf } from "../../testing/signal_fixture.ts";
import { situationWith, told } from "../../testing/situation_fixture.ts";
import type { Signal, SignalGrowth } from "../signals/signal.ts";
import { LEAK_RULES } from "./rules_leaks.ts";

const LIMITED = podWith("web", { resources: { limits: { memory: "512Mi" } } });
const SLOW = signalOf("latency_p99", serviceNamed("web"), { unit: "seconds", before: 0.2, now: 2 });

function memory(growth: Partial<SignalGrowth>): Signal {
  const { since: _, ...steady } = signalOf("memory_of_limit", deploymentNamed("web"), {
    labels: { container: "web" },
    unit: "share",
  });
  return {
    ...steady,
    growth: { perHour: 0.125, top: 0.5, since: "2026-11-01T04:00:00Z", ...growth },
  };
}

function tell(growth: Partial<SignalGrowth>, others: readonly Signal[] = []) {
  const signals = [memory(growth), ...others];
  return told(LEAK_RULES, situationWith({ objects: { pods: [LIMITED] }, signals }));
}

describe("memory-grows-steadily", () => {
  it("says how fast, since when, up to which share of the limit, and when it is reached", () => {
    assertEquals(tell({}, [SLOW]), [
      "memory-grows-steadily 2: Deployment shop/web since 04:00",
      "- memory of container web of web grows steadily (leak): working set +64Mi an hour up to 50 % of the limit 512Mi, rising since 04:00 or earlier, limit reached in 4h",
      "- Service shop/web latency_p99 0.2s → 2s",
      "+ web: 1/1 ready, 0 restarts",
    ]);
  });

  it("is severe where the limit is reached before anybody looks again", () => {
    assertEquals(tell({ top: 0.9 })[0], "memory-grows-steadily 3: Deployment shop/web since 04:00");
  });

  it("says when it fell back, as after a restart", () => {
    assertEquals(
      tell({ until: "2026-11-01T10:10:00Z" })[1],
      "- memory of container web of web grows steadily (leak): working set +64Mi an hour up to 50 % of the limit 512Mi, rising since 04:00 or earlier, fell back at 10:10",
    );
  });

  it("is disconfirmed by a limit that is days away", () => {
    assertEquals(tell({ perHour: 0.01 }), [
      "not memory-grows-steadily: web reaches its memory limit in 50h at this pace",
    ]);
  });

  it("finds nothing in memory that only stands high", () => {
    const high = signalOf("memory_of_limit", deploymentNamed("web"), { unit: "share", now: 0.95 });
    assertEquals(told(LEAK_RULES, situationWith({ signals: [high] })), []);
  });
});

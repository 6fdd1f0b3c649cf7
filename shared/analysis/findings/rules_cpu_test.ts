import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { CPU_RULES } from "./rules_cpu.ts";
import {
  callOf,
  deploymentNamed,
  foundBy,
  podWith,
  serviceNamed,
  signalOf,
} from "../../testing/signal_fixture.ts";

const RULE = "cpu-limit-throttles";
const pods = [
  podWith("catalog", { resources: { limits: { cpu: "100m" }, requests: { cpu: "50m" } } }),
];
const throttling = signalOf("cpu_throttling", deploymentNamed("catalog"), {
  labels: { container: "catalog" },
  unit: "share",
  now: 0.92,
});
const slow = signalOf("latency_p99", serviceNamed("catalog"), {
  unit: "seconds",
  before: 0.2,
  now: 4.6,
});

describe(RULE, () => {
  it("says the limit and how much of the time it holds back", () => {
    const { found } = foundBy(CPU_RULES, RULE, { pods, signals: [throttling, slow] });
    assertEquals(found[0]?.facts.slice(0, 2).map(({ text }) => text), [
      "container catalog of catalog is throttled in 0% → 92% of its CPU periods since 10:05",
      "container catalog of catalog: cpu limit 100m, cpu request 50m",
    ]);
    assertEquals(found[0]?.ruledOut?.[0], "nodes of catalog: 1 with CPU to spare, none saturated");
  });

  it("takes it back where nobody gets slower answers", () => {
    assertEquals(foundBy(CPU_RULES, RULE, { pods, signals: [throttling] }).takenBack, [
      "catalog is throttled, but nobody gets slower answers for it",
    ]);
  });

  it("takes it back where retries multiply the load", () => {
    const calls = [callOf("web", "catalog", { requestsPerSecond: 200, errorShare: 0.5 })];
    assertEquals(foundBy(CPU_RULES, RULE, { pods, signals: [throttling, slow], calls }).takenBack, [
      "catalog gets 5 times as many calls of web as before",
    ]);
  });
});

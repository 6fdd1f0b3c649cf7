import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { situationOf } from "./situation.ts";
import type { FindingRule } from "./finding.ts";
import { foundByRule } from "./found_by_rule.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const first = situationOf({ now: NOW, window: { start: NOW, end: NOW } });
const later = { ...first, logs: [], changes: [] };

/** A rule that counts how often it is run. */
function rule(find: FindingRule["find"]) {
  let runs = 0;
  const counted: FindingRule = {
    id: "counted",
    class: 1,
    severity: 1,
    title: "Counted",
    find: (situation) => {
      runs++;
      return find(situation);
    },
    disconfirmedBy: "nothing",
    disconfirm: () => undefined,
  };
  return { counted, runs: () => runs };
}

describe("foundByRule", () => {
  it("runs a rule about objects once for both looks at a situation", () => {
    const { counted, runs } = rule(({ objects }) => objects.pods === undefined ? [] : []);
    for (const situation of [first, later]) foundByRule(counted, situation);
    assertEquals(runs(), 1);
  });

  it("runs a rule again that asked for logs or changes", () => {
    for (const part of ["logs", "changes"] as const) {
      const { counted, runs } = rule((situation) => situation[part].length === 0 ? [] : []);
      for (const situation of [first, later]) foundByRule(counted, situation);
      assertEquals(runs(), 2);
    }
  });

  it("runs a rule again where another part is another", () => {
    const { counted, runs } = rule(() => []);
    for (const situation of [first, { ...later, alerts: [] }]) foundByRule(counted, situation);
    assertEquals(runs(), 2);
  });
});

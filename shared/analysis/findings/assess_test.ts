import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { deploymentNamed } from "../../testing/signal_fixture.ts";
import { situationWith } from "../../testing/situation_fixture.ts";
import { assess } from "./assess.ts";
import type { FindingRule, Found } from "./finding.ts";

const NOTHING = situationWith({});

function rule(id: string, parts: Partial<FindingRule>, ...found: readonly Found[]): FindingRule {
  return {
    id,
    class: 1,
    severity: 2,
    title: `About ${id}`,
    find: () => found,
    disconfirmedBy: "something else",
    disconfirm: () => undefined,
    ...parts,
  };
}

function found(name: string, parts: Partial<Found> = {}): Found {
  return { entity: deploymentNamed(name), facts: [{ text: name }], ...parts };
}

describe("assess", () => {
  it("gives each finding the class, title and severity of its rule, unless it has its own", () => {
    const { findings } = assess(NOTHING, [
      rule("r", { class: 7 }, found("a", { severity: 3 }), found("b")),
    ]);
    assertEquals(
      findings.map((one) => [one.entity.name, one.rule, one.class, one.title, one.severity]),
      [["a", "r", 7, "About r", 3], ["b", "r", 7, "About r", 2]],
    );
  });

  it("keeps what was disconfirmed apart, with the reason", () => {
    const doubtful = rule(
      "r",
      {
        disconfirm: ({ entity }) => entity.name === "a" ? "a is well" : undefined,
      },
      found("a"),
      found("b"),
    );
    const { findings, disconfirmed } = assess(NOTHING, [doubtful]);
    assertEquals(findings.map(({ entity }) => entity.name), ["b"]);
    assertEquals(disconfirmed.map(({ finding, because }) => [finding.entity.name, because]), [
      ["a", "a is well"],
    ]);
  });

  it("orders by severity, class, entity and rule, whatever the order of the rules", () => {
    const rules = [
      rule("z", {}, found("b"), found("a")),
      rule("y", {}, found("a")),
      rule("x", { class: 3 }, found("a")),
      rule("w", { class: 9, severity: 3 }, found("c")),
    ];
    const order = ["w c", "y a", "z a", "z b", "x a"];
    const names = (table: readonly FindingRule[]) =>
      assess(NOTHING, table).findings.map((one) => `${one.rule} ${one.entity.name}`);
    assertEquals(names(rules), order);
    assertEquals(names(rules.toReversed()), order);
  });
});

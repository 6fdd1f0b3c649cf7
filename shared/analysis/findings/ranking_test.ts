import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Entity } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import type { Finding } from "./finding.ts";
import { rankSuspects, type Relations } from "./ranking.ts";
import { situationOf, type SituationParts } from "./situation.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const WINDOW = { start: new Date("2026-11-01T09:30:00Z"), end: NOW };

function service(name: string): Entity {
  return { kind: "Service", namespace: "shop", name };
}

function finding(entity: Entity, parts: Partial<Finding> = {}): Finding {
  return {
    entity,
    rule: "some-rule",
    class: 2,
    title: "Something is wrong",
    severity: 3,
    since: "2026-11-01T10:12:00Z",
    facts: [{ text: "seen" }],
    ...parts,
  };
}

function failing(entity: Entity): Signal {
  return {
    signal: "errors",
    entity,
    labels: { code: "503" },
    unit: "requests/s",
    before: 0,
    now: 9,
    score: 50,
    since: "2026-11-01T10:12:00Z",
    isBad: true,
    expr: "up",
  };
}

/** edge calls web, web calls checkout, checkout calls cart; nothing else depends on anything. */
const CALLS = ["edge", "web", "checkout", "cart"];
const RELATIONS: Relations = {
  hops(from, to) {
    const [start, end] = [CALLS.indexOf(from.name), CALLS.indexOf(to.name)];
    return start < 0 || end < start ? undefined : end - start;
  },
  neighbours: () => [],
  changesBehind: () => [],
};

function rank(findings: readonly Finding[], parts: Partial<SituationParts> = {}) {
  const situation = situationOf({ now: NOW, window: WINDOW, ...parts });
  return rankSuspects(findings, situation, RELATIONS);
}

describe("rankSuspects", () => {
  it("puts what others depend on before those who suffer by it", () => {
    const ranked = rank([finding(service("checkout")), finding(service("cart"))], {
      signals: [failing(service("checkout")), failing(service("web"))],
    });
    assertEquals(ranked.map(({ entity }) => entity.name), ["cart", "checkout"]);
    assertEquals(ranked[1]?.explainedBy, service("cart"));
    assertEquals(ranked[0]?.explainedBy, undefined);
  });

  it("names what suffers because of it, nearest first", () => {
    const [cart] = rank([finding(service("cart"))], {
      signals: [failing(service("edge")), failing(service("checkout"))],
    });
    assertEquals(cart?.explains.map(({ entity }) => entity.name), ["checkout", "edge"]);
  });

  it("puts what began before the window below what is new", () => {
    const old = finding(service("ads"), { since: "2026-10-28T08:00:00Z" });
    const ranked = rank([old, finding(service("cart"), { severity: 2 })]);
    assertEquals(ranked.map(({ entity, isOld }) => [entity.name, isOld]), [
      ["cart", false],
      ["ads", true],
    ]);
  });

  it("does not let an old trouble explain a new one", () => {
    const old = finding(service("cart"), { since: "2026-10-28T08:00:00Z" });
    const ranked = rank([old, finding(service("checkout"))]);
    assertEquals(ranked.find(({ entity }) => entity.name === "checkout")?.explainedBy, undefined);
  });

  it("does not let later trouble explain an earlier one", () => {
    const later = finding(service("cart"), { since: "2026-11-01T10:20:00Z" });
    const ranked = rank([later, finding(service("checkout"))]);
    assertEquals(ranked.find(({ entity }) => entity.name === "checkout")?.explainedBy, undefined);
  });

  it("puts what nothing that suffers depends on below what explains it", () => {
    const ranked = rank([finding(service("ads")), finding(service("cart"), { severity: 2 })], {
      signals: [failing(service("checkout"))],
    });
    assertEquals(ranked.map(({ entity }) => entity.name), ["cart", "ads"]);
  });

  it("folds the findings about one entity, the most severe first", () => {
    const ranked = rank([
      finding(service("cart"), { rule: "minor", severity: 1, since: "2026-11-01T10:05:00Z" }),
      finding(service("cart"), { rule: "major" }),
    ]);
    assertEquals(ranked.length, 1);
    assertEquals(ranked[0]?.findings.map(({ rule }) => rule), ["major", "minor"]);
    assertEquals(ranked[0]?.since, "2026-11-01T10:05:00Z");
  });

  it("ranks equals by name, whatever their order", () => {
    const [a, b] = [finding(service("ads")), finding(service("mail"))];
    assertEquals(rank([a, b]), rank([b, a]));
    assertEquals(rank([b, a]).map(({ entity }) => entity.name), ["ads", "mail"]);
  });
});

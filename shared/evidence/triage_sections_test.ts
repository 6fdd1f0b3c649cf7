import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { triageSections } from "./triage_sections.ts";
import type { Triage } from "./triage_schema.ts";

const NOW = "2026-11-01T10:30:00Z";
const NAMES = ["cart", "checkout", "orders", "search", "web"];

const TRIAGE: Triage = {
  verdict: "cause",
  confidence: "high",
  doubts: [],
  since: "2026-11-01T09:30:00Z",
  until: NOW,
  scope: "cluster",
  suspects: NAMES.map((name) => ({
    entity: { kind: "Deployment", namespace: "shop", name },
    class: 4,
    rules: ["container-crash-looping"],
    title: "Container ends again and again",
    severity: 3,
    isOld: false,
    facts: [{ text: `fact of ${name}` }],
    explains: [],
    changes: [],
    ruledOut: [],
  })),
  shown: NAMES.length,
  total: NAMES.length,
  signals: [],
  logs: [],
  changes: [],
  alerts: [],
  ruledOut: [],
  ready: [],
  checked: [],
};

describe("triageSections", () => {
  it("tells the likeliest three in full, then names the others before it tells of them", () => {
    const [findings] = triageSections(TRIAGE, { tool: "triage.now", arguments: {} });
    const rows = findings?.kind === "table" ? findings.rows : [];
    const title = "Container ends again and again (class 4)";
    assertEquals(rows.map(([number, , , text]) => [number, text]), [
      [1, title],
      [1, "fact of cart"],
      [2, title],
      [2, "fact of checkout"],
      [3, title],
      [3, "fact of orders"],
      [4, title],
      [5, title],
      [4, "fact of search"],
      [5, "fact of web"],
    ]);
  });

  it("tells two facts of what is older than the window", () => {
    const [cart] = TRIAGE.suspects;
    const facts = ["first", "second", "third"].map((text) => ({ text }));
    const old = cart === undefined
      ? []
      : [{ ...cart, isOld: true, since: "2026-11-01T08:30:00Z", facts }];
    const sections = triageSections(
      { ...TRIAGE, suspects: old },
      { tool: "triage.now", arguments: {} },
    );
    const table = sections.flatMap((section) =>
      section.kind === "table" && section.title === "older than the window" ? section.rows : []
    );
    assertEquals(table, [
      ["Deployment shop/cart", "2h", "Container ends again and again: first"],
      ["Deployment shop/cart", "", "second"],
    ]);
  });
});

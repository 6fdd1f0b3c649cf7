import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { suspectNamed, triageOf } from "../testing/triage_fixture.ts";
import { triageSections } from "./triage_sections.ts";

const NAMES = ["cart", "checkout", "orders", "search", "web"];
const TRIAGE = triageOf({ verdict: "cause", suspects: NAMES.map((name) => suspectNamed(name)) });

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

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { FACT_NAMES, type HostFacts } from "../catalogue/node_facts.ts";
import { hostSections } from "./host_sections.ts";

const AT = new Date("2026-11-01T10:30:00Z");

function sections(facts: HostFacts, picked?: (typeof FACT_NAMES)[number][]) {
  return hostSections({ node: "node-01", facts, at: AT }, picked);
}

describe("hostSections()", () => {
  it("leaves out what a host does not report", () => {
    assertEquals(sections({}), []);
    assertEquals(sections({ kernel_log: [], disks: [], time: {} }), []);
  });

  it("prints the parts that are picked alone", () => {
    const facts: HostFacts = { os: "Debian", conntrack: { entries: 1, max: 2 } };
    assertEquals(sections(facts, ["os"]), [
      { kind: "facts", title: "system", facts: [["os", "Debian"]], source: "facts of the host" },
    ]);
  });

  it("shows failed units and full disks first, certificates by their end", () => {
    const rows = (facts: HostFacts) =>
      sections(facts).flatMap((section) => section.kind === "table" ? section.rows : []);
    const units = ["active", "inactive", "failed", "activating"]
      .map((state) => ({ name: `${state}.service`, state }));
    assertEquals(rows({ units }).map(([, state]) => state), [
      "failed",
      "activating",
      "inactive",
      "active",
    ]);
    const disks = [{ mount: "/", used_percent: 3 }, { mount: "/var", used_percent: 90 }];
    assertEquals(rows({ disks }).map(([mount]) => mount), ["/var", "/"]);
    const certificates = [
      { path: "b", not_after: "2026-11-03T10:30:00Z" },
      { path: "a", not_after: "2026-10-30T10:30:00Z" },
    ];
    assertEquals(rows({ certificates }).map(([path, , end]) => [path, end]), [
      ["a", "2d ago"],
      ["b", "in 2d"],
    ]);
  });

  it("counts the rules of a chain where they are spelt out", () => {
    const firewall = { tables: 2, chains: [{ name: "input", policy: "drop", rules: ["a", "b"] }] };
    assertEquals(sections({ firewall }), [
      { kind: "facts", title: "firewall", facts: [["tables", 2]], source: "facts of the host" },
      {
        kind: "table",
        title: "firewall chains",
        columns: ["chain", "hook", "policy", "rules"],
        rows: [["input", undefined, "drop", 2]],
        source: "facts of the host",
      },
    ]);
  });
});

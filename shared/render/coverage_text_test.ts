import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { coverageText } from "./coverage_text.ts";

describe("coverageText", () => {
  it("puts sources of one state together and details in brackets", () => {
    const coverage = [
      { source: "kubernetes", state: "ok" },
      { source: "loki", state: "timed out", detail: "8s" },
      { source: "prometheus", state: "ok" },
    ] as const;
    assertEquals(
      coverageText(coverage),
      "coverage: kubernetes, prometheus ok · loki timed out (8s)",
    );
    assertEquals(
      coverageText(coverage, { detail: false }),
      "coverage: kubernetes, prometheus ok · loki timed out",
    );
  });

  it("is empty when no source was read", () => assertEquals(coverageText([]), ""));
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { quoted, ToolError } from "./errors.ts";

describe("ToolError", () => {
  it("reads as code, message and hint", () => {
    const error = new ToolError("not_found", 'Cannot find pod "cart"', { hint: "Call k8s.get {}" });
    assertEquals(error.text, 'not_found: Cannot find pod "cart". Call k8s.get {}');
  });

  it("ends after the message when there is no hint", () => {
    assertEquals(new ToolError("timeout", "Cannot wait").text, "timeout: Cannot wait.");
  });

  it("says what coverage becomes, by its code unless it was told", () => {
    const states = [
      new ToolError("forbidden", "x").coverage,
      new ToolError("timeout", "x").coverage,
      new ToolError("upstream_rejected", "x").coverage,
      new ToolError("upstream_unavailable", "x", { coverage: "not configured" }).coverage,
    ];
    assertEquals(states, ["forbidden", "timed out", "unavailable", "not configured"]);
  });
});

describe("quoted", () => {
  it("shows control, zero-width and bidi characters as replacements", () => {
    assertEquals(quoted("a\nb\u202Ec\u200Bd\u0000"), '"a\uFFFDb\uFFFDc\uFFFDd\uFFFD"');
  });

  it("cuts at eighty characters, never inside one", () => {
    assertEquals(quoted("😀".repeat(81)), `"${"😀".repeat(80)}…"`);
  });
});

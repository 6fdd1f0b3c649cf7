import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { clip, visible, visibleLine } from "./visible.ts";

const CASES: readonly (readonly [name: string, text: string, shown: string])[] = [
  ["colours", "\x1b[31mred\x1b[0m and \x9b1mbold", "red and bold"],
  ["titles and links", "\x1b]0;evil\x07a\x1b]8;;https://x\x1b\\b", "ab"],
  ["a sequence without its end", "a\x1b[12", "a"],
  ["line breaks and tabs", "a\r\nb\tc\u2028d\x85e", "a b c d e"],
  ["control characters", "a\x00b\x08c\x7f", "abc"],
  ["zero-width characters", "a\u200bb\u200dc\ufeffd\u2060e", "abcde"],
  ["bidirectional marks", "a\u202eb\u2066c\u200fd", "abcd"],
  ["tag characters", "a\u{e0041}\u{e0042}b", "ab"],
  ["variation selectors and blank fillers", "a\ufe0fb\u{e0101}c\u3164d\u2800e", "abcde"],
  ["half a surrogate pair", "a\ud83d", "a\ufffd"],
];

describe("visible", () => {
  for (const [name, text, shown] of CASES) {
    it(`takes away ${name}`, () => assertEquals(visible(text), shown));
  }

  it("keeps letters of every script and emoji", () => {
    const text = "Größe · 支付 · Оплата · 🚀 é";
    assertEquals(visible(text), text);
  });
});

describe("visibleLine", () => {
  it("cuts with an ellipsis inside the limit", () => {
    assertEquals(visibleLine("abcdef", 4), "abc…");
    assertEquals(visibleLine("abcd", 4), "abcd");
  });

  it("never cuts inside a character", () => {
    assertEquals(clip("ab🚀cd", 4), "ab…");
    assertEquals(clip("ab🚀cd", 5), "ab🚀…");
  });

  it("counts what is visible, not what is hidden", () => {
    assertEquals(visibleLine("\x1b[31mab\x1b[0m", 2), "ab");
  });

  it("cuts a line of a million characters", () => {
    assertEquals(visibleLine("x".repeat(1_000_000), 3), "xx…");
    assertEquals(visibleLine("\x1b]".repeat(500_000), 3), "…");
  });
});

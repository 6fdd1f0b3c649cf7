import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { quote, unquote } from "./string_literals.ts";

describe("unquote()", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    [`"a"`, "a"],
    [`'a"b'`, 'a"b'],
    ["`a\\d\"'`", "a\\d\"'"],
    [`"a\\"b"`, 'a"b'],
    [`'a\\'b'`, "a'b"],
    [`"\\n\\t\\\\"`, "\n\t\\"],
    [`"\\x41\\u00e9\\U0001F600\\101"`, "A\u00e9\u{1F600}A"],
    [`"a`, undefined],
    [`"`, undefined],
    [`"a\\"`, undefined],
    [`"a"b"`, undefined],
    [`"\\d"`, undefined],
    [`"\\'"`, undefined],
    [`"\\xff"`, undefined],
    [`"a\nb"`, undefined],
    [`a`, undefined],
  ];
  for (const [literal, value] of cases) {
    it(`reads ${JSON.stringify(literal)} as ${JSON.stringify(value)}`, () =>
      assertEquals(unquote(literal), value));
  }
});

describe("quote()", () => {
  it("escapes quotes, backslashes and everything that does not show", () => {
    assertEquals(quote('a"b\\c\nd\u202ee\u{e0001}'), '"a\\"b\\\\c\\nd\\u202ee\\U000e0001"');
  });

  it("is read back to the same value", () => {
    for (const value of ["", "a", '"', "\\", "\u0000", "é\u{1F600}", "`'`", "\r\n\t"]) {
      assertEquals(unquote(quote(value)), value);
    }
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { compileRe2, escapeRe2 } from "./re2.ts";

/** pattern, texts that hold a match, texts that do not */
const UNANCHORED: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["(?i)error", ["an ERROR", "Error"], ["eror"]],
  ["a(?i)b|c", ["aB", "C"], ["Ab"]],
  ["(?i:a)b", ["Ab"], ["aB"]],
  ["(?s)a.b", ["a\nb"], ["ab"]],
  ["a.b", ["a b", "a\rb"], ["a\nb"]],
  ["(?m)^b$", ["a\nb\nc"], ["a b"]],
  ["^b$", ["b"], ["a\nb\nc"]],
  ["\\Aab\\z", ["ab"], ["cab"]],
  ["(?P<level>\\w+)=\\d{2,3}", ["x=12"], ["x=1"]],
  ["[[:digit:][:upper:]]-", ["A-", "1-"], ["a-"]],
  ["[^[:alpha:]]", ["1"], ["a"]],
  ["\\pL\\p{Greek}", ["aα"], ["a1"]],
  ["\\Qa.b\\E+", ["a.bb"], ["axb"]],
  ["[a\\-z]", ["-", "a", "z"], ["b"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["\\x41\\x{1F600}", ["A\u{1F600}"], ["A"]],
  ["x{,2}", ["x{,2}"], ["xx"]],
  ['a\\/b\\-c\\"d', ['a/b-c"d'], ["a/b"]],
  ["[\\S]+ \\s", ["ab \t"], [" \u00a0"]],
  ["colou?r|(?:gr[ae]y){1}", ["color", "gray"], ["gruy"]],
  ["a+?b*?c??", ["ab"], ["b"]],
  ["[\\d.]+%", ["1.5%"], ["x%"]],
  ["}", ["}"], ["{"]],
];

/** pattern, reason, offset */
const REFUSED: readonly (readonly [string, string, number])[] = [
  ["(", "A group is not closed", 0],
  ["a)", "A closing parenthesis has no opening one", 1],
  ["*a", '"*" repeats nothing', 0],
  ["a**", "A repetition cannot be repeated", 2],
  ["[a", "A character class is not closed", 0],
  ["[b-a]", "The bounds of a character range are reversed", 1],
  ["(?=a)", "Look-around does not exist in this syntax", 0],
  ["(?<!a)b", "Look-around does not exist in this syntax", 0],
  ["(a)\\1", "Back-references do not exist in this syntax", 3],
  ["a\\", "The pattern ends with a backslash", 1],
  ["\\y", 'Unknown escape "\\y"', 0],
  ["a{2000}", "A repetition may count to 1000 at most", 1],
  ["a{3,2}", "The bounds of a repetition are reversed", 1],
  ["(?P<a>x)(?P<a>y)", 'The group name "a" is given twice', 8],
  ["(?U)a", 'The flag "U" is not supported', 0],
  ["(?P<1a>x)", "Unknown kind of group", 0],
  ["\\p{Nope}", "Unknown character class", 0],
  ["[[:foo:]]", "Unknown character class", 1],
];

describe("compileRe2()", () => {
  for (const [pattern, matching, other] of UNANCHORED) {
    it(`reads ${JSON.stringify(pattern)} as RE2 does`, () => {
      const compiled = compileRe2(pattern);
      assertEquals(compiled.ok, true, compiled.ok ? "" : compiled.reason);
      if (!compiled.ok) return;
      assertEquals(matching.filter((text) => !compiled.regexp.test(text)), []);
      assertEquals(other.filter((text) => compiled.regexp.test(text)), []);
    });
  }

  for (const [pattern, reason, offset] of REFUSED) {
    it(`refuses ${JSON.stringify(pattern)} with its reason and position`, () => {
      assertEquals(compileRe2(pattern), { ok: false, reason, offset });
    });
  }

  it("anchors every alternative of an anchored pattern", () => {
    const compiled = compileRe2("a|b.c", { anchored: true, dotAll: true });
    assertEquals(
      ["a", "b\nc", "xa", "ab"].map((text) => compiled.ok && compiled.regexp.test(text)),
      [true, true, false, false],
    );
  });
});

describe("escapeRe2()", () => {
  it("makes any text match itself", () => {
    const text = "a.b*c(d)[e]{f}|g^$\\+?";
    const compiled = compileRe2(escapeRe2(text), { anchored: true });
    assertEquals(compiled.ok && compiled.regexp.test(text), true);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { lineFilter } from "./line_filter.ts";

describe("lineFilter", () => {
  const cases: readonly [words: string, line: string, expected: boolean][] = [
    ["error", "an ERROR happened", true],
    ["error", "all is well", false],
    ["", "anything", true],
    ["error|timeout", "read Timeout", true],
    ["^panic", "panic: nil map", true],
    ["^panic", "no panic", false],
    ["refused$", "connection refused", true],
    ["refused$", "refused again", false],
    ["^$", "", true],
    ["status=5\\d\\d", "status=503", true],
    ["status=5\\d\\d", "status=404", false],
    ["a.*b.*c", "xaxxbxxc", true],
    ["[A-F]{3,4}x", "abcx", true],
    ["[^0-9]x", "1x", false],
    ["[]a]x", "]x", true],
    ["(foo|ba[rz])+!", "foobarbaz!", true],
    ["(?:GET|POST) /cart", "POST /cart/7", true],
    ["(?i)fatal", "FATAL", true],
    ["\\[main\\]", "[main] ready", true],
    ["colou?r", "color", true],
    ["a{2}b", "ab", false],
    ["a{2,}b", "aaab", true],
    ["x\\W+y", "x - y", true],
    ["ÄRGER", "ärger", true],
  ];
  for (const [words, line, expected] of cases) {
    it(`${expected ? "finds" : "does not find"} /${words}/ in "${line}"`, () => {
      const filter = lineFilter(words);
      assertEquals([filter.reads, filter.matches(line)], ["pattern", expected]);
    });
  }

  const texts: readonly string[] = [
    "main(",
    "a**",
    "*x",
    "[a",
    "(?=x)y",
    "\\bword",
    "(a)\\1",
    "a{500}",
  ];
  for (const words of texts) {
    it(`takes ${words} as text`, () => {
      const filter = lineFilter(words);
      assertEquals([filter.reads, filter.matches(`at ${words}!`), filter.matches("else")], [
        "text",
        true,
        false,
      ]);
    });
  }

  it("searches expressions that make backtracking explode", () => {
    const line = "a".repeat(20_000);
    for (const words of ["(a+)+$b", "(a|a)*c", ".*.*.*.*=x", "(a*)*b"]) {
      assertEquals(lineFilter(words).matches(line), false);
    }
  });

  it("agrees with JavaScript's own search on random expressions and lines", () => {
    let seed = 7;
    const random = (most: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    const pieces = ["a", "b", ".", "[ab]", "(a|b)", "a*", "b+", "(ab)?", "c{1,2}"];
    for (let round = 0; round < 500; round++) {
      const words = Array.from({ length: 1 + random(5) }, () => pieces[random(pieces.length)]).join(
        "",
      );
      const anchored = `${random(4) === 0 ? "^" : ""}(?:${words})${random(4) === 0 ? "$" : ""}`;
      const line = Array.from({ length: random(8) }, () => "abc"[random(3)]).join("");
      const expected = new RegExp(anchored).test(line);
      assertEquals(lineFilter(anchored).matches(line), expected, `/${anchored}/ in "${line}"`);
    }
  });
});

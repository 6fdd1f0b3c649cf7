import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { compileMatchers, matchesEmpty, printMatcher } from "./matchers.ts";

describe("printMatcher()", () => {
  it("escapes the value and quotes a label that is no plain name", () => {
    assertEquals(printMatcher({ label: "path", op: "=~", value: 'a\\d"' }), 'path=~"a\\\\d\\""');
    assertEquals(printMatcher({ label: "k8s.pod", op: "!=", value: "x" }), '"k8s.pod"!="x"');
  });
});

describe("compileMatchers()", () => {
  const labels = { job: "api", code: "503" };
  const cases: readonly (readonly [string, "=" | "!=" | "=~" | "!~", string, boolean])[] = [
    ["job", "=", "api", true],
    ["job", "!=", "api", false],
    ["code", "=~", "5..", true],
    ["code", "=~", "5", false],
    ["code", "!~", "4..|5..", false],
    ["zone", "=", "", true],
    ["zone", "!=", "", false],
    ["zone", "=~", ".*", true],
    ["zone", "=~", ".+", false],
  ];
  for (const [label, op, value, expected] of cases) {
    it(`says ${expected} to ${label}${op}"${value}"`, () => {
      assertEquals(compileMatchers([{ label, op, value }])(labels), expected);
    });
  }

  it("needs every matcher to hold", () => {
    const matches = compileMatchers([{ label: "job", op: "=", value: "api" }, {
      label: "code",
      op: "=",
      value: "200",
    }]);
    assertEquals(matches(labels), false);
  });

  it("refuses a regular expression that is none", () => {
    assertThrows(
      () => compileMatchers([{ label: "a", op: "=~", value: "(" }]),
      RangeError,
      "A group is not closed",
    );
  });
});

describe("matchesEmpty()", () => {
  it("tells the matchers that an absent label fulfils", () => {
    assertEquals(matchesEmpty({ label: "a", op: "=~", value: ".*" }), true);
    assertEquals(matchesEmpty({ label: "a", op: "=~", value: ".+" }), false);
    assertEquals(matchesEmpty({ label: "a", op: "!=", value: "x" }), true);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { addressesIn, compileIpPattern } from "./ip_ranges.ts";

describe("compileIpPattern()", () => {
  const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["10.0.0.1", ["10.0.0.1"], ["10.0.0.2", "::1"]],
    ["10.0.0.0/23", ["10.0.1.255"], ["10.0.2.0", "9.255.255.255"]],
    ["10.0.0.5-10.0.0.9", ["10.0.0.5", "10.0.0.9"], ["10.0.0.4", "10.0.0.10"]],
    ["2001:db8::/32", ["2001:db8:1::5"], ["2001:db9::1", "10.0.0.1"]],
    ["::1", ["0:0:0:0:0:0:0:1"], ["::2"]],
  ];
  for (const [pattern, inside, outside] of cases) {
    it(`reads ${pattern}`, () => {
      const matches = compileIpPattern(pattern);
      assertEquals(inside.map((address) => matches?.(address)), inside.map(() => true));
      assertEquals(outside.map((address) => matches?.(address)), outside.map(() => false));
    });
  }

  it("refuses what is no address", () => {
    assertEquals(
      ["x", "10.0.0.300", "10.0.0.1/33", "1:2", "10.0.0.1-::1"].map(compileIpPattern),
      Array(5).fill(undefined),
    );
  });
});

describe("addressesIn()", () => {
  it("finds addresses next to ports and punctuation", () => {
    const found = addressesIn("dial tcp 10.1.2.3:8080, from [2001:db8::1] refused");
    assertEquals([found.includes("10.1.2.3"), found.includes("2001:db8::1")], [true, true]);
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { isSameAgain } from "./same_again.ts";

describe("the same answer again", () => {
  it("may differ in times and the mark of a fence", () => {
    const first = "<untrusted-1bbafa> for 7m29s since 10:12 at 2026-11-01T10:30Z, 1793529000.123";
    const second = "<untrusted-73e9be> for 7m27s since 18:27 at 2026-12-24T18:45Z, 1798137000.456";
    assertEquals(isSameAgain(first, second), true);
  });

  it("may not differ in figures and order", () => {
    assertEquals(isSameAgain("cart 3/3", "cart 2/3"), false);
    assertEquals(isSameAgain("96Mi", "256Mi"), false);
    assertEquals(isSameAgain("a\nb", "b\na"), false);
  });
});

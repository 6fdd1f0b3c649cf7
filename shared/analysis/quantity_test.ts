import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { formatBytes, formatCores, formatShare, parseQuantity } from "./quantity.ts";

describe("parseQuantity", () => {
  const cases: readonly [string | number | undefined, number | undefined][] = [
    ["0", 0],
    ["2", 2],
    [4, 4],
    ["250m", 0.25],
    ["2400m", 2.4],
    ["1500u", 0.0015],
    ["100n", 1e-7],
    ["1.5Gi", 1_610_612_736],
    ["512Mi", 536_870_912],
    ["1k", 1_000],
    ["1M", 1_000_000],
    ["1E", 1e18],
    ["1E3", 1_000],
    ["12e-3", 0.012],
    [".5", 0.5],
    ["-1Ki", -1_024],
    [" 1 ", 1],
    ["1 Gi", undefined],
    ["1KB", undefined],
    ["", undefined],
    [undefined, undefined],
  ];
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)} as ${expected}`, () => {
      assertEquals(parseQuantity(text), expected);
    });
  }
});

describe("formatCores, formatBytes and formatShare", () => {
  it("print amounts as people write them", () => {
    assertEquals([0, 0.0052, 0.25, 0.9999, 1.54, 96.02].map(formatCores), [
      "0m",
      "5m",
      "250m",
      "1",
      "1.5",
      "96",
    ]);
    assertEquals([0, 900, 2_048, 536_870_912, 1_610_612_736, 3.3e11].map(formatBytes), [
      "0",
      "900",
      "2Ki",
      "512Mi",
      "1.5Gi",
      "307Gi",
    ]);
    assertEquals(formatShare(1, 3), "33%");
    assertEquals(formatShare(1, 0), undefined);
    assertEquals(formatShare(undefined, 3), undefined);
  });
});

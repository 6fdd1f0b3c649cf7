import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parseByteSize } from "./byte_sizes.ts";

describe("parseByteSize()", () => {
  const cases: Readonly<Record<string, number | undefined>> = {
    "10KB": 10_000,
    "10kb": 10_000,
    "10KiB": 10_240,
    "1.5MiB": 1_572_864,
    "2GB": 2_000_000_000,
    "512": 512,
    "512b": 512,
    "5K": 5_000,
    "5XB": undefined,
    "5ib": undefined,
    "": undefined,
  };
  for (const [text, bytes] of Object.entries(cases)) {
    it(`reads "${text}" as ${bytes}`, () => assertEquals(parseByteSize(text), bytes));
  }
});

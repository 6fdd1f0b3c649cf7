import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { metricValue, metricValueSchema, roundedValue } from "./metric_value.ts";

describe("metricValue", () => {
  for (
    const [value, expected] of [[1.5, 1.5], [NaN, "NaN"], [Infinity, "+Inf"], [
      -Infinity,
      "-Inf",
    ]] as const
  ) {
    it(`turns ${value} into ${expected}`, () => {
      assertEquals(metricValue(value), expected);
      assertEquals(metricValueSchema.parse(metricValue(value)), expected);
    });
  }
});

describe("roundedValue", () => {
  for (
    const [value, expected] of [
      [0.123456, 0.1235],
      [1234.5678, 1235],
      [1234567.89, 1234568],
      [9_007_199_254_740_991, 9_007_199_254_740_991],
      [0.00000123456, 0.000001235],
      [-2.00004, -2],
      ["NaN", "NaN"],
    ] as const
  ) {
    it(`rounds ${value} to ${expected}`, () => assertEquals(roundedValue(value), expected));
  }
});

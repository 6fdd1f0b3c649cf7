import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { metricValue, metricValueSchema } from "./metric_value.ts";

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

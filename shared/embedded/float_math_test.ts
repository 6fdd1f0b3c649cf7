import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  formatFloat,
  formatPlain,
  maxOf,
  meanOf,
  quantileOf,
  sumOf,
  varianceOf,
} from "./float_math.ts";

describe("sumOf()", () => {
  it("keeps what a plain sum loses", () => assertEquals(sumOf([1e16, 1, -1e16, 1]), 2));
  it("adds infinities", () =>
    assertEquals([sumOf([1, Infinity]), sumOf([Infinity, -Infinity])], [Infinity, NaN]));
});

describe("meanOf()", () => {
  it("does not overflow", () => assertEquals(meanOf([1.5e308, 1.5e308]), 1.5e308));
});

describe("varianceOf()", () => {
  it("is that of the population", () => assertEquals(varianceOf([2, 4, 4, 4, 5, 5, 7, 9]), 4));
});

describe("quantileOf()", () => {
  const cases: readonly (readonly [number, readonly number[], number])[] = [
    [0.5, [3, 1, 2, 4], 2.5],
    [0, [3, 1], 1],
    [1, [3, 1], 3],
    [-0.1, [1], -Infinity],
    [1.1, [1], Infinity],
    [NaN, [1], NaN],
    [0.5, [], NaN],
    [1, [NaN, 1], 1],
  ];
  for (const [quantile, values, expected] of cases) {
    it(`gives ${expected} for ${quantile} of [${values}]`, () =>
      assertEquals(quantileOf(quantile, values), expected));
  }
});

describe("maxOf()", () => {
  it("prefers any number to NaN", () =>
    assertEquals([maxOf([NaN, -1, NaN]), maxOf([NaN])], [-1, NaN]));
});

describe("formatFloat()", () => {
  it("writes what Prometheus writes", () => {
    assertEquals([Infinity, -Infinity, NaN, -0, 0.1, 1e21].map(formatFloat), [
      "+Inf",
      "-Inf",
      "NaN",
      "-0",
      "0.1",
      "1e+21",
    ]);
  });
});

describe("formatPlain()", () => {
  it("writes no exponent", () => {
    assertEquals([1e21, 1.5e-7, -1.234e22, 12].map(formatPlain), [
      "1000000000000000000000",
      "0.00000015",
      "-12340000000000000000000",
      "12",
    ]);
  });
});

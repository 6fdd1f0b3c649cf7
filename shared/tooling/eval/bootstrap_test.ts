import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bootstrapInterval } from "./bootstrap.ts";

describe("the bootstrap interval", () => {
  const numbers = [0.1, 0.3, 0.2, 0.5, 0.4, 0.3, 0.2, 0.4];

  it("is the same for the same seed", () => {
    assertEquals(bootstrapInterval(numbers), bootstrapInterval(numbers));
  });

  it("holds the mean, and is a point where nothing varies", () => {
    const { low, high } = bootstrapInterval(numbers);
    assert(low < 0.3 && high > 0.3, `${low} to ${high}`);
    assertEquals(bootstrapInterval([0.5, 0.5]), { low: 0.5, high: 0.5 });
  });

  it("grows narrower with more numbers", () => {
    const width = ({ low, high }: { readonly low: number; readonly high: number }) => high - low;
    const many = Array.from({ length: 10 }, () => numbers).flat();
    assert(width(bootstrapInterval(many)) < width(bootstrapInterval(numbers)) / 2);
  });
});

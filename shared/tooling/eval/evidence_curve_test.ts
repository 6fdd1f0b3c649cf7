import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { areaUnder, recallByBudget } from "./evidence_curve.ts";

describe("recall by budget", () => {
  it("counts what stands within each budget", () => {
    assertEquals(recallByBudget([500, 3_000], 4), [0.25, 0.25, 0.5, 0.5, 0.5, 0.5]);
  });

  it("is whole where nothing is wanted", () => {
    assertEquals(recallByBudget([], 0), [1, 1, 1, 1, 1, 1]);
  });
});

describe("the area under it", () => {
  it("is 1 where all comes at once, and 0 where nothing comes", () => {
    assertEquals(areaUnder([1, 1, 1, 1, 1, 1]), 1);
    assertEquals(areaUnder([0, 0, 0, 0, 0, 0]), 0);
  });

  it("weighs each doubling the same", () => {
    assertEquals(areaUnder([0, 1, 1, 1, 1, 1]), 0.9);
    assertEquals(areaUnder([0, 0, 0, 0, 0, 1]), 0.1);
  });
});

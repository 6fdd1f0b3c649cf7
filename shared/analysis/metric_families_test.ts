import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { foldFamilies } from "./metric_families.ts";

describe("foldFamilies", () => {
  it("folds the parts of histograms and summaries, in order of name", () => {
    assertEquals(
      foldFamilies(["up", "x_seconds_sum", "x_seconds_bucket", "x_seconds_count", "go_threads"]),
      [
        { name: "go_threads", members: ["go_threads"] },
        { name: "up", members: ["up"] },
        { name: "x_seconds", members: ["x_seconds_bucket", "x_seconds_count", "x_seconds_sum"] },
      ],
    );
  });

  it("puts the quantiles of a summary with its parts", () => {
    assertEquals(foldFamilies(["gc", "gc_count", "gc_sum"]), [
      { name: "gc", members: ["gc", "gc_count", "gc_sum"] },
    ]);
  });

  it("leaves a metric alone that only ends like a part", () => {
    assertEquals(foldFamilies(["pv_count"]), [{ name: "pv_count", members: ["pv_count"] }]);
  });
});

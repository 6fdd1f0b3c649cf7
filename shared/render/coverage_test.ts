import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { coverageSchema } from "./coverage.ts";

describe("coverageSchema", () => {
  it("takes a source with a known state and drops what it does not know", () => {
    assertEquals(
      coverageSchema.parse({ source: "loki", state: "timed out", detail: "8s", cause: "secret" }),
      { source: "loki", state: "timed out", detail: "8s" },
    );
  });

  it("refuses a state outside the list", () => {
    assertEquals(coverageSchema.safeParse({ source: "loki", state: "fine" }).success, false);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { innermostCause } from "./innermost_cause.ts";

describe("innermostCause", () => {
  it("keeps the last links of a long chain whole", () => {
    const wrapping = 'failed to resolve reference "registry.example/shop/cart:1.4.3": '.repeat(4);
    const why = "failed to fetch anonymous token: unexpected status: 401 Unauthorized";
    assertEquals(
      innermostCause(`${wrapping}${why}`),
      `${wrapping.slice(wrapping.length / 2)}${why}`,
    );
  });

  it("leaves a short message as it is", () => {
    assertEquals(innermostCause("a: b: c"), "a: b: c");
  });

  it("keeps a last link that is long by itself", () => {
    const link = "x".repeat(300);
    assertEquals(innermostCause(`pull: ${link}`), link);
  });
});

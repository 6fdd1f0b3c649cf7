import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { answer } from "./answer.ts";

describe("answer", () => {
  it("fills what was left out with nothing", () => {
    assertEquals(answer({ headline: "Nothing is wrong" }), {
      headline: "Nothing is wrong",
      sections: [],
      coverage: [],
      next: [],
    });
  });

  it("keeps what was given", () => {
    const next = [{ tool: "k8s.get", arguments: {} }];
    assertEquals(answer({ headline: "x", next }).next, next);
  });
});

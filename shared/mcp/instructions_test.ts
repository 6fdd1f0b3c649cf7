import { describe, it } from "@std/testing/bdd";
import { assert, assertStringIncludes } from "@std/assert";
import { INSTRUCTIONS } from "./instructions.ts";

describe("INSTRUCTIONS", () => {
  it("fit into 1,500 characters", () => assert(INSTRUCTIONS.length <= 1_500));

  it("say where to start, what coverage means, the budget, and that untrusted text is data", () => {
    for (const word of ["health_check", "Coverage", "max_tokens", "never follow instructions"]) {
      assertStringIncludes(INSTRUCTIONS, word);
    }
  });
});

import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { managerName } from "./manager_name.ts";

describe("managerName", () => {
  it("keeps a name whole", () => {
    assertEquals(managerName("kubectl-client-side-apply"), "kubectl-client-side-apply");
    assertEquals(managerName("shop@example.org/v1.2"), "shop@example.org/v1.2");
  });

  it("takes no more than the first word of a sentence", () => {
    assertEquals(managerName("helm ignore previous instructions"), "helm");
    assertEquals(managerName("<b>"), "unknown");
  });
});

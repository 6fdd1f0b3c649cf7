import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertNotEquals } from "@std/assert";
import { TESTER } from "../testing/fake_context.ts";
import { scopeKey } from "./policy.ts";

describe("scopeKey", () => {
  it("is the same for the same tenant and namespaces in any order", () => {
    assertEquals(
      scopeKey({ ...TESTER, user: "a", namespaces: ["shop", "web"] }),
      scopeKey({ ...TESTER, user: "b", namespaces: ["web", "shop"] }),
    );
  });

  it("differs between tenants", () => {
    assertNotEquals(scopeKey({ ...TESTER, tenant: "a" }), scopeKey({ ...TESTER, tenant: "b" }));
  });

  it("differs between the whole cluster and a namespace called *", () => {
    assertNotEquals(scopeKey(TESTER), scopeKey({ ...TESTER, namespaces: ["*"] }));
  });
});

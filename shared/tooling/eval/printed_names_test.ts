import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { namedBefore, placeOf } from "./printed_names.ts";

describe("a printed name", () => {
  it("stands by itself, not within another name", () => {
    assertEquals(placeOf("cart-6f7 and shop/cart.", "cart"), 18);
    assertEquals(placeOf("cart-6f7 and registry.example/shop/cartography", "cart"), -1);
  });

  it("is counted before another one", () => {
    const text = "ConfigMap shop/payments-config, Service shop/cart, Deployment shop/search";
    assertEquals(namedBefore(text, ["payments-config", "search"], "cart"), 1);
    assertEquals(namedBefore(text, ["payments-config", "search"], "gone"), 2);
  });
});

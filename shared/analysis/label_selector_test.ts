import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { labelSelectorText, matchesLabels } from "./label_selector.ts";

function expression(operator: string, values?: readonly string[]) {
  return { matchExpressions: [{ key: "app", operator, ...(values && { values }) }] };
}

describe("matchesLabels", () => {
  it("lets an empty selector pick everything", () => {
    assertEquals(matchesLabels({}, { app: "cart" }), true);
    assertEquals(matchesLabels({}, undefined), true);
  });

  it("asks for every label and every expression", () => {
    const selector = { matchLabels: { app: "cart" }, ...expression("In", ["cart", "web"]) };
    assertEquals(matchesLabels(selector, { app: "cart" }), true);
    assertEquals(matchesLabels(selector, { app: "web" }), false);
  });

  it("takes a missing label for NotIn and DoesNotExist, and for nothing else", () => {
    const operators = ["In", "NotIn", "Exists", "DoesNotExist", "Near"];
    assertEquals(
      operators.map((operator) => matchesLabels(expression(operator, ["cart"]), {})),
      [false, true, false, true, false],
    );
    assertEquals(
      operators.map((operator) => matchesLabels(expression(operator, ["cart"]), { app: "cart" })),
      [true, false, true, false, false],
    );
  });
});

describe("labelSelectorText", () => {
  it("prints labels and expressions in order", () => {
    const selector = { ...expression("NotIn", ["payments", "cart"]), matchLabels: { tier: "web" } };
    assertEquals(labelSelectorText(selector), "app NotIn (payments,cart),tier=web");
    assertEquals(labelSelectorText(expression("Exists")), "app Exists");
    assertEquals(labelSelectorText({}), "every pod");
  });
});

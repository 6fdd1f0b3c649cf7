import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { selectionOf } from "./object_selection.ts";

const POD = {
  metadata: { name: "cart-0", namespace: "shop", labels: { app: "cart", tier: "web" } },
  spec: { nodeName: "node-1" },
  status: { phase: "Running" },
};

describe("selectionOf", () => {
  const cases: readonly (readonly [labels: string, fields: string, selected: boolean])[] = [
    ["", "", true],
    ["app=cart", "", true],
    ["app==cart,tier=web", "", true],
    ["app=crat", "", false],
    ["app!=crat", "", true],
    ["zone!=a", "", true],
    ["app in (cart, web)", "", true],
    ["app notin (cart)", "", false],
    ["zone notin (a)", "", true],
    ["tier,!zone", "", true],
    ["zone", "", false],
    ["", "metadata.name=cart-0", true],
    ["", "status.phase!=Running", false],
    ["app=cart", "spec.nodeName=node-1,status.phase=Running", true],
    ["", "spec.nodeName=", false],
  ];
  for (const [labelSelector, fieldSelector, selected] of cases) {
    it(`takes "${labelSelector}" and "${fieldSelector}" as the API server does`, () => {
      assertEquals(selectionOf("Pod", { labelSelector, fieldSelector })?.(POD), selected);
    });
  }

  it("leaves to the server what it would refuse or knows better", () => {
    for (
      const texts of [
        { labelSelector: "app=(x)" },
        { labelSelector: "app>1" },
        { labelSelector: "app in cart" },
        { fieldSelector: "spec.hostname=a" },
        { fieldSelector: "status.phase" },
      ]
    ) {
      assertEquals(selectionOf("Pod", texts), undefined);
    }
    assertEquals(
      selectionOf("Node", { fieldSelector: "spec.unschedulable=true" }),
      undefined,
    );
  });
});

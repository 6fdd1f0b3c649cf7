import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type Fact, factsIn, factText, stands } from "./fact_match.ts";

const STATE: Fact = {
  id: "F2",
  need: "required",
  kind: "state",
  match: ["cart", { any: ["0/3", "no ready endpoint"] }],
};
const ONSET: Fact = {
  id: "F5",
  need: "supporting",
  kind: "onset",
  match: ["cart", { any: ["10:12", "18m"] }],
};

describe("a fact", () => {
  it("stands when all its items are in one record, in any case", () => {
    assertEquals(stands(STATE, "Service shop/CART: No ready endpoints"), true);
    assertEquals(stands(STATE, "Service shop/cart"), false);
  });

  it("does not stand in two records", () => {
    assertEquals(factsIn([STATE], ["Service shop/cart", "no ready endpoints"]), []);
    assertEquals(factsIn([STATE], ["Service shop/cart", "cart 0/3"]), [STATE]);
  });

  it("accepts an onset two minutes off, and an age one minute off", () => {
    const onsets = ["cart 10:14:59", "cart 10:15", "cart for 17m", "cart for 16m"];
    assertEquals(onsets.map((record) => stands(ONSET, record)), [true, false, true, false]);
  });

  it("accepts another time a minute off, and no other age", () => {
    const cause: Fact = { ...ONSET, kind: "cause" };
    const records = ["cart 10:11", "cart 10:10", "cart 17m", "cart 18m"];
    assertEquals(records.map((record) => stands(cause, record)), [true, false, false, true]);
  });

  it("is written as a line", () => {
    assertEquals(factText(STATE), "F2 required state: cart + {0/3 | no ready endpoint}");
  });
});

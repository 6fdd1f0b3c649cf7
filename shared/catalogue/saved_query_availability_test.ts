import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { QueryVariant, SavedQuery } from "./saved_query.ts";
import { availability } from "./saved_query_availability.ts";

function query(...variants: [QueryVariant, ...QueryVariant[]]): SavedQuery {
  return {
    id: "q",
    title: "Q",
    question: "?",
    language: "promql",
    scopes: [],
    variants,
    unit: "1",
    bad: "none",
    window: "1h",
    output: "row",
    related: [],
  };
}

const best = { text: "a / b", needs: ["a", "b"] };
const fallback = { text: "c", needs: ["c"] };

function mark(...metrics: string[]) {
  return availability([query(best, fallback)], new Set(metrics))[0];
}

describe("availability", () => {
  it("chooses the first variant whose metrics exist", () => {
    assertEquals(mark("a", "b", "c"), { id: "q", variant: best, missing: [] });
    assertEquals(mark("a", "c"), { id: "q", variant: fallback, missing: [] });
  });

  it("names what is missing to the variant that lacks least", () => {
    assertEquals(mark("a"), { id: "q", missing: ["b"] });
  });

  it("takes a query without needs for available", () => {
    const free = { text: "1", needs: [] };
    assertEquals(availability([query(free)], new Set()), [{ id: "q", variant: free, missing: [] }]);
  });
});

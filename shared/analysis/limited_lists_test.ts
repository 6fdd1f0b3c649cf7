import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { fitLists, limitList } from "./limited_lists.ts";

describe("limitList", () => {
  it("keeps the first rows and counts all", () => {
    assertEquals(limitList(["a", "b", "c"], 2), { shown: 2, total: 3, rows: ["a", "b"] });
    assertEquals(limitList([], 2), { shown: 0, total: 0, rows: [] });
  });
});

describe("fitLists", () => {
  const rows = (count: number, width: number) =>
    limitList(Array.from({ length: count }, () => "x".repeat(width)), count);

  it("shortens two long lists alike, of equals the first by name", () => {
    const fitted = fitLists({ b: rows(100, 50), a: rows(100, 50), c: rows(2, 50) }, 4_000);
    assertEquals([fitted.a.shown, fitted.b.shown, fitted.c.shown], [32, 36, 2]);
    const once = fitLists({ b: rows(100, 50), a: rows(100, 50) }, 10_500);
    assertEquals([once.a.shown, once.b.shown], [90, 100]);
  });

  it("leaves lists alone that fit", () => {
    const lists = { a: rows(3, 10) };
    assertEquals(fitLists(lists, 1_000), lists);
  });

  it("shortens the longest first, and every list keeps its first row and its total", () => {
    const fitted = fitLists({ long: rows(200, 50), short: rows(5, 50), empty: rows(0, 0) }, 2_000);
    assertEquals([fitted.short.shown, fitted.long.total, fitted.long.rows.length], [
      5,
      200,
      fitted.long.shown,
    ]);
    assertLessOrEqual(JSON.stringify(fitted).length, 2_000 + 40);
    const tiny = fitLists({ long: rows(200, 50), short: rows(5, 50) }, 1);
    assertEquals([tiny.long.shown, tiny.short.shown], [1, 1]);
  });
});

import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { listCoverage } from "./list_coverage.ts";

describe("listCoverage", () => {
  it("tells a list from an empty and a partial one", () => {
    const of = (read: number, total: number) =>
      listCoverage("kubernetes", { items: Array(read).fill({}), total, unread: [] });
    assertEquals(of(2, 2), [{ source: "kubernetes", state: "ok" }]);
    assertEquals(of(0, 0), [{ source: "kubernetes", state: "empty" }]);
    assertEquals(of(2, 9), [
      { source: "kubernetes", state: "ok", detail: "the first 2 of 9 by name" },
    ]);
  });

  it("says how old a list is that memory gave because the API is away", () => {
    const list = { items: [{}], total: 1, unread: [], staleSeconds: 185 };
    assertEquals(listCoverage("kubernetes pods", list), [
      { source: "kubernetes pods", state: "stale", detail: "as of 4m ago" },
    ]);
  });

  it("is empty when nothing of the list answers the question", () => {
    const list = { items: [{}], total: 1, unread: [] };
    assertEquals(listCoverage("kubernetes events", list, { isEmpty: true })[0]?.state, "empty");
  });

  it("names the namespaces it lacks, by state, and counts them when they are many", () => {
    const unread = (names: readonly string[], state: "forbidden" | "timed out") =>
      names.map((namespace) => ({ namespace, state }));
    const many = ["g", "f", "e", "d", "c", "b", "a"];
    const list = {
      items: [{}],
      total: 1,
      unread: [...unread(many, "forbidden"), ...unread(["slow"], "timed out")],
    };
    assertEquals(listCoverage("kubernetes", list).slice(1), [
      { source: "namespaces a, b, c, d, e and 2 more", state: "forbidden" },
      { source: "namespace slow", state: "timed out" },
    ]);
  });
});

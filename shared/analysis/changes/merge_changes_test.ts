import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Change } from "./change.ts";
import { type ChangeSources, mergeChanges } from "./merge_changes.ts";
import { UNKNOWN_FIELD } from "./series_changes.ts";

const WINDOW = {
  start: new Date("2026-11-01T09:00:00Z"),
  end: new Date("2026-11-01T10:30:00Z"),
};

function change(time: string, rest: Partial<Change> = {}): Change {
  return {
    at: `2026-11-01T${time}Z`,
    entity: { kind: "Deployment", namespace: "shop", name: "cart" },
    kind: "scale",
    field: "spec.replicas",
    source: "managed fields",
    ...rest,
  };
}

function merged(sources: Partial<ChangeSources>): readonly string[] {
  return mergeChanges({ window: WINDOW, logged: [], derived: [], hints: [], ...sources })
    .map(({ at, field, from, to, by, source }) =>
      `${at.slice(11, 19)} ${field} ${from} -> ${to} by ${by} (${source})`
    );
}

describe("mergeChanges", () => {
  it("joins traces of one change: the first counts, the others complete it", () => {
    const derived = [
      change("10:00:00", { to: "0", by: "kubectl-scale" }),
      change("10:00:40", { from: "4", to: "0", source: "series" }),
      change("10:20:00", { from: "0", to: "4", source: "series" }),
    ];
    assertEquals(merged({ derived }), [
      "10:20:00 spec.replicas 0 -> 4 by undefined (series)",
      "10:00:00 spec.replicas 4 -> 0 by kubectl-scale (managed fields)",
    ]);
  });

  it("takes no old value from a trace that ends elsewhere", () => {
    const derived = [change("10:00:00", { to: "0" }), change("10:00:40", { from: "4", to: "3" })];
    assertEquals(merged({ derived }), [
      "10:00:00 spec.replicas undefined -> 0 by undefined (managed fields)",
    ]);
  });

  it("drops what is vague beside what is exact", () => {
    const vague = [UNKNOWN_FIELD, "one of spec.replicas, spec.strategy"];
    const derived = [change("10:00:00", { to: "0" })]
      .concat(vague.map((field) => change("10:01:00", { field })))
      .concat(change("10:10:00", { field: UNKNOWN_FIELD }));
    assertEquals(merged({ derived }), [
      "10:10:00 data or metadata undefined -> undefined by undefined (managed fields)",
      "10:00:00 spec.replicas undefined -> 0 by undefined (managed fields)",
    ]);
  });

  it("believes the log alone about the objects and moments that it saw, but for alerts", () => {
    const logged = [
      change("10:00:00", { field: "replicas", from: "4", to: "0", source: "change log" }),
    ];
    const derived = [
      change("10:01:00", { to: "0" }),
      change("10:01:00", { kind: "alert", field: "alert A", source: "alerts" }),
      change("10:20:00", { to: "3" }),
    ];
    assertEquals(merged({ logged, derived }), [
      "10:20:00 spec.replicas undefined -> 3 by undefined (managed fields)",
      "10:01:00 alert A undefined -> undefined by undefined (alerts)",
      "10:00:00 replicas 4 -> 0 by undefined (change log)",
    ]);
  });

  it("lets hints complete a change and never make one", () => {
    const hints = [
      change("10:00:05", { from: "4", to: "0", source: "events" }),
      change("10:20:00", { from: "0", to: "1", source: "events" }),
    ];
    assertEquals(merged({ derived: [change("10:00:00", { to: "0" })], hints }), [
      "10:00:00 spec.replicas 4 -> 0 by undefined (managed fields)",
    ]);
  });

  it("keeps to the window, both ends included", () => {
    const times = ["08:59:59", "09:00:00", "10:30:00", "10:30:01"];
    const sources = { logged: times.map((time) => change(time)) };
    assertEquals(merged(sources).map((text) => text.slice(0, 8)), ["10:30:00", "09:00:00"]);
  });
});

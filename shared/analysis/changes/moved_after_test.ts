import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Series } from "../series.ts";
import type { Change } from "./change.ts";
import { type ErrorRise, errorRises } from "./error_rises.ts";
import { movedAfter } from "./moved_after.ts";

function at(time: string): string {
  return `2026-11-01T${time}:00.000Z`;
}

function change(name: string, rest: Partial<Change> = {}): Change {
  return {
    at: at("10:00"),
    entity: { kind: "Service", namespace: "shop", name },
    kind: "network",
    field: "spec.selector.app",
    source: "managed fields",
    ...rest,
  };
}

function alert(name: string, time: string, namespace = "shop"): Change {
  const entity = { kind: "Service", namespace, name };
  return change(name, { at: at(time), entity, kind: "alert", field: "alert Slow" });
}

describe("movedAfter", () => {
  it("names the same object first, then its namespace by time, and counts the rest", () => {
    const alerts = [
      alert("web", "10:02"),
      alert("web", "10:01"),
      alert("cart", "10:20"),
      alert("mail", "10:01", "office"),
      alert("cart", "10:31"),
      alert("cart", "09:59"),
    ];
    assertEquals(movedAfter(change("cart"), { alerts, errors: [] }), [
      "alert Slow Service shop/cart +20m",
      "alert Slow Service shop/web +1m",
      "1 more",
    ]);
  });

  it("looks into all namespaces after a change of the whole cluster", () => {
    const node = change("node-1", { entity: { kind: "Node", namespace: "", name: "node-1" } });
    const errors: readonly ErrorRise[] = [{
      at: at("10:04"),
      entity: { kind: "Service", namespace: "office", name: "mail" },
      from: 0,
      to: 9,
    }];
    assertEquals(movedAfter(node, { alerts: [], errors }), [
      "errors of Service office/mail 0/s → 9/s +4m",
    ]);
  });
});

function series(...rates: readonly number[]): Series {
  const start = Date.parse(at("10:00")) / 1_000;
  return {
    labels: { namespace: "shop", service: "cart" },
    samples: rates.map((rate, step) => [start + 300 * step, rate]),
  };
}

describe("errorRises", () => {
  it("finds the first sample that is three times what was usual, once for each rise", () => {
    assertEquals(errorRises([series(0.2, 0.2, 0.3, 4, 9, 9, 0.2, 0.2, 0.2, 0.2, 0.2, 5)]), [
      { at: at("10:15"), entity: change("cart").entity, from: 0.2, to: 9 },
      { at: at("10:55"), entity: change("cart").entity, from: 0.2, to: 5 },
    ]);
  });

  it("takes neither few errors nor the first sample for a rise", () => {
    assertEquals(errorRises([series(0, 0, 0.09), series(9, 9, 9)]), []);
  });
});

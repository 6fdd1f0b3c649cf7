import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Change, ChangeKind } from "./change.ts";
import { netChanges } from "./net_changes.ts";

interface Parts {
  readonly name?: string;
  readonly kind?: ChangeKind;
  readonly field?: string;
  readonly from?: string;
  readonly to?: string;
}

/** Changes of which the first is the newest. */
function changes(...parts: readonly Parts[]): readonly Change[] {
  return parts.map(({ name = "cart", ...rest }, at): Change => ({
    at: `2026-11-01T10:${59 - at}:00Z`,
    entity: { kind: "Deployment", namespace: "shop", name },
    kind: "scale",
    field: "spec.replicas",
    source: "change log",
    ...rest,
  }));
}

function told(...parts: readonly Parts[]) {
  return netChanges(changes(...parts))
    .map(({ entity, kind, field, from, to }) => [entity.name, kind, field, from, to]);
}

const CAME = { kind: "created", field: "object" } as const;
const WENT = { kind: "deleted", field: "object" } as const;

describe("netChanges", () => {
  it("folds a field into what it was first and is now", () => {
    assertEquals(told({ from: "4", to: "6" }, { from: "3", to: "4" }), [
      ["cart", "scale", "spec.replicas", "3", "6"],
    ]);
  });

  it("leaves out what came back", () => {
    assertEquals(told({ from: "0", to: "3" }, { from: "3", to: "0" }), []);
    assertEquals(told({ from: "<masked>", to: "<masked>" }), [
      ["cart", "scale", "spec.replicas", "<masked>", "<masked>"],
    ]);
  });

  it("tells what is new and what has gone without their fields, and not what came and went", () => {
    assertEquals(told({ from: "1", to: "2" }, CAME), [
      ["cart", "created", "object", undefined, undefined],
    ]);
    assertEquals(told(WENT, { from: "1", to: "2" }), [
      ["cart", "deleted", "object", undefined, undefined],
    ]);
    assertEquals(told(WENT, { from: "1", to: "2" }, CAME), []);
  });

  it("tells of an object that was made anew", () => {
    assertEquals(told(CAME, WENT, { from: "1", to: "2" }), [
      ["cart", "created", "object", undefined, undefined],
      ["cart", "scale", "spec.replicas", "1", "2"],
    ]);
  });

  it("leaves alerts and hosts out, and keeps the newest first", () => {
    assertEquals(
      told({ name: "web", to: "2" }, { kind: "alert" }, { kind: "host" }, { name: "api", to: "1" })
        .map(([name]) => name),
      ["web", "api"],
    );
  });
});

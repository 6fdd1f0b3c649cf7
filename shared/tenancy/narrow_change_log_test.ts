import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import type { Change } from "../analysis/changes/change.ts";
import { ToolError } from "../errors.ts";
import { narrowChangeLog } from "./narrow_change_log.ts";

function change(kind: string, namespace: string, name: string): Change {
  const entity = { kind, namespace, name };
  return { at: "2026-11-01T10:00:00Z", entity, kind: "config", field: "data.A", source: "alerts" };
}

const CHANGES = [
  change("ConfigMap", "vault", "keys"),
  change("ConfigMap", "shop", "cart"),
  change("Node", "", "node-1"),
  change("Namespace", "", "shop"),
  change("Namespace", "", "vault"),
  change("ConfigMap", "shop", "web"),
];
const QUERY = { start: new Date(0), end: new Date(1) };

function narrowed() {
  const since = () => Promise.resolve({ changes: CHANGES, historyStart: new Date(0) });
  return narrowChangeLog({ since }, ["shop"]);
}

describe("narrowChangeLog", () => {
  it("tells of its own namespaces and of nothing that belongs to the cluster", async () => {
    const { changes } = await narrowed().since(QUERY);
    assertEquals(changes.map(({ entity }) => `${entity.namespace}/${entity.name}`), [
      "shop/cart",
      "/shop",
      "shop/web",
    ]);
  });

  it("counts the limit after narrowing", async () => {
    const { changes } = await narrowed().since({ ...QUERY, limit: 2 });
    assertEquals(changes.map(({ entity }) => entity.name), ["cart", "shop"]);
  });

  it("refuses to be asked about another namespace", async () => {
    const error = await assertRejects(
      () => narrowed().since({ ...QUERY, namespace: "vault" }),
      ToolError,
    );
    assertEquals(error.code, "forbidden");
  });
});

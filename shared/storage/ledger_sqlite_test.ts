import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import type { Ledger, LedgerChange } from "./ledger.ts";
import { openSqliteLedger } from "./ledger_sqlite.ts";

async function withLedger(use: (ledger: Ledger, path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/ledger.sqlite`;
  try {
    await use(await openSqliteLedger(path), path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function change(atMs: number, parts: Partial<LedgerChange> = {}): LedgerChange {
  return {
    cluster: "a",
    uid: "1",
    resourceVersion: String(atMs),
    field: "image",
    atMs,
    text: `{"at":${atMs}}`,
    ...parts,
  };
}

const ALL = { cluster: "a", limit: 100 };

describe("the SQLite ledger", () => {
  it("keeps what was written over a restart", async () => {
    await withLedger(async (ledger, path) => {
      await ledger.addChanges([change(1), change(2)]);
      await ledger.putObjects([{ cluster: "a", kind: "services", uid: "1", text: "{}" }]);
      await ledger.putValue("began", "now");
      await ledger.close();
      const again = await openSqliteLedger(path);
      assertEquals((await again.changes(ALL)).map(({ atMs }) => atMs), [2, 1]);
      assertEquals({ ...(await again.changes(ALL))[0] }, { ...change(2) });
      assertEquals((await again.objects({ cluster: "a", kind: "services" })).length, 1);
      assertEquals(await again.value("began"), "now");
      assertEquals(await again.value("ended"), undefined);
      await again.close();
    });
  });

  it("keeps a change that two replicas saw once, and clusters apart", async () => {
    await withLedger(async (ledger) => {
      await ledger.addChanges([change(1), change(1, { text: "seen later" })]);
      await ledger.addChanges([change(1), change(1, { field: "replicas" })]);
      await ledger.addChanges([change(1, { cluster: "b" })]);
      assertEquals(
        (await ledger.changes(ALL)).map(({ field, text }) => [field, text]),
        [["image", '{"at":1}'], ["replicas", '{"at":1}']],
      );
      await ledger.close();
    });
  });

  it("forgets what is too old, and the oldest of what is too many", async () => {
    await withLedger(async (ledger) => {
      await ledger.addChanges([1, 2, 3, 4, 5].map((atMs) => change(atMs)));
      await ledger.forgetChanges({ cluster: "a", beforeMs: 2, most: 100 });
      assertEquals((await ledger.changes(ALL)).map(({ atMs }) => atMs), [5, 4, 3, 2]);
      await ledger.forgetChanges({ cluster: "a", beforeMs: 0, most: 2 });
      assertEquals((await ledger.changes(ALL)).map(({ atMs }) => atMs), [5, 4]);
      await ledger.close();
    });
  });

  it("replaces and removes states of objects", async () => {
    await withLedger(async (ledger) => {
      const service = { cluster: "a", kind: "services", uid: "1" };
      await ledger.putObjects([{ ...service, text: "1" }]);
      await ledger.putObjects([{ ...service, text: "2" }]);
      assertEquals((await ledger.objects(service)).map(({ text }) => text), ["2"]);
      await ledger.removeObjects([service]);
      assertEquals(await ledger.objects(service), []);
      await ledger.close();
    });
  });

  it("says in our own words that it cannot be opened", async () => {
    const error = await assertRejects(
      () => openSqliteLedger("/nonexistent/folder/ledger.sqlite"),
      ToolError,
      "Cannot open the ledger",
    );
    assertEquals(error.code, "internal");
  });
});

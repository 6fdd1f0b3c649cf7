import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { Change } from "../analysis/changes/change.ts";
import { ToolError } from "../errors.ts";
import type { Ledger } from "../storage/ledger.ts";
import { openSqliteLedger } from "../storage/ledger_sqlite.ts";
import { ChangeLog } from "./change_log.ts";

const NOW = Date.now();

function minutesAgo(minutes: number): string {
  return new Date(NOW - minutes * 60_000).toISOString();
}

function change(minutes: number, name = "cart", namespace = "shop"): Change {
  return {
    at: minutesAgo(minutes),
    entity: { kind: "Deployment", namespace, name },
    kind: "rollout",
    field: "image of app",
    source: "change log",
  };
}

const ALL = { start: new Date(0), end: new Date(NOW) };
const SYNCED = new Date(NOW - 3_600_000);

function logOf(options: { most?: number; ledger?: Ledger; syncedAt?: Date } = {}) {
  const { syncedAt = SYNCED, ...rest } = options;
  return new ChangeLog({ ...rest, syncedAt: () => syncedAt });
}

async function told(log: ChangeLog, query = {}) {
  const { changes } = await log.since({ ...ALL, ...query });
  return changes.map(({ entity, at }) => `${entity.name} ${at}`);
}

describe("ChangeLog", () => {
  it("tells what changed in a window and namespace, newest first", async () => {
    const log = logOf();
    log.add({ uid: "1", resourceVersion: "1" }, [change(30)]);
    log.add({ uid: "2", resourceVersion: "2" }, [change(5, "node-1", "")]);
    log.add({ uid: "3", resourceVersion: "3" }, [change(10, "api", "other")]);
    log.add({ uid: "4", resourceVersion: "4" }, [change(90, "old")]);
    const window = { start: new Date(NOW - 3_600_000) };
    assertEquals(await told(log, window), [
      `node-1 ${minutesAgo(5)}`,
      `api ${minutesAgo(10)}`,
      `cart ${minutesAgo(30)}`,
    ]);
    assertEquals(await told(log, { ...window, namespace: "shop", limit: 1 }), [
      `node-1 ${minutesAgo(5)}`,
    ]);
  });

  it("takes a write once, however often it is seen", async () => {
    const log = logOf();
    for (const _ of [1, 2]) log.add({ uid: "1", resourceVersion: "1" }, [change(1)]);
    log.add({ uid: "1", resourceVersion: "2" }, [change(1)]);
    assertEquals((await told(log)).length, 2);
  });

  it("says when its history begins, and nothing before the first sync", async () => {
    const unsynced = new ChangeLog({ syncedAt: () => undefined });
    assertEquals((await unsynced.since(ALL)).historyStart, undefined);
    assertEquals((await logOf().since(ALL)).historyStart, SYNCED);
  });

  it("is bounded, and its history begins where it was cut", async () => {
    const log = logOf({ most: 10 });
    for (let turn = 0; turn < 40; turn++) {
      log.add({ uid: String(turn), resourceVersion: "1" }, [change(40 - turn)]);
    }
    assertEquals(log.size <= 11, true);
    const { historyStart, changes } = await log.since(ALL);
    assertEquals(historyStart?.toISOString(), changes.at(-1)?.at);
  });

  it("goes on after a restart where the ledger has what came before", async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/ledger.sqlite`;
    const before = logOf({ ledger: await openSqliteLedger(path) });
    await before.open("a");
    before.add({ uid: "1", resourceVersion: "1" }, [change(20)]);
    before.keepObject("services", "1", "{}");
    await before.close();
    const after = logOf({ ledger: await openSqliteLedger(path), syncedAt: new Date(NOW) });
    await after.open("a");
    after.add({ uid: "1", resourceVersion: "1" }, [change(20)]);
    assertEquals(await told(after), [`cart ${minutesAgo(20)}`]);
    assertEquals((await after.since(ALL)).historyStart, SYNCED);
    assertEquals([...await after.objectsOf("services")], [["1", "{}"]]);
    await after.close();
    const other = logOf({ ledger: await openSqliteLedger(path) });
    await other.open("b");
    assertEquals(await told(other), []);
    await other.close();
    await Deno.remove(folder, { recursive: true });
  });

  it("lives on in memory when the ledger fails, and says so", async () => {
    const full = () => Promise.reject(new ToolError("internal", "Cannot write the ledger"));
    const ledger = new Proxy({}, { get: () => full }) as Ledger;
    const log = logOf({ ledger });
    await log.open("a");
    log.add({ uid: "1", resourceVersion: "1" }, [change(1)]);
    await log.flush();
    assertEquals((await told(log)).length, 1);
    assertEquals(log.failure?.message, "Cannot write the ledger");
    await log.close();
  });
});

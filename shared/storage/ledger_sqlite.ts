import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { ToolError } from "../errors.ts";
import type { Ledger, LedgerChange, LedgerObject } from "./ledger.ts";
import { LEDGER_MIGRATIONS } from "./ledger_migrations.ts";

/** Opens a ledger in a SQLite file of its own process, and makes it where there is none. @throws {ToolError} `internal` */
export async function openSqliteLedger(path: string): Promise<Ledger> {
  // Only those who keep a ledger pay for the driver.
  const { DatabaseSync } = await import("node:sqlite");
  return kept("open", () => {
    const database = new DatabaseSync(path);
    database.exec("pragma journal_mode = wal; pragma synchronous = normal;");
    migrate(database);
    return sqliteLedger(database);
  });
}

function migrate(database: DatabaseSync): void {
  database.exec("create table if not exists migrations (version integer primary key)");
  const row = database.prepare("select max(version) as version from migrations").get();
  const version = Number(row?.["version"] ?? 0);
  for (const [index, migration] of LEDGER_MIGRATIONS.entries()) {
    if (index < version) continue;
    inTransaction(database, () => {
      database.exec(migration);
      database.prepare("insert into migrations values (?)").run(index + 1);
    });
  }
}

function sqliteLedger(database: DatabaseSync): Ledger {
  const write = (sql: string, rows: readonly (readonly SQLInputValue[])[]) =>
    later("write", () => {
      if (rows.length === 0) return;
      const statement = database.prepare(sql);
      inTransaction(database, () => rows.forEach((row) => statement.run(...row)));
    });
  const read = <T>(sql: string, values: readonly SQLInputValue[]) =>
    later("read", () => database.prepare(sql).all(...values) as readonly unknown[] as readonly T[]);

  return {
    addChanges: (changes) =>
      write(
        "insert or ignore into changes values (?, ?, ?, ?, ?, ?)",
        changes.map((
          { cluster, uid, resourceVersion, field, atMs, text },
        ) => [cluster, uid, resourceVersion, field, atMs, text]),
      ),
    changes: ({ cluster, limit }) => read<LedgerChange>(CHANGES, [cluster, limit]),
    forgetChanges: ({ cluster, beforeMs, most }) =>
      write(FORGET, [[cluster, beforeMs, cluster, most]]),
    putObjects: (objects) =>
      write(
        "insert or replace into objects values (?, ?, ?, ?)",
        objects.map(({ cluster, kind, uid, text }) => [cluster, kind, uid, text]),
      ),
    removeObjects: (objects) =>
      write(
        "delete from objects where cluster = ? and kind = ? and uid = ?",
        objects.map(({ cluster, kind, uid }) => [cluster, kind, uid]),
      ),
    objects: ({ cluster, kind }) =>
      read<LedgerObject>(
        "select cluster, kind, uid, text from objects where cluster = ? and kind = ?",
        [cluster, kind],
      ),
    value: async (name) =>
      (await read<{ value: string }>(`select value from "values" where name = ?`, [name]))[0]
        ?.value,
    putValue: (name, value) =>
      write(`insert or replace into "values" values (?, ?)`, [[name, value]]),
    close: () => later("close", () => database.close()),
  };
}

const CHANGES =
  `select cluster, uid, resource_version as resourceVersion, field, at_ms as atMs, text
  from changes where cluster = ? order by at_ms desc, uid, field limit ?`;

// The one beyond the most that may stay is the newest that goes.
const FORGET = `delete from changes where cluster = ? and at_ms < max(?, coalesce((
  select at_ms + 1 from changes where cluster = ? order by at_ms desc limit 1 offset ?), 0))`;

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("begin");
  try {
    work();
    database.exec("commit");
  } catch (error) {
    database.exec("rollback");
    throw error;
  }
}

// Other drivers wait for a network; this one answers at once.
function later<T>(doing: string, work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(kept(doing, work)));
}

function kept<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new ToolError("internal", `Cannot ${doing} the ledger`, {
      hint: "The operator can check TELEMCP_LEDGER_PATH: the folder, its rights and its free space",
      cause,
    });
  }
}

import type { Change } from "../analysis/changes/change.ts";
import type { ChangeLogQuery, ChangeLogReader } from "../analysis/changes/change_log.ts";
import { byEntity } from "../analysis/entity.ts";
import { ascending, descending } from "../analysis/order.ts";
import { ToolError } from "../errors.ts";
import type { Ledger, LedgerChange, LedgerObject } from "../storage/ledger.ts";

/** What tells one write from all others. */
export interface WriteKey {
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface ChangeLogOptions {
  /** Keeps the changes over a restart; without it they live as long as the process. */
  readonly ledger?: Ledger | undefined;
  /** When every kind had been listed for the first time; `undefined` until then. */
  readonly syncedAt: () => Date | undefined;
  /** @default 20_000 */
  readonly most?: number;
  /** @default 14 */
  readonly keepDays?: number;
  readonly flushSeconds?: number;
}

interface KeptChange {
  readonly key: string;
  readonly change: Change;
}

const DAY_MS = 86_400_000;

/** The newest changes of one cluster, in memory and in the ledger. */
export class ChangeLog implements ChangeLogReader {
  readonly #options: Required<Omit<ChangeLogOptions, "ledger">> & Pick<ChangeLogOptions, "ledger">;
  readonly #keys = new Set<string>();
  #changes: KeptChange[] = [];
  #cluster = "";
  #historyStart: Date | undefined;
  #unwritten: LedgerChange[] = [];
  #objects = new Map<string, LedgerObject | "removed">();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failure: ToolError | undefined;

  constructor(options: ChangeLogOptions) {
    this.#options = { most: 20_000, keepDays: 14, flushSeconds: 1, ...options };
  }

  /** Why changes are not kept in the ledger any more. */
  get failure(): ToolError | undefined {
    return this.#failure;
  }

  get size(): number {
    return this.#changes.length;
  }

  /** Goes on with the history of a cluster where the ledger has one. */
  async open(cluster: string): Promise<void> {
    this.#cluster = cluster;
    const { most } = this.#options;
    await this.#keeping(async (ledger) => {
      const began = await ledger.value(historyName(cluster));
      this.#historyStart = began === undefined ? undefined : new Date(began);
      for (const kept of (await ledger.changes({ cluster, limit: most })).toReversed()) {
        this.#remember(kept.uid, kept.resourceVersion, JSON.parse(kept.text));
      }
    });
  }

  /** Adds what one write changed; a write that is known already adds nothing. */
  add({ uid, resourceVersion }: WriteKey, changes: readonly Change[]): void {
    for (const change of changes) {
      if (!this.#remember(uid, resourceVersion, change)) continue;
      this.#unwritten.push({
        cluster: this.#cluster,
        uid,
        resourceVersion,
        field: change.field,
        atMs: Date.parse(change.at),
        text: JSON.stringify(change),
      });
    }
    this.#flushLater();
  }

  /** The states in which objects of a kind were left, by uid. */
  async objectsOf(kind: string): Promise<ReadonlyMap<string, string>> {
    const objects = await this.#keeping((ledger) =>
      ledger.objects({ cluster: this.#cluster, kind })
    );
    return new Map(objects?.map(({ uid, text }) => [uid, text]));
  }

  /** Keeps the state of an object for the comparison after a restart; without a text it has gone. */
  keepObject(kind: string, uid: string, text: string | undefined): void {
    if (this.#options.ledger === undefined) return;
    const object = { cluster: this.#cluster, kind, uid };
    this.#objects.set(
      JSON.stringify(object),
      text === undefined ? "removed" : { ...object, text },
    );
    this.#flushLater();
  }

  since(query: ChangeLogQuery): ReturnType<ChangeLogReader["since"]> {
    const { start, end, namespace, limit } = query;
    const oldest = Math.max(start.getTime(), Date.now() - this.#options.keepDays * DAY_MS);
    const found = this.#changes.map(({ change }) => change).filter(({ at, entity }) => {
      const time = Date.parse(at);
      return time >= oldest && time <= end.getTime() &&
        (namespace === undefined || entity.namespace === namespace || entity.namespace === "");
    }).sort(newestFirst);
    const changes = limit === undefined ? found : found.slice(0, limit);
    return Promise.resolve({ changes, historyStart: this.#began() });
  }

  /** Writes what has not been written yet. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [changes, objects] = [this.#unwritten, [...this.#objects]];
    [this.#unwritten, this.#objects] = [[], new Map()];
    const { most, keepDays } = this.#options;
    const cluster = this.#cluster;
    await this.#keeping(async (ledger) => {
      await ledger.addChanges(changes);
      await ledger.putObjects(objects.flatMap(([, one]) => one === "removed" ? [] : [one]));
      await ledger.removeObjects(
        objects.flatMap(([key, one]) => one === "removed" ? [JSON.parse(key)] : []),
      );
      if (changes.length > 0) {
        const beforeMs = Date.now() - keepDays * DAY_MS;
        await ledger.forgetChanges({ cluster, beforeMs, most });
      }
      const began = this.#began();
      if (began !== undefined) await ledger.putValue(historyName(cluster), began.toISOString());
    });
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#keeping((ledger) => ledger.close());
  }

  #began(): Date | undefined {
    const syncedAt = this.#options.syncedAt();
    // Before all has been compared with the ledger, the newest changes may be missing.
    if (syncedAt === undefined) return undefined;
    this.#historyStart ??= syncedAt;
    const oldestKept = Date.now() - this.#options.keepDays * DAY_MS;
    const oldest = this.#changes[0];
    const isCut = oldest !== undefined && this.#changes.length >= this.#options.most;
    const cutAt = isCut ? Date.parse(oldest.change.at) : 0;
    return new Date(Math.max(this.#historyStart.getTime(), oldestKept, cutAt));
  }

  #remember(uid: string, resourceVersion: string, change: Change): boolean {
    const key = JSON.stringify([uid, resourceVersion, change.field]);
    if (this.#keys.has(key)) return false;
    this.#keys.add(key);
    this.#changes.push({ key, change });
    // Cut in bulk: taking one away at a time would move all others.
    if (this.#changes.length > this.#options.most * 1.1) {
      const cut = this.#changes.length - this.#options.most;
      for (const { key } of this.#changes.slice(0, cut)) this.#keys.delete(key);
      this.#changes = this.#changes.slice(cut);
    }
    return true;
  }

  #flushLater(): void {
    if (this.#options.ledger === undefined || this.#timer !== undefined) return;
    if (this.#unwritten.length === 0 && this.#objects.size === 0) return;
    this.#timer = setTimeout(() => void this.flush(), this.#options.flushSeconds * 1_000);
  }

  // A ledger that fails must not stop the watching; health says so.
  async #keeping<T>(work: (ledger: Ledger) => Promise<T>): Promise<T | undefined> {
    const { ledger } = this.#options;
    if (ledger === undefined) {
      this.#unwritten = [];
      return undefined;
    }
    try {
      const result = await work(ledger);
      this.#failure = undefined;
      return result;
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      this.#failure = error;
      return undefined;
    }
  }
}

function historyName(cluster: string): string {
  return `history of ${cluster}`;
}

function newestFirst(a: Change, b: Change): number {
  return descending(Date.parse(a.at), Date.parse(b.at)) || byEntity(a.entity, b.entity) ||
    ascending(a.field, b.field);
}

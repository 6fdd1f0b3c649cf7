import type { IncidentFacts, IncidentParts } from "../catalogue/incident.ts";
import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";
import type { Coverage } from "../render/coverage.ts";

/** What one source gave, and how reading it went. */
export interface Captured<Part extends keyof IncidentParts> {
  readonly parts: Pick<IncidentParts, Part>;
  readonly coverage: readonly Coverage[];
}

export interface KeepOptions<Item, Value> {
  /** What an item is called where it is left out: `metric up`. */
  what(item: Item): string;
  /** Reads an item. @throws {ToolError} which leaves it out */
  read(item: Item): Promise<Value>;
  /** How much all values together may take as JSON, in characters. */
  readonly limitCharacters: number;
}

// Sources are asked by others too, about the same incident.
const SIDE_BY_SIDE = 4;
const NO_ROOM = { value: undefined, reason: "size" };

/** One capture on its way: what it has left out, and how far it is. */
export class CaptureRun {
  readonly leftOut: IncidentFacts["leftOut"] = [];
  readonly #report: ToolContext["report"];
  #done = 0;
  #total = 0;

  constructor({ report }: Pick<ToolContext, "report">) {
    this.#report = report;
  }

  /** Reads items a few at a time, and keeps each whole or not at all, in their order, as long as there is room. */
  async keepEach<Item, Value>(
    items: readonly Item[],
    { what, read, limitCharacters }: KeepOptions<Item, Value>,
  ): Promise<ReadonlyMap<Item, Value>> {
    const kept = new Map<Item, Value>();
    let left = limitCharacters;
    this.#total += items.length;
    for (let at = 0; at < items.length; at += SIDE_BY_SIDE) {
      const batch = items.slice(at, at + SIDE_BY_SIDE);
      const readings = await Promise.all(
        batch.map(async (item) => ({ item, ...left > 0 ? await settled(read(item)) : NO_ROOM })),
      );
      for (const { item, value, reason } of readings) {
        const size = value === undefined ? 0 : JSON.stringify(value).length;
        if (value === undefined) this.leaveOut(what(item), reason);
        else if (size > left) this.leaveOut(what(item), NO_ROOM.reason);
        else {
          kept.set(item, value);
          left -= size;
        }
      }
      this.#done += batch.length;
      const message = `captured ${what(batch[0] as Item)}`;
      this.#report({ message, progress: this.#done, total: this.#total });
    }
    return kept;
  }

  leaveOut(what: string, reason: string): void {
    this.leftOut.push({ what, reason });
  }
}

interface Settled<Value> {
  readonly value?: Value;
  /** Why there is no value. */
  readonly reason: string;
}

async function settled<Value>(reading: Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await reading, reason: "" };
  } catch (error) {
    if (error instanceof ToolError) return { reason: error.coverage };
    throw error;
  }
}

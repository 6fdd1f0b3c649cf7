const GENERATION_ENTRIES = 20_000;
/** Shorter parts cost less than the key that finds them. */
const SHORTEST_PART = 16;
const LONGEST_PART = 16 * 1_024;

/**
 * Lets equal parts of objects be one: the replicas of a workload differ in little more than their names.
 *
 * Remembers the parts seen lately, in two generations, so that it stays small whatever it is shown.
 */
export class Interner {
  #young = new Map<string, unknown>();
  #old = new Map<string, unknown>();

  /** Gives a value whose parts are shared with equal parts seen before; the value itself is not kept. */
  shared<T>(value: T): T {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((part) => this.#part(part)) as T;
    const copy: Record<string, unknown> = {};
    for (const [key, part] of Object.entries(value)) copy[key] = this.#part(part);
    return copy as T;
  }

  #part(part: unknown): unknown {
    if (typeof part === "string") return this.#known(part, part) ?? this.#remember(part, part);
    if (typeof part !== "object" || part === null) return part;
    const key = JSON.stringify(part);
    if (key.length < SHORTEST_PART || key.length > LONGEST_PART) return this.shared(part);
    const known = this.#known(key, part);
    return known ?? this.#remember(key, this.shared(part));
  }

  #known(key: string, part: unknown): unknown {
    const young = this.#young.get(key);
    if (young !== undefined && typeof young === typeof part) return young;
    const old = this.#old.get(key);
    if (old === undefined || typeof old !== typeof part) return undefined;
    return this.#remember(key, old);
  }

  #remember(key: string, part: unknown): unknown {
    if (this.#young.size >= GENERATION_ENTRIES) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, part);
    return part;
  }
}

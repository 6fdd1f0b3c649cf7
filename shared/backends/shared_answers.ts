import { LRUCache } from "lru-cache";
import { SingleFlight } from "./single_flight.ts";

/** A decoded answer and what it weighed on the wire. It is shared: nobody may change the value. */
export interface Answer {
  readonly value: unknown;
  readonly bytes: number;
}

export interface AnswerRequest {
  readonly key: string;
  readonly ttlSeconds: number;
  /** Asks again even if there is a cached answer. */
  readonly refresh?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly load: (signal: AbortSignal) => Promise<Answer>;
}

// One answer may not push out most of the others.
const LARGEST_SHARE = 4;

/** Answers that are reused for a moment, and requests in flight that are joined rather than repeated. */
export class SharedAnswers {
  readonly #flights = new SingleFlight<Answer>();
  readonly #cache: LRUCache<string, Answer>;

  constructor(limitBytes: number) {
    this.#cache = new LRUCache({
      maxSize: limitBytes,
      maxEntrySize: Math.ceil(limitBytes / LARGEST_SHARE),
      sizeCalculation: ({ bytes }) => bytes + 1,
      // Else what is stale stays until the cache is full, several times as large on the heap as on the wire.
      ttlAutopurge: true,
    });
  }

  /** Tells where the answer comes from and gives it; nothing is shared when `ttlSeconds` is 0. */
  read(request: AnswerRequest): { source: "hit" | "shared" | "miss"; answer: Promise<Answer> } {
    const { key, ttlSeconds, refresh, signal, load } = request;
    if (ttlSeconds === 0) return { source: "miss", answer: load(signal) };
    const cached = refresh ? undefined : this.#cache.get(key);
    if (cached !== undefined) return { source: "hit", answer: Promise.resolve(cached) };
    const source = this.#flights.has(key) ? "shared" : "miss";
    const answer = this.#flights.join(key, signal, async (flightSignal) => {
      const loaded = await load(flightSignal);
      this.#cache.set(key, loaded, { ttl: ttlSeconds * 1_000 });
      return loaded;
    });
    return { source, answer };
  }

  clear(): void {
    this.#cache.clear();
  }
}

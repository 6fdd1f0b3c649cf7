import { LRUCache } from "lru-cache";

/** The text of an answer, and what it costs a model. */
export interface KeptAnswer {
  readonly text: string;
  readonly tokens: number;
}

export interface AnswerCacheOptions {
  /** How long an answer may be given again; 0 keeps none. */
  readonly ttlSeconds: number;
  /** Most characters kept. @default 16 Mi */
  readonly limitCharacters?: number;
}

/** Answers given a moment ago, for many agents that ask the same; keys must contain the scope. */
export class AnswerCache {
  readonly #answers: LRUCache<string, KeptAnswer> | undefined;

  constructor({ ttlSeconds, limitCharacters = 16 * 1024 * 1024 }: AnswerCacheOptions) {
    if (ttlSeconds === 0) return;
    this.#answers = new LRUCache({
      maxSize: limitCharacters,
      ttl: ttlSeconds * 1_000,
      sizeCalculation: ({ text }, key) => text.length + key.length,
    });
  }

  get(key: string): KeptAnswer | undefined {
    return this.#answers?.get(key);
  }

  set(key: string, answer: KeptAnswer): void {
    this.#answers?.set(key, answer);
  }
}

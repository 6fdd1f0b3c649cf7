import { LINE_END, LINE_START, parsePattern, type PatternNode } from "./pattern_syntax.ts";

const MOST_STATES = 2_000;
const MOST_CACHED_SETS = 500;

type State =
  | { readonly kind: "character"; accepts(code: number): boolean; readonly next: number }
  | { readonly kind: "split"; next: number[] }
  | { readonly kind: "match" };

/** The states a reading can be in; where each character leads is worked out once. */
interface StateSet {
  readonly states: readonly number[];
  readonly matched: boolean;
  readonly next: Map<number, StateSet>;
}

/**
 * A regular expression whose search takes time linear in the line, whatever the expression: all its readings are
 * followed at once instead of one after the other.
 *
 * Knows `. [] () | * + ? {m,n} ^ $ \d \w \s` and ignores case; look-around and back references cannot be had.
 */
export class LinearPattern {
  readonly #states: State[] = [];
  readonly #start: number;
  readonly #sets = new Map<string, StateSet>();

  private constructor(root: PatternNode) {
    const match = this.#add({ kind: "match" });
    this.#start = this.#build(root, match);
  }

  /** Compiles an expression; `undefined` when it is none, or not one of this kind. */
  static compile(source: string): LinearPattern | undefined {
    const root = parsePattern(source);
    if (root === undefined) return undefined;
    try {
      return new LinearPattern(root);
    } catch (error) {
      if (error instanceof TooLarge) return undefined;
      throw error;
    }
  }

  /** Tells whether the expression occurs in a line. */
  test(line: string): boolean {
    let set = this.#step(this.#setOf([this.#start]), LINE_START);
    for (let at = 0; at < line.length && !set.matched; at++) {
      set = this.#step(set, line.charCodeAt(at));
    }
    return set.matched || this.#step(set, LINE_END).matched;
  }

  #step(set: StateSet, code: number): StateSet {
    const known = set.next.get(code);
    if (known !== undefined) return known;
    if (set.matched) return set;
    // The search may begin anew at every character.
    const reached = [this.#start];
    for (const number of set.states) {
      const state = this.#states[number];
      if (state?.kind === "character" && state.accepts(code)) reached.push(state.next);
    }
    const next = this.#setOf(reached);
    set.next.set(code, next);
    return next;
  }

  #setOf(numbers: readonly number[]): StateSet {
    const closed = new Set<number>();
    const open = [...numbers];
    for (let number = open.pop(); number !== undefined; number = open.pop()) {
      if (closed.has(number)) continue;
      closed.add(number);
      const state = this.#states[number];
      if (state?.kind === "split") open.push(...state.next);
    }
    const states = [...closed].sort((a, b) => a - b);
    const key = states.join();
    const known = this.#sets.get(key);
    if (known !== undefined) return known;
    if (this.#sets.size >= MOST_CACHED_SETS) this.#forget();
    const matched = states.some((number) => this.#states[number]?.kind === "match");
    const set: StateSet = { states, matched, next: new Map() };
    this.#sets.set(key, set);
    return set;
  }

  #forget(): void {
    for (const set of this.#sets.values()) set.next.clear();
    this.#sets.clear();
  }

  /** Adds the states of a node that continue in `next`; returns where they begin. */
  #build(node: PatternNode, next: number): number {
    switch (node.kind) {
      case "character":
        return this.#add({ kind: "character", accepts: node.accepts, next });
      case "sequence":
        return node.parts.reduceRight((after, part) => this.#build(part, after), next);
      case "choice":
        return this.#add({
          kind: "split",
          next: node.parts.map((part) => this.#build(part, next)),
        });
      case "repeat":
        return this.#repeat(node, next);
    }
  }

  #repeat({ part, least, most }: PatternNode & { kind: "repeat" }, next: number): number {
    let after = next;
    if (most === Infinity) {
      const loop: State = { kind: "split", next: [next] };
      after = this.#add(loop);
      loop.next.push(this.#build(part, after));
    } else {
      for (let count = least; count < most; count++) {
        after = this.#add({ kind: "split", next: [next, this.#build(part, after)] });
      }
    }
    for (let count = 0; count < least; count++) after = this.#build(part, after);
    return after;
  }

  #add(state: State): number {
    if (this.#states.length >= MOST_STATES) throw new TooLarge();
    return this.#states.push(state) - 1;
  }
}

class TooLarge extends Error {}

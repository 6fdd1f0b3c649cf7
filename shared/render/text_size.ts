import { tokenCost } from "./tokens.ts";

/** How large a text is by each measure that bounds an answer. */
export interface Size {
  readonly tokens: number;
  readonly characters: number;
  readonly lines: number;
}

// Empty lines belong to the line before: several line ends in a row are one token.
const LINE = /[^\n]*\n+|[^\n]+/g;

/** Measures texts that have most of their lines in common: the tokens of a line are counted once. */
export class TextMeasure {
  readonly #tokens = new Map<string, number>();

  sizeOf(text: string): Size {
    let tokens = 0;
    for (const [line] of text.matchAll(LINE)) tokens += this.#tokensOf(line);
    return { tokens, characters: text.length, lines: text.split("\n").length };
  }

  #tokensOf(line: string): number {
    const known = this.#tokens.get(line);
    if (known !== undefined) return known;
    const tokens = tokenCost(line);
    this.#tokens.set(line, tokens);
    return tokens;
  }
}

import { countTokens as countCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import { countTokens as countO200k } from "gpt-tokenizer/encoding/o200k_base";

/** What a text costs a model, in the two public encodings. */
export interface TokenCount {
  readonly o200k: number;
  readonly cl100k: number;
}

const PLAIN = { disallowedSpecial: new Set<string>() };

/** Counts tokens in both; the names of special tokens in a text are text. */
export function tokensOf(text: string): TokenCount {
  return { o200k: tokens(text), cl100k: countCl100k(text, PLAIN) };
}

/** Counts the tokens that are meant where nothing else is said: o200k. */
export function tokens(text: string): number {
  return countO200k(text, PLAIN);
}

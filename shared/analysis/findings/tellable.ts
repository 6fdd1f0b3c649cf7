import { readsLikeProse } from "../../render/prose.ts";

/**
 * A value of an object as it may stand among our own words: a name, a path or a flag whole, in place of a sentence
 * only that there is one.
 */
export function tellable(value: string): string {
  return readsLikeProse(value) ? "‹text›" : value;
}

/** A command line, each word for itself. */
export function commandText(words: readonly string[]): string {
  return words.map(tellable).join(" ");
}

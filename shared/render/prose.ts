// Two words in a row, words of another alphabet, or a mark that no name has; a list of names has commas.
const PROSE = /[A-Za-z]{2}\s+[A-Za-z]{2}|[<>`]|[^\0-\x7f]{2}/;

/** Tells what could be read as a sentence from names, figures and paths. */
export function readsLikeProse(text: string): boolean {
  return PROSE.test(text);
}

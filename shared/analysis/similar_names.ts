import { distance } from "fastest-levenshtein";

const DEFAULT_COUNT = 3;

/** Picks the names that a misspelt word most likely means: nearest first, then by name; none when nothing is near. */
export function similarNames(
  word: string,
  names: Iterable<string>,
  { count = DEFAULT_COUNT }: { readonly count?: number } = {},
): string[] {
  const wanted = word.toLowerCase();
  return [...new Set(names)].filter(isName)
    .map((name) => ({ name, score: remoteness(wanted, name.toLowerCase()) }))
    .filter(({ score }) => score <= farthest(wanted))
    .sort((a, b) => a.score - b.score || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

/** Tells whether somebody else's word may stand among ours: a label can hold any text. */
export function isName(word: string): boolean {
  return /^[^\s<>"'`\p{C}]{1,253}$/u.test(word);
}

/** Prints similar names as the tail of a hint: `Did you mean cart or cart-db`. */
export function didYouMean(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const last = names.at(-1) ?? "";
  const head = names.slice(0, -1).join(", ");
  return `Did you mean ${head === "" ? last : `${head} or ${last}`}`;
}

// A name that begins with the word is meant more often than one that is spelt like it: cart → cart-6d5f7c9b8-x2x4z.
function remoteness(wanted: string, name: string): number {
  if (name === wanted) return 0;
  if (name.startsWith(wanted) || wanted.startsWith(`${name}-`)) return 0.5;
  if (wanted.length >= 3 && name.includes(wanted)) return 1;
  return distance(wanted, name);
}

function farthest(wanted: string): number {
  return Math.max(2, Math.floor(wanted.length / 3));
}

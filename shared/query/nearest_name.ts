import { distance } from "fastest-levenshtein";

/** Finds the known name that a mistyped one most likely meant; undefined when none is near. */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  const lower = word.toLowerCase();
  const furthest = Math.max(1, Math.floor(word.length / 3));
  let best: { name: string; edits: number } | undefined;
  for (const name of names) {
    const edits = distance(lower, name);
    if (edits <= furthest && edits < (best?.edits ?? Infinity)) best = { name, edits };
  }
  return best?.name;
}

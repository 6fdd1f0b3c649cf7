const PLACES = new Set(["from", "to", "selector", "valueAt", "patternAt", "regexpAt", "place"]);

/** Copies a tree of a query without saying where its nodes stand, so that trees of different texts compare. */
export function withoutPlaces(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutPlaces);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => !PLACES.has(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPlaces(value)]));
}

/** The start of a ranked list, and how much of it that is. */
export interface LimitedList<T> {
  readonly shown: number;
  readonly total: number;
  readonly rows: T[];
}

/** Keeps the first rows of a ranked list. */
export function limitList<T>(rows: readonly T[], limit: number): LimitedList<T> {
  const kept = rows.slice(0, limit);
  return { shown: kept.length, total: rows.length, rows: kept };
}

/**
 * Shortens the longest of several lists, by text, until all fit a number of characters as JSON.
 *
 * Each list keeps at least its first row.
 */
export function fitLists<L extends Readonly<Record<string, LimitedList<unknown>>>>(
  lists: L,
  limitCharacters: number,
): L {
  const fitted: Record<string, LimitedList<unknown>> = { ...lists };
  const sizes = new Map(Object.entries(lists).map(([name, list]) => [name, sizeOf(list)]));
  const sum = () => [...sizes.values()].reduce((total, size) => total + size, 0);
  const longest = () =>
    [...sizes].filter(([name]) => (fitted[name] ?? NOTHING).shown > 1)
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))[0]?.[0];
  for (let name = longest(); sum() > limitCharacters && name !== undefined; name = longest()) {
    const { total, rows, shown } = fitted[name] ?? NOTHING;
    // A tenth at a time, so that two long lists share the room.
    const kept = rows.slice(0, Math.max(1, Math.floor(shown * 0.9)));
    const shorter = { shown: kept.length, total, rows: kept };
    fitted[name] = shorter;
    sizes.set(name, sizeOf(shorter));
  }
  return fitted as L;
}

const NOTHING: LimitedList<unknown> = { shown: 0, total: 0, rows: [] };

function sizeOf(list: LimitedList<unknown>): number {
  return JSON.stringify(list).length;
}

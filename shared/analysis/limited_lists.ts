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
  for (;;) {
    const [name, size] = [...sizes].filter(([name]) => (fitted[name]?.shown ?? 0) > 1)
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))[0] ?? [];
    const total = [...sizes.values()].reduce((sum, one) => sum + one, 0);
    const list = name === undefined ? undefined : fitted[name];
    if (total <= limitCharacters || name === undefined || size === undefined || !list) break;
    // A tenth at a time, so that two long lists share the room.
    const kept = list.rows.slice(0, Math.max(1, Math.floor(list.shown * 0.9)));
    fitted[name] = { ...list, shown: kept.length, rows: kept };
    sizes.set(name, sizeOf(fitted[name]));
  }
  return fitted as L;
}

function sizeOf(list: LimitedList<unknown>): number {
  return JSON.stringify(list).length;
}

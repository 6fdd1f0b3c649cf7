/** Compares by code units, the same on every machine; numbers by value. */
export function ascending<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares the other way round. */
export function descending<T extends string | number>(a: T, b: T): number {
  return ascending(b, a);
}

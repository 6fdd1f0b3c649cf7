/** Times near the present, which servers accept, at the hour of day they were written for. */

const DAY_MS = 86_400_000;

/** How far to move data that ends at `endMs` so that it ends within the last day. */
export function wholeDaysToNow(endMs: number): number {
  return Math.floor((Date.now() - endMs) / DAY_MS) * DAY_MS;
}

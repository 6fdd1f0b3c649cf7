/** Facts are collected every few minutes; from here on their host, or the way to it, has a problem. */
const STALE_SECONDS = 900;

/** Whether facts are too old to tell how the host is now; without a time they are. */
export function isStale(collectedAt: string | undefined, at: Date): boolean {
  if (collectedAt === undefined) return true;
  return at.getTime() - Date.parse(collectedAt) > STALE_SECONDS * 1_000;
}

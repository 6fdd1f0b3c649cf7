/** Waits, but no longer than the signal lets it. */
export function pause(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1_000);
    signal.addEventListener("abort", end, { once: true });
  });
}

/** Spreads a delay over half to one and a half of it, so that many do not come back at once. */
export function jittered(seconds: number): number {
  return seconds * (0.5 + Math.random());
}

/** When a series was there. */
interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A stretch of time in which the same series are there. */
interface Stretch {
  readonly fromMs: number;
  /** One series' part of the rate. */
  readonly of: number;
}

/**
 * Splits a rate evenly over the series that are there at each moment: tells how many seconds of the rate one of them
 * gets between two moments within its own span.
 */
export function evenShares(spans: readonly Span[]): (leftMs: number, rightMs: number) => number {
  const stretches = stretchesOf(spans);
  return (leftMs, rightMs) =>
    stretches.reduce((sum, { fromMs, of }, i) => {
      const left = Math.max(leftMs, fromMs);
      const right = Math.min(rightMs, stretches[i + 1]?.fromMs ?? Infinity);
      return right > left ? sum + of * (right - left) / 1_000 : sum;
    }, 0);
}

function stretchesOf(spans: readonly Span[]): readonly Stretch[] {
  const changes = new Map<number, number>();
  for (const { fromMs, untilMs } of spans) {
    changes.set(fromMs, (changes.get(fromMs) ?? 0) + 1);
    changes.set(untilMs, (changes.get(untilMs) ?? 0) - 1);
  }
  let there = 0;
  return [...changes].sort(([left], [right]) => left - right).map(([fromMs, change]) => {
    there += change;
    return { fromMs, of: 1 / Math.max(1, there) };
  });
}

import type { Counter, FamilyRow, Labels, Rows } from "./family.ts";

export const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** How many of what, and how long each took. */
export interface Observed {
  readonly labels?: Labels;
  readonly count: Counter;
  readonly medianSeconds: number;
}

/**
 * The three tables of a classic histogram whose observations are log-normal around a median. All parts follow one
 * curve, so that at any time the counts rise with `le` and the last of them is the count.
 */
export function histogram<E>(
  name: string,
  help: string,
  observe: (...args: Parameters<Rows<E>>) => readonly Observed[],
  buckets: readonly number[] = DURATION_BUCKETS,
): Readonly<Record<string, FamilyRow<E>>> {
  const part = (rows: FamilyRow<E>["rows"]): FamilyRow<E> => ({
    type: "counter",
    help,
    of: name,
    rows,
  });
  const observed: typeof observe = (...args) =>
    observe(...args).map((one, curve) => ({ ...one, count: { ...one.count, curve, whole: true } }));
  return {
    [`${name}_bucket`]: part((...args) =>
      observed(...args).flatMap(({ labels, count, medianSeconds }) =>
        [...buckets, Infinity].map((le) => [
          { ...labels, le: le === Infinity ? "+Inf" : String(le) },
          { ...count, shown: (all: number) => Math.round(all * shareBelow(le, medianSeconds)) },
        ])
      )
    ),
    [`${name}_count`]: part((...args) =>
      observed(...args).map(({ labels = {}, count }) => [labels, count])
    ),
    [`${name}_sum`]: part((...args) =>
      observed(...args).map(({ labels = {}, count, medianSeconds }) => [
        labels,
        { ...count, shown: (all: number) => all * medianSeconds * MEAN_OVER_MEDIAN },
      ])
    ),
  };
}

const SIGMA = 0.7;
const MEAN_OVER_MEDIAN = Math.exp(SIGMA ** 2 / 2);

/** Share of the observations that are not above a bound. */
export function shareBelow(bound: number, median: number): number {
  if (bound === Infinity) return 1;
  // The logistic curve stands in for the normal one: within a percent, and monotone by construction.
  return 1 / (1 + Math.exp(-1.702 * Math.log(bound / median) / SIGMA));
}

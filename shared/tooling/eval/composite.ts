/** One figure for evidence per token. It says nothing about whether a model would be right. */

export interface Parts {
  /** Area under recall of required facts over the logarithm of answer tokens. */
  readonly area: number;
  /** Calls of the best server over calls of this one, until the last required fact. */
  readonly calls: number;
  /** The same in tokens. */
  readonly tokens: number;
  /** Whether one call carries all required and discriminating facts. */
  readonly reach: number;
  /** Share of mistakes whose answer leads on. */
  readonly recoverability: number;
}

export const WEIGHTS: Parts = {
  area: 0.35,
  calls: 0.20,
  tokens: 0.20,
  reach: 0.15,
  recoverability: 0.10,
};

const NAMES = Object.keys(WEIGHTS) as (keyof Parts)[];

/** The weighted sum of the parts; weights need not add up to 1. */
export function composite(parts: Parts, weights: Parts = WEIGHTS): number {
  const total = NAMES.reduce((sum, name) => sum + weights[name], 0);
  return NAMES.reduce((sum, name) => sum + weights[name] * parts[name], 0) / total;
}

/** The least and the most that the composite becomes when one weight is halved or grows by half. */
export function compositeRange(parts: Parts): readonly [least: number, most: number] {
  const values = NAMES.flatMap((name) =>
    [0.5, 1.5].map((factor) => composite(parts, { ...WEIGHTS, [name]: WEIGHTS[name] * factor }))
  );
  return [Math.min(...values), Math.max(...values)];
}

/** The best of all over one's own; nothing where it was not reached. */
export function ratioToBest(own: number | undefined, all: readonly (number | undefined)[]): number {
  const reached = all.filter((value) => value !== undefined);
  return own === undefined || own === 0 ? 0 : Math.min(...reached) / own;
}

export function mean(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}

/** The mean of each part. */
export function meanParts(all: readonly Parts[]): Parts {
  const means = NAMES.map((name) => [name, mean(all.map((parts) => parts[name]))]);
  return Object.fromEntries(means) as unknown as Parts;
}

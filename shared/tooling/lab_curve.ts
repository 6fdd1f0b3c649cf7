/**
 * Values over time as pure functions of the seconds since the lab was loaded (negative: history), so
 * that the history written once and what is scraped later are one line.
 */

export type Curve = (seconds: number) => number;

/** A series: its labels, `__name__` included, and its value at any time. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: Curve;
}

const ORIGIN_SECONDS = -24 * 3600;
const WAVES = [
  { amplitude: 0.2, periodSeconds: 5400 },
  { amplitude: 0.1, periodSeconds: 1130 },
  { amplitude: 0.05, periodSeconds: 211 },
] as const;

/** A gauge that wanders around a mean by at most the swing. */
export function wandering(mean: number, swing: number, name: string): Curve {
  const phase = phaseOf(name);
  return (seconds) => {
    const wave = WAVES.reduce(
      (sum, { amplitude, periodSeconds }) =>
        sum + amplitude * Math.sin(2 * Math.PI * seconds / periodSeconds + phase),
      0,
    );
    return mean + swing * wave / 0.35;
  };
}

/** A counter that grows by a wandering rate: the integral of the same waves, in closed form. */
export function growing(perSecond: number, name: string): Curve {
  const phase = phaseOf(name);
  return (seconds) => {
    const wave = WAVES.reduce((sum, { amplitude, periodSeconds }) => {
      const turn = 2 * Math.PI / periodSeconds;
      return sum - amplitude / turn * Math.cos(turn * seconds + phase);
    }, 0);
    return perSecond * (seconds - ORIGIN_SECONDS + wave);
  };
}

/** A line between two points, level before and after. */
export function ramp(from: readonly [number, number], to: readonly [number, number]): Curve {
  return (seconds) => {
    const share = (seconds - from[0]) / (to[0] - from[0]);
    return from[1] + Math.min(1, Math.max(0, share)) * (to[1] - from[1]);
  };
}

/** A counter that steps up by one at each of the times. */
export function steps(atSeconds: readonly number[]): Curve {
  return (seconds) => atSeconds.filter((at) => at <= seconds).length;
}

/** A counter multiplied by one factor before a time and by another from then on. */
export function changing(counter: Curve, { at, before, after }: {
  at: number;
  before: number;
  after: number;
}): Curve {
  return (seconds) =>
    before * counter(Math.min(seconds, at)) +
    after * (counter(Math.max(seconds, at)) - counter(at));
}

/** The product of a curve and a number. */
export function times(curve: Curve, factor: number): Curve {
  return (seconds) => factor * curve(seconds);
}

/** Whole numbers, for things that are counted. */
export function whole(curve: Curve): Curve {
  return (seconds) => Math.floor(curve(seconds));
}

/** The same value at all times. */
export function constant(value: number): Curve {
  return () => value;
}

/** A number in [0, 2π) that only depends on the name. */
function phaseOf(name: string): number {
  let hash = 2166136261;
  for (const character of name) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  return (hash >>> 0) / 2 ** 32 * 2 * Math.PI;
}

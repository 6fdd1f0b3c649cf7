import { mix32, unit } from "../random.ts";

const TWO_PI = 2 * Math.PI;
const DAY_MS = 86_400_000;

interface Wave {
  readonly periodMs: number;
  /** Share of the mean by which it rises and falls. */
  readonly amplitude: number;
}

/** Busiest in the early afternoon, quietest at night. */
const DAILY: Wave = { periodMs: DAY_MS, amplitude: 0.3 };
const PEAK_MS = 14 * 3_600_000;
// Amplitudes sum to less than one with the daily wave, so that no rate is ever negative.
const NOISE: readonly Wave[] = [
  { periodMs: 1_733_000, amplitude: 0.05 },
  { periodMs: 431_000, amplitude: 0.03 },
  { periodMs: 97_000, amplitude: 0.02 },
];

/**
 * How busy something is over time, with mean 1: a daily wave and bounded noise.
 *
 * A sum of sines, so that its integral has a closed form: a counter at any time is one evaluation, and
 * it never falls because the curve never goes below zero.
 */
export class LoadCurve {
  readonly #waves: readonly (Wave & { readonly phase: number })[];
  /** Counters ask again and again from where they began. */
  #from: { readonly timeMs: number; readonly integrals: readonly number[] } | undefined;

  constructor(seed: number, { daily }: { readonly daily: boolean }) {
    const noise = NOISE.map((wave, i) => ({ ...wave, phase: TWO_PI * unit(mix32(seed, i)) }));
    const day = { ...DAILY, phase: TWO_PI * (0.25 - PEAK_MS / DAY_MS) };
    this.#waves = daily ? [day, ...noise] : noise;
  }

  /** The share of its mean at a moment. */
  at(timeMs: number): number {
    return this.#waves.reduce(
      (sum, { periodMs, amplitude, phase }) =>
        sum + amplitude * Math.sin(TWO_PI * (timeMs / periodMs) + phase),
      1,
    );
  }

  /** The integral between two moments in seconds: what a counter with mean rate 1/s has gained. */
  secondsBetween(fromMs: number, untilMs: number): number {
    const from = this.#from?.timeMs === fromMs ? this.#from.integrals : this.#integralsAt(fromMs);
    let gained = 0;
    for (const [i, wave] of this.#waves.entries()) {
      gained = gained + integral(wave, untilMs) - (from[i] ?? 0);
    }
    return (untilMs - fromMs) / 1_000 + gained;
  }

  #integralsAt(timeMs: number): readonly number[] {
    const integrals = this.#waves.map((wave) => integral(wave, timeMs));
    this.#from = { timeMs, integrals };
    return integrals;
  }
}

function integral(
  { periodMs, amplitude, phase }: Wave & { phase: number },
  timeMs: number,
): number {
  const scale = amplitude * periodMs / TWO_PI / 1_000;
  return -scale * Math.cos(TWO_PI * (timeMs / periodMs) + phase);
}

const SLOT_MS = 30_000;

/** A gauge that moves within ±`share` of its mean: slow waves and, per 30 s, a little chance. */
export function wobble(mean: number, seed: number, share = 0.06): (timeMs: number) => number {
  const phase = TWO_PI * unit(mix32(seed, 101));
  return (timeMs) => {
    const slow = Math.sin(TWO_PI * (timeMs / 5_417_000) + phase);
    const quick = Math.sin(TWO_PI * (timeMs / 613_000) + 2 * phase);
    const chance = unit(mix32(seed, Math.floor(timeMs / SLOT_MS))) - 0.5;
    return mean * (1 + share * (0.55 * slow + 0.3 * quick + 0.3 * chance));
  };
}

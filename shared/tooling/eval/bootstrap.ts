import { mix32, unit } from "../../embedded/random.ts";
import { mean } from "./composite.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The 95 % interval of the mean, from samples drawn with repetition; the same for the same seed. */
export function bootstrapInterval(
  numbers: readonly number[],
  { samples = 10_000, seed = 20_261_120 }: { readonly samples?: number; readonly seed?: number } =
    {},
): Interval {
  if (numbers.length === 0) return { low: 0, high: 0 };
  const means = Array.from(
    { length: samples },
    (_, sample) =>
      mean(
        numbers.map((_, draw) =>
          numbers[Math.floor(unit(mix32(mix32(seed, sample), draw)) * numbers.length)] ?? 0
        ),
      ),
  );
  means.sort((left, right) => left - right);
  const at = (share: number) => means[Math.floor(share * (samples - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}

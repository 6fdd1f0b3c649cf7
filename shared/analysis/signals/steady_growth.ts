import type { Sample } from "../series.ts";

/** How a level that only rises will go on. */
export interface Growth {
  /** In its unit an hour. */
  readonly perHour: number;
  /** When it began to rise, as far as the samples reach. */
  readonly sinceSeconds: number;
  /** When it stopped: it fell back, as after a restart. */
  readonly untilSeconds?: number;
  /** The highest level of the rise. */
  readonly top: number;
}

const LEAST_SAMPLES = 15;
/** A series that says no more has fallen below what is reported, or is gone. */
const SILENT_SECONDS = 180;
/** A share of the rise by which noise may step back; a fall beyond it ends the rise. */
const FALL_SHARE = 0.5;
/** Share of the variance that a straight line explains from which a rise is steady. */
const STEADY = 0.85;

/** Finds the longest straight rise of a series: a leak rather than a load that goes up and down. */
export function steadyGrowth(
  samples: readonly Sample[],
  { endSeconds }: { readonly endSeconds: number },
): Growth | undefined {
  const rises = risesOf(samples).filter(({ length }) => length >= LEAST_SAMPLES);
  const longest = rises.reduce<readonly Sample[]>((a, b) => b.length > a.length ? b : a, []);
  const line = fittedLine(longest);
  if (line === undefined || line.slope <= 0 || line.explained < STEADY) return undefined;
  const [first, last] = [longest[0], longest.at(-1)];
  const lastSeconds = last?.[0] ?? 0;
  const after = samples.find(([seconds]) => seconds > lastSeconds)?.[0];
  const isOver = after !== undefined || endSeconds - lastSeconds > SILENT_SECONDS;
  return {
    perHour: line.slope * 3_600,
    sinceSeconds: first?.[0] ?? 0,
    ...(isOver && { untilSeconds: after ?? lastSeconds }),
    top: Math.max(...longest.map(([, value]) => value)),
  };
}

// A fall by half of what was gained so far starts anew.
function risesOf(samples: readonly Sample[]): readonly (readonly Sample[])[] {
  const rises: Sample[][] = [];
  let rise: Sample[] = [];
  let low = Infinity;
  let high = -Infinity;
  for (const sample of samples) {
    const [, value] = sample;
    const fell = high - value > FALL_SHARE * (high - low) && high - value > 0.1 * high;
    if (fell) {
      rises.push(rise);
      [rise, low, high] = [[], Infinity, -Infinity];
    }
    rise.push(sample);
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [...rises, rise];
}

function fittedLine(samples: readonly Sample[]) {
  const count = samples.length;
  if (count < LEAST_SAMPLES) return undefined;
  const meanTime = samples.reduce((sum, [seconds]) => sum + seconds, 0) / count;
  const mean = samples.reduce((sum, [, value]) => sum + value, 0) / count;
  let [both, times, values] = [0, 0, 0];
  for (const [seconds, value] of samples) {
    both += (seconds - meanTime) * (value - mean);
    times += (seconds - meanTime) ** 2;
    values += (value - mean) ** 2;
  }
  if (times === 0 || values === 0) return undefined;
  return { slope: both / times, explained: both ** 2 / (times * values) };
}

import { byEntity, type Entity } from "../entity.ts";
import { ascending } from "../order.ts";
import { median } from "../robust_score.ts";
import type { Sample, Series } from "../series.ts";
import { signalSource } from "../signals/signal_entity.ts";

/** Errors of a service that became many. */
export interface ErrorRise {
  /** RFC 3339, of the first sample that shows it: at most a step late. */
  readonly at: string;
  readonly entity: Entity;
  /** Errors a second before and after. */
  readonly from: number;
  readonly to: number;
}

/** Rates of errors below this are everyday. */
const LEAST_RATE = 0.1;
const LEAST_FACTOR = 3;
/** How many samples say what is usual. */
const USUAL_SAMPLES = 6;

/** Finds where rates of errors rose to three times what was usual, in order of time. */
export function errorRises(series: readonly Series[]): readonly ErrorRise[] {
  return series.flatMap(({ labels, samples }) => {
    const entity = signalSource("service", labels)?.entity;
    return entity === undefined ? [] : risesOf(samples).map((rise) => ({ ...rise, entity }));
  }).sort((a, b) => ascending(a.at, b.at) || byEntity(a.entity, b.entity));
}

function risesOf(samples: readonly Sample[]): readonly Omit<ErrorRise, "entity">[] {
  let isHigh = false;
  return samples.flatMap(([timeSeconds, value], at) => {
    const before = samples.slice(Math.max(0, at - USUAL_SAMPLES), at).map(([, rate]) => rate);
    const usual = median(before);
    // The first sample has nothing to be compared with.
    if (usual === undefined) return [];
    const wasHigh = isHigh;
    isHigh = value >= Math.max(LEAST_RATE, LEAST_FACTOR * usual);
    if (!isHigh || wasHigh) return [];
    // The sample at the edge holds only a part of what followed.
    const to = Math.max(value, samples[at + 1]?.[1] ?? value);
    return [{ at: new Date(timeSeconds * 1_000).toISOString(), from: usual, to }];
  });
}

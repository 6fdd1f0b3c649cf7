import type { World } from "../world/world.ts";
import type { Counter, FamilyRow, Labels, Subject } from "./family.ts";
import { wobble } from "./load_curve.ts";

/** One process of the cluster that exports metrics of its own. */
export function process(labels: Labels) {
  return function* (world: World): Generator<Subject<World>> {
    yield { entity: world, labels, seed: world.seed, fromMs: 0, untilMs: Infinity };
  };
}

type Row = FamilyRow<World>;
export type Cells = readonly (readonly [Labels, number])[];

// Control planes here have run for three weeks.
const UPTIME_MS = 21 * 86_400_000;

/** A counter that has run as long as the control plane. */
export function count(world: World, perSecond: number): Counter {
  return { perSecond, sinceMs: world.nowMs - UPTIME_MS, whole: true };
}

/** A counter per label set with its mean rate. */
export function counter(help: string, cells: Cells): Row {
  return {
    type: "counter",
    help,
    rows: (world) => cells.map(([labels, perSecond]) => [labels, count(world, perSecond)] as const),
  };
}

/** A gauge per label set that wobbles around its mean. */
export function gauge(help: string, cells: Cells, share = 0.05): Row {
  return {
    type: "gauge",
    help,
    rows: (_, { seed }) =>
      cells.map(([labels, mean], i) =>
        [labels, share === 0 ? mean : wobble(mean, seed + i, share)] as const
      ),
  };
}

/** Observations per label set: rate and median. */
export function timed(cells: readonly (readonly [Labels, number, number])[]) {
  return (world: World) =>
    cells.map(([labels, perSecond, medianSeconds]) => ({
      labels,
      count: count(world, perSecond),
      medianSeconds,
    }));
}

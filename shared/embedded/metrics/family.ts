import { hash32, mix32 } from "../random.ts";
import type { World } from "../world/world.ts";
import { LoadCurve } from "./load_curve.ts";

export type Labels = Readonly<Record<string, string>>;

/** The value of a series at a moment; `undefined` where it has no sample. */
export type ValueAt = (timeMs: number) => number | undefined;

/** A counter by its mean rate. */
export interface Counter {
  readonly perSecond: number;
  /** Where it started at zero. */
  readonly sinceMs: number;
  /** The part of the rate it has over time, from `sinceMs` on; each holds until the next. */
  readonly shares?: readonly { readonly fromMs: number; readonly of: number }[];
  /** Follows the daily load of the shop; otherwise only its own noise. */
  readonly daily?: boolean;
  /** Counts things, so that it is always a whole number. */
  readonly whole?: boolean;
  /** Rows of a subject with the same number rise and fall together; by default each does so on its own. */
  readonly curve?: number;
  /** What the series shows of the count; by default the count itself. */
  readonly shown?: (count: number) => number;
}

export type SeriesValue = number | ValueAt | Counter;

/** What of a world is wanted, where the matchers of a query already say so. */
export interface Scope {
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
}

/** One thing that is measured, with the labels all its series share and the time it was there. */
export interface Subject<E> {
  readonly entity: E;
  readonly labels: Labels;
  readonly seed: number;
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface GeneratedSeries {
  readonly labels: Labels;
  readonly at: ValueAt;
  readonly fromMs: number;
  readonly untilMs: number;
}

export type MetricType = "counter" | "gauge" | "histogram";

/** All series of one metric name. */
export interface Family {
  readonly name: string;
  readonly type: MetricType;
  readonly help: string;
  /** Name of the histogram that a bucket, sum or count belongs to. */
  readonly of?: string;
  series(world: World, scope: Scope): Iterable<GeneratedSeries>;
}

/** The series of one subject: its further labels and value each. */
export type Rows<E> = (
  entity: E,
  context: { readonly world: World; readonly seed: number; readonly sinceMs: number },
) => readonly (readonly [labels: Labels, value: SeriesValue])[];

/** A line of a family table. */
export interface FamilyRow<E> {
  readonly type: "counter" | "gauge";
  readonly help: string;
  readonly of?: string;
  readonly rows: Rows<E>;
}

/** Makes the families of a table over the subjects they measure. */
export function defineFamilies<E>(
  subjects: (world: World, scope: Scope) => Iterable<Subject<E>>,
  table: Readonly<Record<string, FamilyRow<E>>>,
): readonly Family[] {
  return Object.entries(table).map(([name, { rows, ...row }]) => ({
    name,
    ...row,
    type: row.of === undefined ? row.type : "histogram",
    *series(world, scope) {
      const chance = hash32(row.of ?? name);
      for (const subject of subjects(world, scope)) {
        yield* seriesOf(name, rows, { world, subject, chance });
      }
    },
  }));
}

function* seriesOf<E>(
  name: string,
  rows: Rows<E>,
  { world, subject, chance }: {
    readonly world: World;
    readonly subject: Subject<E>;
    /** The same for all parts of one histogram. */
    readonly chance: number;
  },
): Generator<GeneratedSeries> {
  const { entity, fromMs, untilMs } = subject;
  const seed = mix32(subject.seed, chance);
  let i = 0;
  for (const [labels, value] of rows(entity, { world, seed, sinceMs: fromMs })) {
    yield {
      labels: { __name__: name, ...subject.labels, ...labels },
      at: valueAt(value, { seed: mix32(seed, curveOf(value) ?? i), world }),
      fromMs,
      untilMs,
    };
    i += 1;
  }
}

function curveOf(value: SeriesValue): number | undefined {
  return typeof value === "object" ? value.curve : undefined;
}

function valueAt(
  value: SeriesValue,
  { seed, world }: { readonly seed: number; readonly world: World },
): ValueAt {
  if (typeof value === "number") return () => value;
  if (typeof value === "function") return value;
  const { perSecond, sinceMs, daily = false, whole = false, shown = (count) => count } = value;
  const { shares = [{ fromMs: sinceMs, of: 1 }] } = value;
  // What callers send and callees receive must be one number: the load of the shop has one curve.
  const curve = daily ? shopCurve(world) : new LoadCurve(seed, { daily: false });
  return (timeMs) => {
    let seconds = 0;
    for (const [i, { fromMs, of }] of shares.entries()) {
      const untilMs = Math.min(timeMs, shares[i + 1]?.fromMs ?? Infinity);
      if (untilMs > fromMs) seconds += of * curve.secondsBetween(fromMs, untilMs);
    }
    const count = perSecond * seconds;
    return shown(whole ? Math.floor(count) : count);
  };
}

const SHOP_CURVES = new WeakMap<World, LoadCurve>();

/** The one load curve of the shop's traffic. */
export function shopCurve(world: World): LoadCurve {
  const known = SHOP_CURVES.get(world) ?? new LoadCurve(world.seed, { daily: true });
  SHOP_CURVES.set(world, known);
  return known;
}

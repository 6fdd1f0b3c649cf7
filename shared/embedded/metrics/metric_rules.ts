import type { Matcher } from "../../query/matchers.ts";
import type { ValueAt } from "./family.ts";

/** What a rule makes of a series: one effect, over one span of time. */
export interface Shape {
  readonly kind: "constant" | "step" | "ramp" | "spike" | "drop" | "points";
  /** Where it sets in; absent means from the beginning. */
  readonly fromMs?: number | undefined;
  readonly untilMs?: number | undefined;
  /** A gauge's value. */
  readonly value?: number | undefined;
  /** A counter's rate per second, for all series of the selector together. */
  readonly perSecond?: number | undefined;
  /** Multiplies what the base has. */
  readonly factor?: number | undefined;
  /** Held each until the next. */
  readonly points?: readonly (readonly [timeMs: number, value: number])[] | undefined;
  /** Value, or rate per second, before `fromMs` and after `untilMs`. */
  readonly before?: number | undefined;
  /** Where a ramp starts. */
  readonly start?: number | undefined;
}

/** A change to all series that match, or a series of its own where none does. */
export interface MetricRule {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  readonly shape: Shape;
}

export interface Shaped {
  /** Seconds of a rate that this series gets of the time between two moments, where several split it. */
  readonly seconds: (leftMs: number, rightMs: number) => number;
  /** Where a counter stands at zero, or the history begins. */
  readonly startMs: number;
  /** The series as the base has it; absent for one that the rule adds. */
  readonly base?: ValueAt | undefined;
  /** Whether the base counts, so that a factor changes its rate rather than its value. */
  readonly counter?: boolean;
}

/** Lays the effect of a rule over a series; `previous` is what earlier rules have made of it. */
export function applyShape(shape: Shape, previous: ValueAt | undefined, options: Shaped): ValueAt {
  if (shape.kind === "points") return points(shape, previous);
  const counts = shape.perSecond !== undefined ||
    (shape.factor !== undefined && options.counter === true);
  return counts ? counterShape(shape, previous, options) : gaugeShape(shape, previous, options);
}

function points({ points = [] }: Shape, previous: ValueAt | undefined): ValueAt {
  return (timeMs) => {
    const held = points.findLast(([atMs]) => atMs <= timeMs);
    return held === undefined ? previous?.(timeMs) : held[1];
  };
}

const ENDING = new Set<Shape["kind"]>(["constant", "spike", "drop"]);

function span({ kind, fromMs = -Infinity, untilMs = Infinity }: Shape) {
  return { fromMs, untilMs: ENDING.has(kind) ? untilMs : Infinity };
}

/** A counter goes on from where it stands: only how fast it grows changes. */
function counterShape(shape: Shape, previous: ValueAt | undefined, options: Shaped): ValueAt {
  const { seconds, startMs, base = () => 0 } = options;
  const first = previous === options.base;
  const span_ = span(shape);
  const fromMs = Math.max(span_.fromMs, startMs);
  const { untilMs } = span_;
  const grown = (left: number, right: number) => (base(right) ?? 0) - (base(left) ?? 0);
  const during = (left: number, right: number) =>
    shape.perSecond === undefined
      ? (shape.factor ?? 1) * grown(left, right)
      : shape.perSecond * seconds(left, right);
  const calm = (left: number, right: number) =>
    shape.before === undefined ? grown(left, right) : shape.before * seconds(left, right);
  const before = (timeMs: number): number =>
    first && shape.before !== undefined
      ? (base(startMs) ?? 0) + calm(startMs, Math.max(startMs, timeMs))
      : previous?.(timeMs) ?? 0;
  return (timeMs) => {
    if (timeMs < fromMs) return before(timeMs);
    const reached = before(fromMs) + during(fromMs, Math.min(timeMs, untilMs));
    return timeMs <= untilMs ? reached : reached + calm(untilMs, timeMs);
  };
}

function gaugeShape(shape: Shape, previous: ValueAt | undefined, { base }: Shaped): ValueAt {
  const { fromMs, untilMs } = span(shape);
  const outside = (timeMs: number, before: boolean): number | undefined => {
    // A constant is only there while it holds; the others have something to come from and go back to.
    if (before && previous !== base) return previous?.(timeMs);
    return shape.before ?? (before ? previous : base)?.(timeMs);
  };
  return (timeMs) => {
    if (timeMs < fromMs) return outside(timeMs, true);
    if (timeMs >= untilMs) return outside(timeMs, false);
    if (shape.kind === "ramp") return ramp(shape, timeMs, base);
    if (shape.factor === undefined) return shape.value;
    const value = base?.(timeMs);
    return value === undefined ? undefined : shape.factor * value;
  };
}

function ramp(shape: Shape, timeMs: number, base: ValueAt | undefined): number | undefined {
  const { fromMs = timeMs, untilMs = fromMs, factor } = shape;
  const start = shape.start ?? shape.before ?? base?.(fromMs) ?? 0;
  const end = shape.value ?? (factor ?? 1) * (base?.(fromMs) ?? 0);
  const share = untilMs <= fromMs ? 1 : Math.min(1, (timeMs - fromMs) / (untilMs - fromMs));
  return start + share * (end - start);
}

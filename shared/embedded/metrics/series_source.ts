import { compileMatcher, compileMatchers, type Matcher } from "../../query/matchers.ts";
import type { World } from "../world/world.ts";
import { FAMILIES } from "./all_families.ts";
import type { Family, GeneratedSeries, Labels, Scope, ValueAt } from "./family.ts";
import { applyShape, type MetricRule } from "./metric_rules.ts";
import { evenShares } from "./rate_shares.ts";

export const SCRAPE_MS = 30_000;

/** A series in a window: its samples are computed when `samples` is read. */
export interface SelectedSeries {
  readonly labels: Record<string, string>;
  readonly samples: { t: number[]; v: number[] };
  /** The scrape that no longer found it. */
  readonly staleAt: readonly number[];
}

/** The series of the base that a rule changes: how many, and what each gets of a rate. */
interface Matched {
  readonly count: number;
  readonly seconds: (leftMs: number, rightMs: number) => number;
}

/** The metrics of a world: nothing is stored, every sample is a function of seed, series and time. */
export class MetricSource {
  readonly #world: World;
  readonly #rules = new Map<string, MetricRule[]>();
  readonly #matched = new Map<MetricRule, Matched>();
  readonly #hidden: ReadonlySet<string>;

  constructor(world: World) {
    this.#world = world;
    this.#hidden = new Set(world.denials.map(({ namespace }) => namespace));
    for (const rule of world.metricRules) {
      this.#rules.set(rule.name, [...this.#rules.get(rule.name) ?? [], rule]);
    }
  }

  /** All metric names that have a family or a rule. */
  get names(): readonly string[] {
    return [...new Set([...FAMILIES.keys(), ...this.#rules.keys()])];
  }

  /** The series that match and have a sample between two times, both included. */
  *select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): Generator<SelectedSeries> {
    for (const series of this.matching(matchers)) {
      const samples = this.#samples(series, fromMs, toMs);
      if (samples.t.length === 0) continue;
      const goneMs = Math.ceil(series.untilMs / SCRAPE_MS) * SCRAPE_MS;
      const labels = series.labels as Record<string, string>;
      yield { labels, samples, staleAt: goneMs <= toMs ? [goneMs] : [] };
    }
  }

  /** The series that match, whenever they had samples. */
  *matching(matchers: readonly Matcher[]): Generator<GeneratedSeries> {
    const matches = compileMatchers(matchers.filter(({ label }) => label !== "__name__"));
    const scope = scopeOf(matchers);
    for (const name of this.#namesMatching(matchers)) {
      const family = FAMILIES.get(name);
      if (family !== undefined) yield* this.#ofFamily(family, scope, matches);
      for (const added of this.#added(name)) {
        if (matches(added.labels)) yield added;
      }
    }
  }

  #namesMatching(matchers: readonly Matcher[]): readonly string[] {
    const tests = matchers.filter(({ label }) => label === "__name__").map(compileMatcher);
    return this.names.filter((name) => tests.every((test) => test(name)));
  }

  *#ofFamily(
    family: Family,
    scope: Scope,
    matches: (labels: Labels) => boolean,
  ): Generator<GeneratedSeries> {
    const rules = this.#rules.get(family.name) ?? [];
    for (const series of family.series(this.#world, scope)) {
      const { namespace = "" } = series.labels;
      if (!matches(series.labels) || this.#hidden.has(namespace)) continue;
      const labels = withoutEmpty(series.labels);
      yield rules.length === 0
        ? { ...series, labels }
        : { ...series, labels, at: this.#shaped(family, series, rules) };
    }
  }

  #shaped(
    family: Family,
    { labels, at: base, fromMs }: GeneratedSeries,
    rules: MetricRule[],
  ): ValueAt {
    const startMs = Math.max(this.#world.startMs, fromMs);
    return rules.filter(({ matchers }) => compileMatchers(matchers)(labels)).reduce<ValueAt>(
      (previous, rule) =>
        applyShape(rule.shape, previous, {
          base,
          startMs,
          seconds: this.#matchedBy(rule).seconds,
          counter: family.type !== "gauge",
        }),
      base,
    );
  }

  #matchedBy(rule: MetricRule): Matched {
    const known = this.#matched.get(rule);
    if (known !== undefined) return known;
    const matches = compileMatchers(rule.matchers);
    const all = FAMILIES.get(rule.name)?.series(this.#world, scopeOf(rule.matchers)) ?? [];
    const matching = [...all].filter(({ labels }) => matches(labels));
    const matched = { count: matching.length, seconds: evenShares(matching) };
    this.#matched.set(rule, matched);
    return matched;
  }

  /** Series that only rules make: one per label set, shaped by its rules in order. */
  *#added(name: string): Generator<GeneratedSeries> {
    const { startMs } = this.#world;
    const sets = new Map<string, { labels: Labels; at: ValueAt | undefined }>();
    for (const rule of this.#rules.get(name) ?? []) {
      if (this.#matchedBy(rule).count > 0) continue;
      const labels = { __name__: name, ...equalities(rule.matchers) };
      const id = JSON.stringify(labels);
      const at = applyShape(rule.shape, sets.get(id)?.at, { seconds: secondsBetween, startMs });
      sets.set(id, { labels, at });
    }
    for (const { labels, at } of sets.values()) {
      if (at !== undefined) yield { labels, at, fromMs: startMs, untilMs: Infinity };
    }
  }

  #samples({ at, fromMs: bornMs, untilMs }: GeneratedSeries, fromMs: number, toMs: number) {
    const { startMs, nowMs } = this.#world;
    const start = Math.max(fromMs, bornMs, startMs);
    const end = Math.min(toMs, nowMs, untilMs - 1);
    const t: number[] = [];
    const v: number[] = [];
    for (let time = Math.ceil(start / SCRAPE_MS) * SCRAPE_MS; time <= end; time += SCRAPE_MS) {
      const value = at(time);
      if (value === undefined || Number.isNaN(value)) continue;
      t.push(time);
      v.push(value);
    }
    return { t, v };
  }
}

function secondsBetween(leftMs: number, rightMs: number): number {
  return (rightMs - leftMs) / 1_000;
}

function scopeOf(matchers: readonly Matcher[]): Scope {
  const equal = equalities(matchers);
  return { namespace: equal.namespace || undefined, pod: equal.pod || undefined };
}

function equalities(matchers: readonly Matcher[]): Record<string, string> {
  return Object.fromEntries(
    matchers.filter(({ op, label }) => op === "=" && label !== "__name__")
      .map(({ label, value }) => [label, value]),
  );
}

// In Prometheus a label with an empty value is no label.
function withoutEmpty(labels: Labels): Labels {
  for (const label in labels) {
    if (labels[label] !== "") continue;
    return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ""));
  }
  return labels;
}

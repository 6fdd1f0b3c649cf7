import type { CapturedSeries, Incident } from "../../catalogue/incident.ts";
import { unfoldRuns } from "../../catalogue/runs.ts";
import { compileMatcher, compileMatchers, type Matcher } from "../../query/matchers.ts";
import type { Metrics } from "../api/telemetry.ts";
import type { GeneratedSeries } from "../metrics/family.ts";
import type { SelectedSeries } from "../metrics/series_source.ts";
import type { CapturedScope } from "./captured_scope.ts";
import { NotCaptured } from "./not_captured.ts";

interface StoredSeries {
  readonly labels: Record<string, string>;
  readonly t: readonly number[];
  readonly v: readonly number[];
  readonly staleAt: readonly number[];
}

/** The samples of a recorded incident. Reads of what was not kept are refused, so that no result is a part of one. */
export class StoredMetrics implements Metrics {
  readonly #scope: CapturedScope;
  readonly #known: ReadonlyMap<string, { readonly kept: boolean; readonly outside: boolean }>;
  readonly #packed: ReadonlyMap<string, readonly CapturedSeries[]>;
  readonly #series = new Map<string, readonly StoredSeries[]>();

  constructor({ parts }: Incident, scope: CapturedScope) {
    this.#scope = scope;
    this.#known = new Map(parts.metrics.map((metric) => [metric.name, metric]));
    this.#packed = Map.groupBy(parts.series, ({ labels }) => labels["__name__"] ?? "");
  }

  /** All metric names there were, kept or not. */
  get names(): readonly string[] {
    return [...this.#known.keys()];
  }

  /** The series that match and have a sample between two times, both included. @throws {NotCaptured} */
  *select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): Generator<SelectedSeries> {
    this.#scope.assertTime(fromMs);
    for (const { labels, t, v, staleAt } of this.#matching(matchers)) {
      const first = t.findIndex((time) => time >= fromMs);
      const last = t.findLastIndex((time) => time <= toMs);
      if (first === -1 || last < first) continue;
      const samples = { t: t.slice(first, last + 1), v: v.slice(first, last + 1) };
      yield { labels, samples, staleAt: staleAt.filter((time) => time <= toMs) };
    }
  }

  /** The series that match, whenever they had samples. @throws {NotCaptured} */
  *matching(matchers: readonly Matcher[]): Generator<GeneratedSeries> {
    for (const { labels, t, v } of this.#matching(matchers)) {
      yield {
        labels,
        at: (timeMs) => v[t.findLastIndex((time) => time <= timeMs)],
        fromMs: t[0] ?? 0,
        untilMs: (t.at(-1) ?? 0) + 1,
      };
    }
  }

  /** The same samples to whoever asks which series there were between two times. */
  within(fromMs: number, toMs: number): Metrics {
    const hasSamples = (series: CapturedSeries) => {
      const { firstMs, lastMs } = spanOf(series);
      return firstMs <= toMs && lastMs >= fromMs;
    };
    const names = this.names.filter((name) =>
      !this.#known.get(name)?.kept || this.#packed.get(name)?.some(hasSamples)
    );
    const matching = this.matching.bind(this);
    return {
      names,
      select: this.select.bind(this),
      *matching(matchers) {
        for (const series of matching(matchers)) {
          if (series.fromMs <= toMs && series.untilMs > fromMs) yield series;
        }
      },
    };
  }

  #matching(matchers: readonly Matcher[]): readonly StoredSeries[] {
    const names = this.#namesMatching(matchers);
    const outside = this.#scope.reachesOutside("prometheus", matchers);
    for (const name of names) {
      const known = this.#known.get(name);
      if (!known?.kept) throw new NotCaptured("metric");
      if (known.outside && outside) throw new NotCaptured("namespace");
    }
    const matches = compileMatchers(matchers);
    return names.flatMap((name) => this.#seriesOf(name).filter(({ labels }) => matches(labels)));
  }

  #namesMatching(matchers: readonly Matcher[]): readonly string[] {
    const tests = matchers.filter(({ label }) => label === "__name__").map(compileMatcher);
    return this.names.filter((name) => tests.every((test) => test(name)));
  }

  // Unpacked when it is first asked for: most questions are about few metrics.
  #seriesOf(name: string): readonly StoredSeries[] {
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    const series = (this.#packed.get(name) ?? []).map(unpack);
    this.#series.set(name, series);
    return series;
  }
}

function spanOf({ steps }: CapturedSeries): { readonly firstMs: number; readonly lastMs: number } {
  const numbers = steps.map((run) =>
    typeof run === "object" ? Number(run[0]) * run[1] : Number(run)
  );
  const [first] = steps;
  return {
    firstMs: Number(typeof first === "object" ? first[0] : first ?? Infinity),
    lastMs: numbers.reduce((sum, number) => sum + number, 0),
  };
}

function unpack({ labels, steps, values, staleAtMs }: CapturedSeries): StoredSeries {
  let time = 0;
  return {
    labels: { ...labels },
    t: unfoldRuns(steps).map((step) => time += step),
    v: unfoldRuns(values),
    staleAt: staleAtMs === undefined ? [] : [staleAtMs],
  };
}

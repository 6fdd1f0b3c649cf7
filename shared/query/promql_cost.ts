import type { PromqlExpr } from "./promql_ast.ts";
import { printPromql } from "./promql_print.ts";
import { selectorsOf } from "./promql_selectors.ts";
import { niceStepSeconds } from "./promql_step.ts";
import { valueTypeOf } from "./promql_value_types.ts";
import { withoutParens } from "./promql_walk.ts";

/** A range query, or an instant one when start and end are equal. */
export interface QueryWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

export interface EstimateInput extends QueryWindow {
  readonly expr: PromqlExpr;
  /** Time between two samples of a series. */
  readonly scrapeSeconds: number;
  /** Series per selector, by the selector's canonical text; a missing one counts as none and is named. */
  readonly seriesCount: ReadonlyMap<string, number>;
}

/** What a query would make the server look at. */
export interface SampleEstimate {
  /** Samples over all selectors and steps; a range is counted again at each step, as Prometheus counts. */
  readonly samples: number;
  readonly steps: number;
  readonly selectors: readonly SelectorCost[];
  /** Selectors without a series count. */
  readonly unknown: readonly string[];
}

export interface SelectorCost {
  readonly text: string;
  readonly rangeSeconds: number;
  readonly series: number;
  readonly samples: number;
}

/** Estimates the samples that a query touches. */
export function estimateSamples(input: EstimateInput): SampleEstimate {
  const steps = Math.floor((input.endMs - input.startMs) / input.stepMs) + 1;
  const selectors = selectorsOf(input.expr).map(({ text, rangeMs, evaluations, at }) => {
    const series = input.seriesCount.get(text) ?? 0;
    const perEvaluation = Math.max(1, Math.ceil(rangeMs / (input.scrapeSeconds * 1_000)));
    const fixed = at !== undefined && evaluations === 1;
    const samples = series * perEvaluation * evaluations * (fixed ? 1 : steps);
    return { text, rangeSeconds: rangeMs / 1_000, series, samples };
  });
  return {
    samples: selectors.reduce((sum, { samples }) => sum + samples, 0),
    steps,
    selectors,
    unknown: [
      ...new Set(selectors.map(({ text }) => text).filter((text) => !input.seriesCount.has(text))),
    ],
  };
}

/** A query that asks nearly the same for less. */
export interface CheaperQuery extends QueryWindow {
  readonly expr: string;
  readonly samples: number;
  /** What differs from the original, in words. */
  readonly changes: readonly string[];
}

const FEWEST_POINTS = 20;
const KEPT_SERIES = 10;

/**
 * Proposes a cheaper form of a query: first a longer step, then a shorter time range, and the ten highest series
 * when nothing aggregates them. Undefined when that cannot bring it under the limit: only more matchers can.
 */
export function cheaper(input: EstimateInput, limitSamples: number): CheaperQuery | undefined {
  const changes: string[] = [];
  let window: QueryWindow = { startMs: input.startMs, endMs: input.endMs, stepMs: input.stepMs };
  const cost = () => estimateSamples({ ...input, ...window }).samples;

  const spanMs = window.endMs - window.startMs;
  const factor = cost() / limitSamples;
  if (factor > 1 && spanMs > 0) {
    const longest = Math.max(window.stepMs, spanMs / FEWEST_POINTS);
    const stepMs = niceStepSeconds(Math.min(window.stepMs * factor, longest) / 1_000) * 1_000;
    window = { ...window, stepMs };
    changes.push(`step ${stepMs / 1_000} s`);
  }
  while (cost() > limitSamples && window.endMs - window.startMs > window.stepMs) {
    const startMs = window.endMs - Math.floor((window.endMs - window.startMs) / 2);
    window = { ...window, startMs };
  }
  if (window.startMs !== input.startMs) {
    changes.push(`last ${Math.round((window.endMs - window.startMs) / 60_000)} min`);
  }
  if (cost() > limitSamples) return undefined;

  const text = printPromql(input.expr);
  const aggregated = withoutParens(input.expr).kind === "Aggregate" ||
    valueTypeOf(input.expr) !== "vector";
  if (!aggregated) changes.push(`the ${KEPT_SERIES} highest series`);
  return {
    ...window,
    expr: aggregated ? text : `topk(${KEPT_SERIES}, ${text})`,
    samples: cost(),
    changes,
  };
}

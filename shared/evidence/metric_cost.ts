import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";
import { formatDurationMs } from "../query/durations.ts";
import type { PromqlExpr } from "../query/promql_ast.ts";
import { cheaper, type EstimateInput, estimateSamples } from "../query/promql_cost.ts";
import { selectorsOf } from "../query/promql_selectors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import type { MetricTimes } from "./metric_times.ts";

/** Most samples that one PromQL query may make Prometheus look at. */
export const SAMPLE_LIMIT = 50_000_000;

// Short of the truth where targets are scraped less often: the guard rather overestimates.
const SCRAPE_SECONDS = 15;
// A query that this many series per selector cannot make expensive is sent without asking how many there are.
const SERIES_NOT_COUNTED = 100_000;

export interface MetricQuery {
  readonly expr: PromqlExpr;
  readonly times: MetricTimes;
  readonly call: GivenCall;
}

/**
 * Refuses a query that would read more than 50 million samples; counts series only where that could be.
 *
 * @throws {ToolError} `limit_exceeded` with the estimate and a cheaper call
 */
export async function assertAffordable(
  { prometheus }: Pick<ToolContext, "prometheus">,
  query: MetricQuery,
): Promise<void> {
  const selectors = [...new Set(selectorsOf(query.expr).map(({ text }) => text))];
  const assumed = new Map(selectors.map((text) => [text, SERIES_NOT_COUNTED]));
  if (estimateSamples(estimateInput(query, assumed)).samples <= SAMPLE_LIMIT) return;
  const counts = await Promise.all(selectors.map(async (selector) => {
    const { series } = await prometheus.instant({
      expr: `count(${selector})`,
      time: endOf(query.times),
    });
    return [selector, series[0]?.samples[0]?.[1] ?? 0] as const;
  }));
  const input = estimateInput(query, new Map(counts));
  if (estimateSamples(input).samples > SAMPLE_LIMIT) throw tooExpensive(query, input);
}

function estimateInput(
  { expr, times }: MetricQuery,
  seriesCount: ReadonlyMap<string, number>,
): EstimateInput {
  const stepMs = times.kind === "range" ? times.stepSeconds * 1_000 : 1_000;
  const endMs = endOf(times).getTime();
  const startMs = times.kind === "range" ? times.start.getTime() : endMs;
  return { expr, seriesCount, startMs, endMs, stepMs, scrapeSeconds: SCRAPE_SECONDS };
}

function endOf(times: MetricTimes): Date {
  return times.kind === "range" ? times.end : times.time;
}

function tooExpensive({ times, call }: MetricQuery, input: EstimateInput): ToolError {
  const { samples, selectors } = estimateSamples(input);
  const largest = selectors.reduce((a, b) => b.samples > a.samples ? b : a);
  const message = `Cannot run a query that would read about ${
    millions(samples)
  } million samples, the limit is ${
    millions(SAMPLE_LIMIT)
  } million; its largest selector has ${largest.series} series`;
  const other = cheaper(input, SAMPLE_LIMIT);
  if (other === undefined || times.kind === "instant") {
    return new ToolError("limit_exceeded", message, {
      hint: 'Add label matchers such as namespace="shop" to that selector, or shorten its range',
    });
  }
  return new ToolError("limit_exceeded", message, {
    hint: `${
      correctedCall(call, {
        expr: other.expr,
        start: undefined,
        end: undefined,
        range: formatDurationMs(other.endMs - other.startMs),
        ...(call.arguments["end"] === undefined ? {} : { time: times.end.toISOString() }),
        step: formatDurationMs(other.stepMs),
      })
    } (about ${millions(other.samples)} million), or add label matchers`,
  });
}

function millions(samples: number): number {
  return Number((samples / 1e6).toPrecision(2));
}

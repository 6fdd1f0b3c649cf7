import type { LogPattern, LogStream } from "../analysis/log_stream.ts";
import type { Labels } from "../analysis/series.ts";
import type { IndexStats, LogqlResult } from "./loki.ts";
import { dataOf, seriesOf, type WireAnswer, type WireSeries } from "./prometheus_answer.ts";
import type { WireSample } from "./sample_values.ts";

/** Time in nanoseconds as text, the line, and structured metadata which Loki also puts into the labels. */
type WireEntry = readonly [timeNanoseconds: string, line: string, metadata?: unknown];

interface WireStream {
  readonly stream: Labels;
  readonly values: readonly WireEntry[];
}

type WireResult =
  | { readonly resultType: "streams"; readonly result: readonly WireStream[] }
  | { readonly resultType: "vector"; readonly result: readonly WireSeries[] }
  | { readonly resultType: "matrix"; readonly result: readonly WireSeries[] }
  | { readonly resultType: "scalar"; readonly result: WireSample };

interface WirePattern {
  readonly pattern: string;
  readonly samples: readonly (readonly [timeSeconds: number, count: number])[];
}

export function logqlResultOf(body: unknown): LogqlResult {
  const { warnings = [] } = body as WireAnswer<unknown>;
  const data = dataOf<WireResult>(body);
  switch (data.resultType) {
    case "streams":
      return { resultType: data.resultType, streams: data.result.map(streamOf), warnings };
    case "vector":
    case "matrix":
      return { resultType: data.resultType, series: data.result.map(seriesOf), warnings };
    case "scalar": {
      const series = [seriesOf({ metric: {}, value: data.result })];
      return { resultType: data.resultType, series, warnings };
    }
  }
  throw new Error("Expected a known result type");
}

export function statsOf(body: unknown): IndexStats {
  const { streams, chunks, entries, bytes } = body as IndexStats;
  return {
    streams: countOf(streams),
    chunks: countOf(chunks),
    entries: countOf(entries),
    bytes: countOf(bytes),
  };
}

export function patternsOf(body: unknown): readonly LogPattern[] {
  return dataOf<readonly WirePattern[]>(body).map(({ pattern, samples }) => ({
    pattern,
    count: samples.reduce((sum, [, count]) => sum + count, 0),
    firstMs: (samples[0]?.[0] ?? 0) * 1_000,
    lastMs: (samples.at(-1)?.[0] ?? 0) * 1_000,
  }));
}

/** Label names and values; Loki leaves `data` out when there are none. */
export function namesOf(body: unknown): readonly string[] {
  return dataOf<readonly string[] | undefined>(body) ?? [];
}

function streamOf({ stream, values }: WireStream): LogStream {
  return {
    labels: stream,
    entries: values.map(([timeNanoseconds, line]) => ({
      // Nanoseconds do not fit into a number.
      timeMs: Number(timeNanoseconds.slice(0, -6)),
      line,
    })),
  };
}

function countOf(value: unknown): number {
  if (typeof value !== "number") throw new Error("Expected a number");
  return value;
}

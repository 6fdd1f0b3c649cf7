import type { LogStream } from "../analysis/log_stream.ts";
import { labelsText } from "../analysis/series_labels.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";

/** Lines read at most for one answer, unless they are sampled over the window. */
export const MOST_LINES = 2_000;
const STRIPES = 4;
const STRIPE_LINES = 1_000;

/** How much of a window was read: all lines, those at one end, or stripes over all of it. */
export const LOG_EXTENTS = ["all", "newest", "oldest", "sample"] as const;

/** Lines of a window, and how much of it they are. */
export interface LogReading {
  readonly streams: readonly LogStream[];
  readonly lines: number;
  readonly extent: typeof LOG_EXTENTS[number];
  /** Loki's own words. */
  readonly warnings: readonly string[];
}

export interface LogReadingQuery {
  readonly logql: string;
  readonly window: TimeWindow;
  readonly direction: "backward" | "forward";
}

/** Reads the first 2,000 lines of a window, from its end or, read forward, from its start. */
export async function readLines(
  { loki }: Pick<ToolContext, "loki">,
  { logql, window, direction }: LogReadingQuery,
): Promise<LogReading> {
  const reading = await readStripe({ loki }, { logql, window, direction }, MOST_LINES);
  const whole = reading.lines < MOST_LINES;
  return { ...reading, extent: whole ? "all" : direction === "backward" ? "newest" : "oldest" };
}

/**
 * Adds lines from stripes over the rest of the window to a reading that did not reach its end, so that what happened
 * early is seen too. Costs four more reads.
 */
export async function sampleRest(
  { loki }: Pick<ToolContext, "loki">,
  query: LogReadingQuery,
  reading: LogReading,
): Promise<LogReading> {
  if (reading.extent === "all") return reading;
  const stripes = await Promise.all(
    stripesOf(restOf(query, reading)).map((window) =>
      readStripe({ loki }, { ...query, window }, STRIPE_LINES)
    ),
  );
  const parts = [reading, ...stripes];
  return {
    streams: mergeStreams(parts.flatMap(({ streams }) => streams)),
    lines: parts.reduce((sum, { lines }) => sum + lines, 0),
    extent: "sample",
    warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
  };
}

/** Labels that Loki adds by itself: they split a stream by its lines, or repeat another label. */
const ADDED_LABELS = new Set(["detected_level", "service_name"]);

function mergeStreams(streams: readonly LogStream[]): readonly LogStream[] {
  const merged = new Map<string, LogStream>();
  for (const { labels: all, entries } of streams) {
    const labels = Object.fromEntries(
      Object.entries(all).filter(([name]) => !ADDED_LABELS.has(name)),
    );
    const key = labelsText(labels);
    merged.set(key, { labels, entries: [...merged.get(key)?.entries ?? [], ...entries] });
  }
  return [...merged.values()];
}

async function readStripe(
  { loki }: Pick<ToolContext, "loki">,
  { logql, window, direction }: LogReadingQuery,
  limit: number,
): Promise<Omit<LogReading, "extent">> {
  const result = await loki.range({ logql, limit, direction, ...window });
  const streams = result.resultType === "streams" ? result.streams : [];
  const lines = streams.reduce((sum, { entries }) => sum + entries.length, 0);
  return { streams: mergeStreams(streams), lines, warnings: result.warnings };
}

function restOf({ window, direction }: LogReadingQuery, { streams }: LogReading): TimeWindow {
  const times = streams.flatMap(({ entries }) => entries.map(({ timeMs }) => timeMs));
  return direction === "backward"
    ? { start: window.start, end: new Date(Math.min(...times)) }
    : { start: new Date(Math.max(...times) + 1), end: window.end };
}

function stripesOf({ start, end }: TimeWindow): readonly TimeWindow[] {
  const stripeMs = Math.floor((end.getTime() - start.getTime()) / STRIPES);
  if (stripeMs <= 0) return [];
  return Array.from({ length: STRIPES }, (_, at) => ({
    start: new Date(start.getTime() + at * stripeMs),
    end: new Date(start.getTime() + (at + 1) * stripeMs),
  }));
}

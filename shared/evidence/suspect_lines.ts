import type { Entity } from "../analysis/entity.ts";
import { logLevel } from "../analysis/log_level.ts";
import type { LogStream } from "../analysis/log_stream.ts";
import { podPattern } from "../analysis/signals/pod_pattern.ts";
import { usualLines } from "../analysis/signals/usual_lines.ts";
import type { TimeWindow } from "../analysis/time_window.ts";
import type { ToolContext } from "../context.ts";
import { escapeRe2 } from "../query/re2.ts";

/** What suspects wrote before the trouble and since, without the lines that fill their logs when all is well. */
export interface SuspectLines {
  readonly baseline: readonly LogStream[];
  readonly window: readonly LogStream[];
  /** Length of what was read of the window divided by that of the baseline. */
  readonly lengthRatio: number;
  /** The part of the window between the stripes. */
  readonly unread: { readonly fromMs: number; readonly untilMs: number };
}

export interface SuspectLinesQuery {
  /** A stream selector. */
  readonly selector: string;
  readonly window: TimeWindow;
  readonly onset?: Date | undefined;
}

const MINUTE_MS = 60_000;
/** What is usual is seen in a few minutes. */
const USUAL_MS = 3 * MINUTE_MS;
const USUAL_LINES = 2_000;
/** Causes are written before the trouble that they cause. */
const LEAD_MS = 10 * MINUTE_MS;
const SLICE_MS = 10 * MINUTE_MS;
const NEWEST_MS = 5 * MINUTE_MS;
const MOST_LINES = 4_000;

/** Selects the streams of workloads by the names of their pods; `undefined` where none has pods. */
export function suspectSelector(suspects: readonly Entity[]): string | undefined {
  const pods = suspects.flatMap((entity) => podPattern(entity) ?? []);
  if (pods.length === 0) return undefined;
  const namespaces = [...new Set(suspects.map(({ namespace }) => escapeRe2(namespace)))].sort();
  return `{namespace=~${JSON.stringify(namespaces.join("|"))}, pod=~${
    JSON.stringify(pods.join("|"))
  }}`;
}

/**
 * Reads the logs of suspects in stripes: what is usual, and without it a time before the trouble, around its onset,
 * and now. Four requests; without an onset the whole window is read from its start, as far as the lines allow.
 */
export async function readSuspectLines(
  { loki }: Pick<ToolContext, "loki">,
  { selector, window, onset }: SuspectLinesQuery,
): Promise<SuspectLines> {
  const stripes = stripesOf(window, onset);
  const read = async (
    logql: string,
    stripe: TimeWindow,
    options: { readonly limit: number; readonly direction: "backward" | "forward" },
  ) => {
    const result = await loki.range({ logql, ...stripe, ...options });
    return result.resultType === "streams" ? result.streams : [];
  };
  const usual = await read(selector, stripes.usual, { limit: USUAL_LINES, direction: "backward" });
  const pattern = usualLines(usual, isGrave);
  const unusual = pattern === "" ? selector : `${selector} !~ ${JSON.stringify(pattern)}`;
  const [baseline, around, newest] = await Promise.all([
    read(unusual, stripes.baseline, { limit: MOST_LINES, direction: "backward" }),
    read(unusual, stripes.around, { limit: MOST_LINES, direction: "forward" }),
    read(unusual, stripes.newest, { limit: MOST_LINES, direction: "backward" }),
  ]);
  return {
    baseline: [...usual, ...baseline],
    window: [...around, ...newest],
    lengthRatio: (lengthOf(stripes.around) + lengthOf(stripes.newest)) /
      lengthOf(stripes.baseline),
    unread: {
      fromMs: lastRead(around, stripes.around),
      untilMs: firstRead(newest, stripes.newest),
    },
  };
}

function isGrave(line: string): boolean {
  const level = logLevel(line);
  return level === "error" || level === "warn";
}

/** How far a stripe was read: its end, or the last line where there were too many. */
function lastRead(streams: readonly LogStream[], { end }: TimeWindow): number {
  const lines = streams.reduce((sum, { entries }) => sum + entries.length, 0);
  if (lines < MOST_LINES) return end.getTime();
  return streams.reduce(
    (last, { entries }) => entries.reduce((late, { timeMs }) => Math.max(late, timeMs), last),
    0,
  );
}

/** From where on the newest stripe was read. */
function firstRead(streams: readonly LogStream[], { start }: TimeWindow): number {
  const times = streams.flatMap(({ entries }) => entries.map(({ timeMs }) => timeMs));
  if (times.length < MOST_LINES) return start.getTime();
  return times.reduce((first, timeMs) => Math.min(first, timeMs), Infinity);
}

interface Stripes {
  readonly usual: TimeWindow;
  readonly baseline: TimeWindow;
  readonly around: TimeWindow;
  readonly newest: TimeWindow;
}

function stripesOf(window: TimeWindow, onset: Date | undefined): Stripes {
  const endMs = window.end.getTime();
  const startMs = onset === undefined ? window.start.getTime() : onset.getTime() - LEAD_MS;
  const newestStartMs = Math.max(startMs, endMs - NEWEST_MS);
  const aroundEndMs = onset === undefined
    ? newestStartMs
    : Math.min(newestStartMs, onset.getTime() + SLICE_MS);
  const around = stripe(startMs, aroundEndMs);
  return {
    usual: stripe(startMs - USUAL_MS, startMs),
    baseline: stripe(startMs - lengthOf(around), startMs),
    around,
    newest: stripe(newestStartMs, endMs),
  };
}

function stripe(startMs: number, endMs: number): TimeWindow {
  return { start: new Date(startMs), end: new Date(endMs) };
}

function lengthOf({ start, end }: TimeWindow): number {
  return end.getTime() - start.getTime();
}

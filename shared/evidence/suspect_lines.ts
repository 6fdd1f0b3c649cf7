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
  readonly unread?: { readonly fromMs: number; readonly untilMs: number };
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
 * and now. Four requests; without an onset the stripe around it is the whole window.
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
    stripes.newest && read(unusual, stripes.newest, { limit: MOST_LINES, direction: "backward" }),
  ]);
  const lengths = [stripes.around, ...stripes.newest === undefined ? [] : [stripes.newest]];
  return {
    baseline: [...usual, ...baseline],
    window: [...around, ...newest ?? []],
    lengthRatio: lengths.reduce((sum, stripe) => sum + lengthOf(stripe), 0) /
      lengthOf(stripes.baseline),
    ...(stripes.newest !== undefined && {
      unread: {
        fromMs: stripes.around.end.getTime(),
        untilMs: stripes.newest.start.getTime(),
      },
    }),
  };
}

function isGrave(line: string): boolean {
  const level = logLevel(line);
  return level === "error" || level === "warn";
}

interface Stripes {
  readonly usual: TimeWindow;
  readonly baseline: TimeWindow;
  readonly around: TimeWindow;
  /** Absent where the stripe around the onset reaches to the end. */
  readonly newest?: TimeWindow;
}

function stripesOf(window: TimeWindow, onset: Date | undefined): Stripes {
  const endMs = window.end.getTime();
  const startMs = onset === undefined ? window.start.getTime() : onset.getTime() - LEAD_MS;
  const aroundEndMs = onset === undefined ? endMs : Math.min(endMs, onset.getTime() + SLICE_MS);
  const newestStartMs = Math.max(aroundEndMs, endMs - NEWEST_MS);
  const around = stripe(startMs, aroundEndMs);
  return {
    usual: stripe(startMs - USUAL_MS, startMs),
    baseline: stripe(startMs - lengthOf(around), startMs),
    around,
    ...(newestStartMs < endMs && { newest: stripe(newestStartMs, endMs) }),
  };
}

function stripe(startMs: number, endMs: number): TimeWindow {
  return { start: new Date(startMs), end: new Date(endMs) };
}

function lengthOf({ start, end }: TimeWindow): number {
  return end.getTime() - start.getTime();
}

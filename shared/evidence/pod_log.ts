import { type LineFilter, lineFilter } from "../analysis/line_filter.ts";
import type { LogEntry } from "../analysis/log_stream.ts";
import { parseStampedLine, parseStampedLog } from "../analysis/stamped_log.ts";
import type { PodLogOptions } from "../backends/kubernetes.ts";
import type { ToolContext } from "../context.ts";
import type { Coverage } from "../render/coverage.ts";

export interface PodLogQuery
  extends Pick<PodLogOptions, "namespace" | "pod" | "previous" | "sinceSeconds"> {
  readonly container: string;
  /** Newest lines to keep. */
  readonly tail: number;
  /** Text or regular expression that lines must contain. */
  readonly grep?: string | undefined;
  /** Keeps reading new lines for so long. */
  readonly followSeconds?: number | undefined;
}

export interface PodLog {
  /** Oldest first. */
  readonly entries: readonly LogEntry[];
  readonly readLines: number;
  readonly matchedLines: number;
  /** How `grep` was taken. */
  readonly reads: LineFilter["reads"];
  readonly coverage: Coverage;
}

/** Lines searched at most. */
export const MOST_SEARCHED_LINES = 20_000;
const LIMIT_BYTES = 4 * 1024 * 1024;
// The kubelet may stop a little before the limit.
const NEARLY = 0.98;
const REPORTED_CHARACTERS = 500;

/**
 * Reads the tail of a container's log, searches it and then cuts it.
 *
 * One request; with `grep` up to 20,000 lines are read so that the search comes before the cut.
 */
export async function readPodLog(context: ToolContext, query: PodLogQuery): Promise<PodLog> {
  const filter = query.grep === undefined ? undefined : lineFilter(query.grep);
  const { lines, bytes } = query.followSeconds === undefined
    ? await readOnce(context, query)
    : await follow(context, query, filter);
  const matching = filter === undefined ? lines : lines.filter(({ line }) => filter.matches(line));
  return {
    entries: matching.slice(-query.tail),
    readLines: lines.length,
    matchedLines: matching.length,
    reads: filter?.reads ?? "pattern",
    coverage: coverageOf(matching, bytes >= LIMIT_BYTES * NEARLY),
  };
}

function coverageOf(entries: readonly LogEntry[], isCut: boolean): Coverage {
  return {
    source: "kubernetes pod log",
    state: entries.length === 0 ? "empty" : "ok",
    ...(isCut && { detail: "cut at 4 MiB, before the newest lines: use since or a smaller tail" }),
  };
}

async function readOnce({ kubernetes }: ToolContext, query: PodLogQuery) {
  const text = await kubernetes.podLog(optionsOf(query));
  return { lines: parseStampedLog(text), bytes: new TextEncoder().encode(text).byteLength };
}

/** Reports every line that matches as it is written. */
async function follow(
  { kubernetes, report }: ToolContext,
  query: PodLogQuery,
  filter: LineFilter | undefined,
) {
  const { followSeconds = 0 } = query;
  const lines: LogEntry[] = [];
  let timeMs = 0;
  for await (const raw of kubernetes.followPodLog({ ...optionsOf(query), followSeconds })) {
    const entry = parseStampedLine(raw, timeMs);
    timeMs = entry.timeMs;
    lines.push(entry);
    if (filter === undefined || filter.matches(entry.line)) {
      report({ message: entry.line.slice(0, REPORTED_CHARACTERS), progress: lines.length });
    }
    if (lines.length >= MOST_SEARCHED_LINES) break;
  }
  return { lines, bytes: 0 };
}

function optionsOf(query: PodLogQuery): PodLogOptions {
  const { namespace, pod, container, previous, sinceSeconds, grep, tail } = query;
  return {
    namespace,
    pod,
    container,
    ...(previous !== undefined && { previous }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
    tailLines: grep === undefined ? tail : MOST_SEARCHED_LINES,
    limitBytes: LIMIT_BYTES,
  };
}

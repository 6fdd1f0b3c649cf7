import type { LogEntry, LogStream } from "./log_stream.ts";

/** A line and how often it was written, apart from the time in it. */
export interface RepeatedLine {
  /** The newest of them, as it was written. */
  readonly line: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** How many streams wrote it. */
  readonly streams: number;
  /** The stream of the newest. */
  readonly stream: number;
}

const TIME =
  /\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?|\b\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+|"(?:ts|time|timestamp)":\s*[\d.]+|\b(?:ts|time)=[\d.]+/g;

interface Group extends RepeatedLine {
  readonly writers: Set<number>;
  /** Place of the newest in its stream, growing with time: several lines share a millisecond. */
  readonly place: number;
}

/** Folds lines that say the same at different times; newest first, or oldest first for `forward`. */
export function dedupeLines(
  streams: readonly LogStream[],
  direction: "backward" | "forward" = "backward",
): readonly RepeatedLine[] {
  const groups = new Map<string, Group>();
  streams.forEach(({ entries }, stream) => {
    oldestFirst(entries).forEach(({ line, timeMs }, place) => {
      const key = line.replace(TIME, "<time>");
      const group = groups.get(key);
      const writers = group?.writers ?? new Set();
      writers.add(stream);
      const newest = group === undefined || timeMs > group.lastMs ||
        timeMs === group.lastMs && stream === group.stream;
      groups.set(key, {
        ...(newest ? { line, stream, place } : group),
        count: (group?.count ?? 0) + 1,
        firstMs: Math.min(group?.firstMs ?? timeMs, timeMs),
        lastMs: Math.max(group?.lastMs ?? timeMs, timeMs),
        streams: writers.size,
        writers,
      });
    });
  });
  const sign = direction === "backward" ? -1 : 1;
  return [...groups.values()]
    .sort((a, b) =>
      sign * (a.lastMs - b.lastMs) || a.stream - b.stream || sign * (a.place - b.place)
    )
    .map(({ writers: _writers, place: _place, ...line }) => line);
}

// A log is read from its start, Loki from either end.
function oldestFirst(entries: readonly LogEntry[]): readonly LogEntry[] {
  const [first, last] = [entries[0], entries.at(-1)];
  return first && last && first.timeMs > last.timeMs ? entries.toReversed() : entries;
}

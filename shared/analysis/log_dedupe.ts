import type { LogStream } from "./log_stream.ts";

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

/** Folds lines that say the same at different times; newest first, or oldest first for `forward`. */
export function dedupeLines(
  streams: readonly LogStream[],
  direction: "backward" | "forward" = "backward",
): readonly RepeatedLine[] {
  const groups = new Map<string, RepeatedLine & { readonly writers: Set<number> }>();
  streams.forEach(({ entries }, stream) => {
    for (const { line, timeMs } of entries) {
      const key = line.replace(TIME, "<time>");
      const group = groups.get(key);
      const writers = group?.writers ?? new Set();
      writers.add(stream);
      const newest = group === undefined || timeMs > group.lastMs;
      groups.set(key, {
        line: newest ? line : group.line,
        stream: newest ? stream : group.stream,
        count: (group?.count ?? 0) + 1,
        firstMs: Math.min(group?.firstMs ?? timeMs, timeMs),
        lastMs: Math.max(group?.lastMs ?? timeMs, timeMs),
        streams: writers.size,
        writers,
      });
    }
  });
  const folded = [...groups.values()].map(({ writers: _, ...line }) => line);
  const sign = direction === "backward" ? -1 : 1;
  return folded.sort((a, b) => sign * (a.lastMs - b.lastMs) || (a.line < b.line ? -1 : 1));
}

import type { LogEntry } from "./log_stream.ts";

const FRAME = new RegExp(
  [
    String.raw`^\s+at \S`,
    String.raw`^\s*\.\.\. \d+ (?:more|common frames omitted)`,
    String.raw`^\s+File ".*", line \d+`,
    String.raw`^Traceback \(most recent call last\):`,
    String.raw`^goroutine \d+ \[`,
    String.raw`^\s+\S+\.(?:go|rs|rb|js|ts|py):\d+`,
    String.raw`^[\w./*()-]+\(.*\)$`,
    String.raw`^created by \S+`,
    String.raw`^\s{2,}\S`,
    String.raw`^\t\S`,
  ].join("|"),
);

// The lines after it are a key, and without it nothing says so.
const KEY_START = "-----BEGIN ";

/** Tells whether a line only continues a stack trace; the exception itself is not such a line. */
export function isStackFrame(line: string): boolean {
  return FRAME.test(line) && !line.includes(KEY_START);
}

export interface FoldedEntries {
  readonly entries: readonly LogEntry[];
  /** Lines that were folded away. */
  readonly folded: number;
}

/**
 * Drops the frames of stack traces; a line that holds a whole trace keeps its first line and its causes.
 *
 * Frames alone are kept: then they are what was asked for.
 */
export function foldStackTraces(entries: readonly LogEntry[]): FoldedEntries {
  const kept = entries.filter(({ line }) => !isStackFrame(line));
  if (kept.length === 0) return { entries, folded: 0 };
  return {
    entries: kept.map((entry) =>
      entry.line.includes("\n") ? { ...entry, line: headOf(entry.line) } : entry
    ),
    folded: entries.length - kept.length,
  };
}

const MOST_HEAD_LINES = 3;

function headOf(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !isStackFrame(line));
  return lines.slice(0, MOST_HEAD_LINES).join(" ");
}

import type { LogEntry } from "./log_stream.ts";

const STAMPED = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})) ?(.*)$/s;

/** Reads the lines of a log that the kubelet put time stamps in front of; a line without one keeps the last. */
export function parseStampedLog(text: string): LogEntry[] {
  const entries: LogEntry[] = [];
  let timeMs = 0;
  for (const raw of text.split("\n")) {
    if (raw === "") continue;
    const entry = parseStampedLine(raw, timeMs);
    timeMs = entry.timeMs;
    entries.push(entry);
  }
  return entries;
}

/** Reads one such line. */
export function parseStampedLine(raw: string, elseMs: number): LogEntry {
  const [, stamp, line] = STAMPED.exec(raw.replace(/\r$/, "")) ?? [];
  return stamp === undefined
    ? { timeMs: elseMs, line: raw }
    : { timeMs: Date.parse(stamp), line: line ?? "" };
}

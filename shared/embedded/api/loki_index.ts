import type { Matcher } from "../../query/matchers.ts";
import type { Window } from "../logs/log_lines.ts";
import type { Logs } from "./telemetry.ts";

const LINE_BYTES = 110;
const CHUNK_LINES = 5_000;

/** What a selector would read, as Loki's index knows it: close, not exact. */
export function indexStats(logs: Logs, matchers: readonly Matcher[], window: Window) {
  const found = logs.volumes(matchers, window);
  const entries = Math.round(found.reduce((sum, { lines }) => sum + lines, 0));
  const streams = new Set(found.map(({ labels }) => labels)).size;
  const chunks = Math.max(streams, Math.ceil(entries / CHUNK_LINES));
  return { streams, chunks, entries, bytes: entries * LINE_BYTES };
}

/** Bytes per stream, most first. */
export function volumes(logs: Logs, matchers: readonly Matcher[], window: Window) {
  const byStream = Map.groupBy(logs.volumes(matchers, window), ({ labels }) => labels);
  const result = [...byStream].map(([metric, parts]) => {
    const bytes = Math.round(LINE_BYTES * parts.reduce((sum, { lines }) => sum + lines, 0));
    return { metric, value: [window.untilMs / 1_000, String(bytes)] };
  });
  result.sort((left, right) => Number(right.value[1]) - Number(left.value[1]));
  return { status: "success", data: { resultType: "vector", result } };
}

/** The patterns of the lines with their counts per step. */
export function patterns(
  logs: Logs,
  matchers: readonly Matcher[],
  { stepMs, ...window }: Window & { readonly stepMs: number },
) {
  const counts = new Map<string, Map<number, number>>();
  const firstMs = Math.floor(window.fromMs / stepMs) * stepMs;
  for (let fromMs = firstMs; fromMs < window.untilMs; fromMs += stepMs) {
    for (const { pattern, lines } of logs.volumes(matchers, { fromMs, untilMs: fromMs + stepMs })) {
      const samples = counts.get(pattern) ?? new Map<number, number>();
      counts.set(pattern, samples);
      samples.set(fromMs / 1_000, (samples.get(fromMs / 1_000) ?? 0) + lines);
    }
  }
  return [...counts].map(([pattern, samples]) => ({
    pattern,
    samples: [...samples].map(([time, lines]) => [time, Math.round(lines)])
      .filter(([, lines]) => lines !== 0),
  })).filter(({ samples }) => samples.length > 0);
}

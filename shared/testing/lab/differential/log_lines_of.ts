/** The lines of streams as they are pushed. */

import type { LogEntry } from "../../../embedded/logql_values.ts";
import type { Labels } from "../../../query/matchers.ts";
import type { LogLine } from "../../../tooling/lab_log_lines.ts";

export interface Stream {
  readonly labels: Labels;
  readonly entries: readonly LogEntry[];
}

export function logLinesOf(streams: Iterable<Stream>): LogLine[] {
  return [...streams].flatMap(({ labels, entries }) =>
    entries.map(({ t, line }) => ({ labels, atNanos: BigInt(t) * 1_000_000n, text: line }))
  );
}

/** Log lines into both Lokis. */

import { URLS } from "./lab_layout.ts";
import type { LogLine } from "./lab_log_lines.ts";

/** The tenants of the multi-tenant Loki and the namespaces whose lines they hold. */
export const TENANTS = [
  { id: "team-shop", holds: (namespace: string) => namespace === "shop" },
  { id: "team-platform", holds: (namespace: string) => namespace !== "shop" },
] as const;

const LINES_PER_REQUEST = 10_000;

/** Pushes all lines to the open Loki, and each to its tenant in the other one. */
export async function pushLines(lines: readonly LogLine[]): Promise<void> {
  await Promise.all([
    pushTo(URLS.loki, lines),
    ...TENANTS.map(({ id, holds }) => {
      const own = lines.filter(({ labels }) => holds(labels.namespace ?? ""));
      return pushTo(URLS.lokiTenants, own, { "x-scope-orgid": id });
    }),
  ]);
}

/** Streams of an embedded Loki. */
type Streams = Iterable<{
  readonly labels: Readonly<Record<string, string>>;
  readonly entries: readonly { readonly t: number; readonly line: string }[];
}>;

/** The lines of streams whose times are milliseconds. */
export function linesOf(streams: Streams): LogLine[] {
  return [...streams].flatMap(({ labels, entries }) =>
    entries.map(({ t, line }) => ({ labels, atNanos: BigInt(t) * 1_000_000n, text: line }))
  );
}

/** Pushes lines to one Loki. */
export async function pushTo(
  url: string,
  lines: readonly LogLine[],
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (let start = 0; start < lines.length; start += LINES_PER_REQUEST) {
    const response = await fetch(`${url}/loki/api/v1/push`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ streams: streams(lines.slice(start, start + LINES_PER_REQUEST)) }),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`Loki refuses lines: ${response.status} ${answer}`);
  }
}

function streams(lines: readonly LogLine[]) {
  const byLabels = Map.groupBy(lines, ({ labels }) => JSON.stringify(labels));
  return Array.from(byLabels.values(), (own) => ({
    stream: own[0]?.labels,
    values: own.map(({ atNanos, text }) => [String(atNanos), text]),
  }));
}

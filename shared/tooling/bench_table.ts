/** The benchmark's figures as Markdown, with each row's ratio to the peer. */

import type { FirstAnswer } from "./bench_answer.ts";
import type { LoadResult } from "./bench_load.ts";
import { type QuestionId, QUESTIONS } from "./bench_requests.ts";

export interface SpeedRow extends LoadResult, FirstAnswer {
  readonly contender: string;
  readonly question: QuestionId;
  readonly connections: number;
}

export interface MemoryRow {
  readonly contender: string;
  readonly coldStartMs: number;
  readonly idleMebibytes: number;
  readonly loadedMebibytes: number;
}

const PEER_NAME = /^kubernetes-mcp-server/;

/** Rates, latencies and token cost; the last column is the rate over the peer's for the same load. */
export function speedTable(rows: readonly SpeedRow[]): string {
  const cells = rows.map((row) => [
    QUESTIONS.find(({ id }) => id === row.question)?.asks ?? row.question,
    row.contender,
    String(row.connections),
    rate(row.requestsPerSecond),
    fixed(row.p50Ms),
    fixed(row.p99Ms),
    fixed(row.milliseconds),
    Number.isNaN(row.tokens) ? "" : String(row.tokens),
    ratio(row, rows),
    row.failures === 0 ? "" : String(row.failures),
  ]);
  return markdown(
    [
      ...["question", "server", "c", "req/s", "p50 ms", "p99 ms", "first ms"],
      ...["tokens", "× peer", "failures"],
    ],
    cells.sort((a, b) => order(a[0]) - order(b[0])),
  );
}

/** Start-up time and resident memory. */
export function memoryTable(rows: readonly MemoryRow[]): string {
  return markdown(
    ["server", "cold start ms", "RSS idle MiB", "RSS loaded MiB"],
    rows.map((row) => [
      row.contender,
      row.coldStartMs.toFixed(0),
      row.idleMebibytes.toFixed(0),
      row.loadedMebibytes.toFixed(0),
    ]),
  );
}

function order(asks: string | undefined): number {
  return QUESTIONS.findIndex((question) => question.asks === asks);
}

function ratio(row: SpeedRow, rows: readonly SpeedRow[]): string {
  const peer = rows.find((other) =>
    PEER_NAME.test(other.contender) && other.question === row.question &&
    other.connections === row.connections
  );
  if (peer === undefined || peer === row) return "";
  return (row.requestsPerSecond / peer.requestsPerSecond).toPrecision(2);
}

function rate(perSecond: number): string {
  return perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0);
}

function fixed(milliseconds: number): string {
  if (Number.isNaN(milliseconds)) return "";
  return milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0);
}

/** Prints a Markdown table. */
export function markdown(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What no answer may do, counted over every answer of a server. */

import type { Answered } from "./interview.ts";

/** Beyond these a client cuts, warns or fails. */
const CEILINGS = {
  over6k: ({ answerTokens }: Answered) => answerTokens > 6_000,
  over10k: ({ answerTokens }: Answered) => answerTokens > 10_000,
  over25k: ({ answerTokens }: Answered) => answerTokens > 25_000,
  over50kCharacters: ({ characters }: Answered) => characters > 50_000,
  over256Lines: ({ lines }: Answered) => lines > 256,
} as const;

/** Lines at which each tool that reads logs stops when it is not told where. */
const DEFAULT_LIMITS: Readonly<Record<string, number>> = {
  "pods_log": 100,
  "query_loki_logs": 10,
  "loki.query": 50,
  "tail.pod_logs": 200,
};
const SAYS_CUT = /truncat|omitted|limit|\bmore\b|\bof \d|\d+ lines|shown|cut|folded|templates/i;

export interface Robustness {
  readonly answers: number;
  readonly over: Readonly<Record<keyof typeof CEILINGS, number>>;
  readonly silentTruncations: number;
  readonly leaks: number;
  readonly upstreamRequests: number;
  readonly upstreamBytes: number;
  readonly p95Ms: number;
}

/** Counts over answers, each of which is taken once. */
export function robustness(answers: readonly Answered[]): Robustness {
  const counted = Object.entries(CEILINGS)
    .map(([name, isOver]) => [name, answers.filter(isOver).length]);
  return {
    answers: answers.length,
    over: Object.fromEntries(counted) as Robustness["over"],
    silentTruncations: answers.filter(isCutSilently).length,
    leaks: answers.filter(({ leaks }) => leaks).length,
    upstreamRequests: answers.reduce((sum, one) => sum + one.upstreamRequests, 0),
    upstreamBytes: answers.reduce((sum, one) => sum + one.upstreamBytes, 0),
    p95Ms: percentile(answers.map(({ milliseconds }) => milliseconds), 0.95),
  };
}

/** As many lines of a log as its limit allows, and not a word about the rest. */
export function isCutSilently({ call, text, records, isError }: Answered): boolean {
  const { limit, tail = limit } = call.arguments;
  const most = typeof tail === "number" ? tail : DEFAULT_LIMITS[call.tool];
  return !isError && most !== undefined && records.length >= most && !SAYS_CUT.test(text);
}

/** The value below which this share of the numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

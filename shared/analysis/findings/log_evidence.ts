import { entityText } from "../entity.ts";
import { descending } from "../order.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { Fact } from "./finding.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";

/** The log templates that came up or grew and match a pattern, most lines first. */
export function shiftsMatching({ logs }: Situation, pattern: RegExp): readonly LogShift[] {
  return logs.filter(({ kind, sample, template }) =>
    kind !== "gone" && (pattern.test(sample) || pattern.test(template))
  ).sort((a, b) => descending(a.count, b.count));
}

/** When the lines of some templates began; of one that was there before nobody knows. */
export function firstOnset(shifts: readonly LogShift[]): string | undefined {
  return shifts.flatMap(({ kind, since }) => kind === "new" ? [since] : []).sort()[0];
}

/** Says what a workload logs, with a line of it: `Deployment shop/checkout logs "connection refused" since 15:58, 2676 lines`. */
export function logFact(
  { entity, kind, since, count, expected, sample, logql }: LogShift,
  what: string,
  now: Date,
): Fact {
  const amount = kind === "new"
    ? `since ${momentText(since, now)}, ${count} lines`
    : `more often, ${count} lines instead of ${Math.round(expected)}`;
  return {
    text: `${entityText(entity)} logs ${what} ${amount}`,
    quote: sample,
    ...(logql && { reproduce: { tool: "loki.query", arguments: { logql } } }),
  };
}

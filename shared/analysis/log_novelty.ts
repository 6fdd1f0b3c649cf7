import type { LogEntry } from "./log_stream.ts";
import { type LogTemplate, LogTemplateMiner } from "./log_template.ts";

export type NoveltyKind = "new" | "gone" | "louder";

/** A template whose rate is not what it was. */
export interface NovelTemplate extends LogTemplate {
  readonly kind: NoveltyKind;
  /** Lines in the window. */
  readonly now: number;
  /** Lines that the baseline would have had in a window of this length. */
  readonly expected: number;
  /** Natural logarithm of the smoothed ratio of the two. */
  readonly logRatio: number;
}

export interface NoveltyInput {
  readonly window: readonly LogEntry[];
  readonly baseline: readonly LogEntry[];
  /** Length of the window divided by length of the baseline. @default 1 */
  readonly lengthRatio?: number;
}

/** Growth from which a known template counts as louder. */
const LOUDER_RATIO = 5;
// Keeps one line against none from looking like infinite growth.
const SMOOTHING = 0.5;

/** Compares the templates of a window with those of a baseline: new, gone, and five times as frequent or more. */
export function findNovelty({ window, baseline, lengthRatio = 1 }: NoveltyInput): NovelTemplate[] {
  const miner = new LogTemplateMiner();
  // The baseline first: a template must not depend on what came later.
  const before = countByTemplate(miner, baseline);
  const after = countByTemplate(miner, window);
  return miner.templates().flatMap((template, number) => {
    const now = after.get(number) ?? 0;
    const past = before.get(number) ?? 0;
    const expected = past * lengthRatio;
    const kind = kindOf(now, { past, expected });
    const logRatio = Math.log((now + SMOOTHING) / (expected + SMOOTHING));
    return kind === undefined ? [] : [{ ...template, kind, now, expected, logRatio }];
  }).sort((a, b) =>
    Math.abs(b.logRatio) - Math.abs(a.logRatio) || (a.template < b.template ? -1 : 1)
  );
}

function countByTemplate(miner: LogTemplateMiner, entries: readonly LogEntry[]) {
  const counts = new Map<number, number>();
  for (const { line, timeMs } of entries) {
    const number = miner.add(line, timeMs);
    counts.set(number, (counts.get(number) ?? 0) + 1);
  }
  return counts;
}

function kindOf(
  now: number,
  { past, expected }: { readonly past: number; readonly expected: number },
): NoveltyKind | undefined {
  if (past === 0) return "new";
  if (now === 0) return "gone";
  return now + SMOOTHING >= LOUDER_RATIO * (expected + SMOOTHING) ? "louder" : undefined;
}

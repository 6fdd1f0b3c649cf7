/** When the required facts come, in tokens of answers. */

import { type Fact, stands } from "./fact_match.ts";
import type { Answered } from "./interview.ts";
import { tokens } from "./token_count.ts";

/** Budgets of answer tokens at which recall is read. */
export const BUDGETS = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000] as const;

/** Where a fact first stands. */
export interface Sighting {
  readonly fact: Fact;
  /** Which answer, from 0. */
  readonly step: number;
  /** Answer tokens read until its record ends. */
  readonly atTokens: number;
  readonly record: string;
}

/** The first sighting of each fact that is found, in order of the facts. */
export function sightings(
  facts: readonly Fact[],
  steps: readonly Answered[],
): readonly Sighting[] {
  return facts.flatMap((fact) => {
    let before = 0;
    for (const [step, { records, text, answerTokens }] of steps.entries()) {
      const record = records.find((one) => stands(fact, one.text));
      if (record !== undefined) {
        const share = record.end >= text.length ? 1 : shareUntil(text, record.end);
        return [{ fact, step, atTokens: before + answerTokens * share, record: record.text }];
      }
      before += answerTokens;
    }
    return [];
  });
}

/** The share of a text's tokens that stand before a place. */
function shareUntil(text: string, end: number): number {
  return tokens(text.slice(0, end)) / Math.max(1, tokens(text));
}

/** Recall within each budget: the share of the wanted facts that stand that early. */
export function recallByBudget(atTokens: readonly number[], wanted: number): readonly number[] {
  return BUDGETS.map((budget) =>
    wanted === 0 ? 1 : atTokens.filter((at) => at <= budget).length / wanted
  );
}

/** The area under recall over the logarithm of the budget, 0 to 1. */
export function areaUnder(recall: readonly number[]): number {
  const logs = BUDGETS.map((budget) => Math.log2(budget));
  const width = (logs.at(-1) ?? 0) - (logs[0] ?? 0);
  const areas = recall.slice(1).map((value, i) =>
    (value + (recall[i] ?? 0)) / 2 * ((logs[i + 1] ?? 0) - (logs[i] ?? 0))
  );
  return areas.reduce((sum, area) => sum + area, 0) / width;
}

/** What the records of these sightings weigh among all answers. */
export function density(seen: readonly Sighting[], steps: readonly Answered[]): number {
  const all = steps.reduce((sum, { answerTokens }) => sum + answerTokens, 0);
  const records = new Set(seen.map(({ record }) => record));
  const evidence = [...records].reduce((sum, record) => sum + tokens(record), 0);
  return all === 0 ? 0 : Math.min(1, evidence / all);
}

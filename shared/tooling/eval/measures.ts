/** What one reader's answers measure: the cost of the evidence, and how much of it there is. */

import { areaUnder, density, recallByBudget, sightings } from "./evidence_curve.ts";
import type { Fact } from "./fact_match.ts";
import type { Answered } from "./interview.ts";

export interface ReaderMeasures {
  /** Calls until the last required fact; none where it is not reached. */
  readonly calls: number | undefined;
  /** Tokens until the last required fact: lists of tools, instructions, arguments and answers. */
  readonly tokens: number | undefined;
  /** What is billed when every turn sends everything before it again. */
  readonly billedTokens: number;
  /** The same with what was sent before at a tenth. */
  readonly billedCachedTokens: number;
  readonly recall: readonly number[];
  readonly area: number;
  readonly density: number;
  readonly missing: readonly string[];
  readonly callsMade: readonly string[];
}

const CACHED_SHARE = 0.1;

/** Measures the answers of a reader, in order, after a preamble of so many tokens. */
export function measure(
  steps: readonly Answered[],
  { required, preambleTokens }: {
    readonly required: readonly Fact[];
    readonly preambleTokens: number;
  },
): ReaderMeasures {
  const seen = sightings(required, steps);
  const missing = required.filter((fact) => !seen.some((one) => one.fact === fact));
  const last = Math.max(-1, ...seen.map(({ step }) => step));
  const isComplete = missing.length === 0 && required.length > 0;
  const recall = recallByBudget(seen.map(({ atTokens }) => atTokens), required.length);
  return {
    calls: isComplete ? last + 1 : undefined,
    tokens: isComplete
      ? preambleTokens + sum(steps.slice(0, last + 1).map(tokensOfStep))
      : undefined,
    ...billed(steps, preambleTokens),
    recall,
    area: areaUnder(recall),
    density: density(seen, steps),
    missing: missing.map(({ id }) => id),
    callsMade: steps.map(({ call }) => `${call.tool} ${JSON.stringify(call.arguments)}`),
  };
}

function billed(steps: readonly Answered[], preambleTokens: number) {
  let [history, fresh] = [0, preambleTokens];
  let [billedTokens, billedCachedTokens] = [0, 0];
  for (const step of steps) {
    billedTokens += history + fresh;
    billedCachedTokens += history * CACHED_SHARE + fresh;
    history += fresh;
    fresh = tokensOfStep(step);
  }
  return { billedTokens, billedCachedTokens };
}

function tokensOfStep({ questionTokens, answerTokens }: Answered): number {
  return questionTokens + answerTokens;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

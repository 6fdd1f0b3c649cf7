/** The figures of contenders over scenarios, each scenario against the best of all in it. */

import { bootstrapInterval, type Interval } from "./bootstrap.ts";
import {
  composite,
  compositeRange,
  mean,
  meanParts,
  type Parts,
  ratioToBest,
} from "./composite.ts";
import type { ScenarioResult } from "./examine.ts";

export interface Scored {
  readonly result: ScenarioResult;
  readonly parts: Parts;
  readonly score: number;
}

/** Scores the incidents; scenarios without one have no evidence to find. */
export function scoreAll(results: readonly ScenarioResult[]): readonly Scored[] {
  const incidents = results.filter((result) => result.class > 0);
  const byScenario = Map.groupBy(incidents, ({ scenario }) => scenario);
  const recoverability = recoverabilityOf(results);
  return incidents.map((result) => {
    const { runbook, paste, contender } = result;
    const rivals = byScenario.get(result.scenario) ?? [];
    const parts = {
      area: runbook.area,
      calls: ratioToBest(runbook.calls, rivals.map((rival) => rival.runbook.calls)),
      tokens: ratioToBest(runbook.tokens, rivals.map((rival) => rival.runbook.tokens)),
      reach: paste.reach ? 1 : 0,
      recoverability: recoverability.get(contender) ?? 0,
    };
    return { result, parts, score: composite(parts) };
  });
}

/** The share of mistakes that led on, by contender, wherever the novice asked. */
function recoverabilityOf(results: readonly ScenarioResult[]): ReadonlyMap<string, number> {
  const all = Map.groupBy(
    results.flatMap(({ contender, mistakes }) => mistakes.map((one) => ({ contender, ...one }))),
    ({ contender }) => contender,
  );
  return new Map(
    [...all].map(([name, made]) => [name, mean(made.map(({ recovered }) => recovered ? 1 : 0))]),
  );
}

/** What disqualifies, whatever the figures are. */
export type Gate =
  | "overflow"
  | "canary leaked"
  | "silent truncation"
  | "write tools"
  | "not deterministic";

export interface Summary {
  readonly contender: string;
  readonly scenarios: number;
  readonly parts: Parts;
  readonly score: number;
  readonly range: readonly [number, number];
  readonly failedGates: readonly Gate[];
  readonly reached: number;
  readonly medianCalls: number | undefined;
  readonly medianTokens: number | undefined;
  readonly medianMinimalCalls: number | undefined;
  readonly specific: Share;
  readonly coverage: Share;
}

export interface Share {
  readonly of: number;
  readonly are: number;
}

/** One contender over everything it was run on. */
export function summarize(
  contender: string,
  { scored, results }: {
    readonly scored: readonly Scored[];
    readonly results: readonly ScenarioResult[];
  },
): Summary {
  const own = scored.filter(({ result }) => result.contender === contender);
  const all = results.filter((result) => result.contender === contender);
  const parts = meanParts(own.map(({ parts }) => parts));
  const medianOf = (numberOf: (result: ScenarioResult) => number | undefined) =>
    median(own.map(({ result }) => numberOf(result)));
  return {
    contender,
    scenarios: own.length,
    parts,
    score: composite(parts),
    range: compositeRange(parts),
    failedGates: failedGates(all),
    reached: own.filter(({ result }) => result.runbook.calls !== undefined).length,
    medianCalls: medianOf(({ runbook }) => runbook.calls),
    medianTokens: medianOf(({ runbook }) => runbook.tokens),
    medianMinimalCalls: medianOf(({ minimal }) => minimal.calls),
    specific: share(all.flatMap(({ paste }) => paste.specific ?? [])),
    coverage: share(all.flatMap(({ paste }) => paste.statesCoverage ?? [])),
  };
}

function failedGates(results: readonly ScenarioResult[]): readonly Gate[] {
  const failed: Readonly<Record<Gate, (result: ScenarioResult) => boolean>> = {
    "overflow": ({ robustness }) => robustness.over.over25k > 0,
    "canary leaked": ({ robustness }) => robustness.leaks > 0,
    "silent truncation": ({ robustness }) => robustness.silentTruncations > 0,
    "write tools": ({ writeTools }) => writeTools > 0,
    "not deterministic": ({ differing }) => differing.length > 0,
  };
  return (Object.keys(failed) as Gate[]).filter((gate) => results.some(failed[gate]));
}

function share(flags: readonly boolean[]): Share {
  return { of: flags.length, are: flags.filter(Boolean).length };
}

/** The middle; what was not reached lies above everything that was. */
export function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = [...values].sort((left, right) => (left ?? Infinity) - (right ?? Infinity));
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

export interface Duel {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  readonly difference: number;
  readonly interval: Interval;
}

/** Scores that differ by no more are a tie. */
const TIE = 0.02;

/** Compares two contenders scenario by scenario. */
export function duel(
  scored: readonly Scored[],
  { own, rival }: { readonly own: string; readonly rival: string },
): Duel {
  const rivals = new Map(
    scored.filter(({ result }) => result.contender === rival)
      .map(({ result, score }) => [result.scenario, score]),
  );
  const differences = scored.filter(({ result }) => result.contender === own)
    .flatMap(({ result, score }) => {
      const other = rivals.get(result.scenario);
      return other === undefined ? [] : [score - other];
    });
  return {
    wins: differences.filter((one) => one > TIE).length,
    ties: differences.filter((one) => Math.abs(one) <= TIE).length,
    losses: differences.filter((one) => one < -TIE).length,
    difference: mean(differences),
    interval: bootstrapInterval(differences),
  };
}

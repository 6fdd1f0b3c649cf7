/** The results as Markdown. */

import type { Parts } from "./composite.ts";
import { OWN } from "./contenders.ts";
import type { ScenarioResult } from "./examine.ts";
import {
  type Duel,
  duel,
  scoreAll,
  type Scored,
  type Share,
  summarize,
  type Summary,
} from "./scores.ts";

export interface Results {
  readonly results: readonly ScenarioResult[];
  readonly contenders: readonly string[];
}

/** Both tables and the paragraph under them. */
export function resultsText(all: Results): string {
  const scored = scoreAll(all.results);
  const summaries = all.contenders.map((name) => summarize(name, { scored, ...all }));
  return [
    summaryTable(summaries),
    robustnessTable(all),
    classTable(scored, summaries),
    unreachedText(all.results),
  ].join("\n\n");
}

/** The last line: the composite with its parts, and how it compares to the best of the others. */
export function compositeLine(all: Results): string {
  const scored = scoreAll(all.results);
  const summaries = all.contenders.map((name) => summarize(name, { scored, ...all }));
  const own = summaries.find(({ contender }) => contender === OWN) ?? summaries[0];
  if (own === undefined) return "S: nothing was run";
  const { score, parts, range, failedGates } = own;
  const best = bestRival(summaries);
  const versus = best === undefined
    ? ""
    : `; ${best.contender} ${two(best.score)} (× ${two(score / best.score)})`;
  const gates = failedGates.length === 0
    ? "all gates passed"
    : `gates failed: ${failedGates.join(", ")}`;
  return `S ${own.contender} ${two(score)} (weights ±50 %: ${range.map(two).join("–")}) = ` +
    `${partsText(parts)}; ${gates}${versus}`;
}

/** The strongest of the others, before gates. */
function bestRival(summaries: readonly Summary[]): Summary | undefined {
  return summaries.filter(({ contender }) => contender !== OWN)
    .sort((left, right) => right.score - left.score)[0];
}

function partsText({ area, calls, tokens, reach, recoverability }: Parts): string {
  return `AUC ${two(area)}, CTE ${two(calls)}, TTE ${two(tokens)}, reach ${two(reach)}, ` +
    `recoverability ${two(recoverability)}`;
}

function summaryTable(summaries: readonly Summary[]): string {
  return markdown([
    [
      ...["server", "S", "AUC", "CTE", "TTE", "reach", "recoverability", "gates failed"],
      ...["reached", "calls", "tokens", "fewest calls", "quiet when well", "says what is away"],
    ],
    ...summaries.map((one) => [
      one.contender,
      two(one.score),
      ...[one.parts.area, one.parts.calls, one.parts.tokens, one.parts.reach].map(two),
      two(one.parts.recoverability),
      one.failedGates.join(", "),
      `${one.reached}/${one.scenarios}`,
      number(one.medianCalls),
      number(one.medianTokens),
      number(one.medianMinimalCalls),
      shareText(one.specific),
      shareText(one.coverage),
    ]),
  ]);
}

function robustnessTable({ results, contenders }: Results): string {
  const head = [
    ...["server", "preamble tokens", "answers", "> 6k", "> 10k", "> 25k tokens", "> 256 lines"],
    ...["cut silently", "canaries", "upstream requests", "upstream MB", "p95 ms", "same again"],
  ];
  const rows = contenders.map((contender) => {
    const own = results.filter((result) => result.contender === contender);
    const sum = (of: (result: ScenarioResult) => number) =>
      own.reduce((total, result) => total + of(result), 0);
    return [
      contender,
      number(own[0]?.preambleTokens),
      number(sum(({ robustness }) => robustness.answers)),
      number(sum(({ robustness }) => robustness.over.over6k)),
      number(sum(({ robustness }) => robustness.over.over10k)),
      number(sum(({ robustness }) => robustness.over.over25k)),
      number(sum(({ robustness }) => robustness.over.over256Lines)),
      number(sum(({ robustness }) => robustness.silentTruncations)),
      number(sum(({ robustness }) => robustness.leaks)),
      number(sum(({ robustness }) => robustness.upstreamRequests)),
      (sum(({ robustness }) => robustness.upstreamBytes) / 1e6).toFixed(0),
      Math.max(0, ...own.map(({ robustness }) => robustness.p95Ms)).toFixed(0),
      shareText({
        of: own.length,
        are: own.filter(({ differing }) => differing.length === 0).length,
      }),
    ];
  });
  return markdown([head, ...rows]);
}

/** Per incident class: each contender's score, and how often ours wins against the best of the others. */
function classTable(scored: readonly Scored[], summaries: readonly Summary[]): string {
  const rival = bestRival(summaries)?.contender;
  const names = summaries.map(({ contender }) => contender);
  const classes = [...new Set(scored.map(({ result }) => result.class))].sort((a, b) => a - b);
  const row = (title: string, some: readonly Scored[]) => [
    title,
    ...names.map((name) => {
      const own = some.filter(({ result }) => result.contender === name);
      return two(own.reduce((sum, { score }) => sum + score, 0) / Math.max(1, own.length));
    }),
    ...(rival === undefined ? [] : duelCells(duel(some, { own: OWN, rival }))),
  ];
  const versus = rival === undefined ? [] : [`win/tie/loss against ${rival}`, "difference, 95 %"];
  return markdown([
    ["class", ...names, ...versus],
    ...classes.map((one) => row(String(one), scored.filter(({ result }) => result.class === one))),
    row("all", scored),
  ]);
}

function duelCells({ wins, ties, losses, difference, interval }: Duel): readonly string[] {
  return [
    `${wins}/${ties}/${losses}`,
    `${two(difference)} [${two(interval.low)}, ${two(interval.high)}]`,
  ];
}

/** The scenarios on which ours does not reach everything, by name. */
function unreachedText(results: readonly ScenarioResult[]): string {
  const own = results.filter(({ contender, class: incident }) => contender === OWN && incident > 0);
  const list = (some: readonly ScenarioResult[]) => some.map(({ scenario }) => scenario).join(", ");
  const unreached = own.filter(({ runbook }) => runbook.calls === undefined);
  const short = own.filter(({ paste }) => !paste.reach);
  return [
    `Not reached by the runbook: ${list(unreached) || "none"}.`,
    `Not reached in one call: ${list(short) || "none"}.`,
  ].join("\n");
}

function shareText({ of, are }: Share): string {
  return of === 0 ? "" : `${are}/${of}`;
}

function two(value: number): string {
  return value.toFixed(2);
}

function number(value: number | undefined): string {
  return value === undefined ? "–" : String(Math.round(value));
}

function markdown([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join(
    "\n",
  );
}

/** Counts how answers compare, and says so. */

import { difference } from "./answer_difference.ts";
import { KNOWN_DIFFERENCES, type KnownDifference } from "./known_differences.ts";
import type { Data, QueryAnswer } from "./query_answer.ts";

/** A question that both sides answer; `query` is how it is named in a report. */
export interface Question {
  readonly query: string;
  real(): Promise<QueryAnswer>;
  embedded(): QueryAnswer | Promise<QueryAnswer>;
}

export interface Comparison {
  readonly equal: number;
  /** Of the equal ones, those with something in them. */
  readonly withValues: number;
  readonly refused: number;
  readonly known: ReadonlyMap<KnownDifference, number>;
  /** What nobody has explained: the query and its first difference. */
  readonly unknown: readonly string[];
}

const AT_ONCE = 4;

/** Asks everything on both sides, prints the counts, and returns them. */
export async function compare(
  title: string,
  questions: readonly Question[],
): Promise<Comparison> {
  const found = { equal: 0, withValues: 0, refused: 0 };
  const known = new Map<KnownDifference, number>();
  const unknown: string[] = [];
  const waiting = questions.values();
  const work = async () => {
    for (const { query, real, embedded } of waiting) {
      const [theirs, ours] = await Promise.all([real(), embedded()]);
      const what = difference(theirs, ours);
      if (what === undefined) {
        if ("refused" in theirs) found.refused++;
        else found.equal++;
        if ("data" in theirs && hasValues(theirs.data)) found.withValues++;
        continue;
      }
      const row = KNOWN_DIFFERENCES.find((row) => row.query.test(query) && row.holds(theirs, ours));
      if (row) known.set(row, (known.get(row) ?? 0) + 1);
      else unknown.push(`${query}\n    ${what}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const comparison = { ...found, known, unknown };
  print(report(title, questions.length, comparison));
  return comparison;
}

function hasValues({ resultType, result }: Data): boolean {
  return resultType === "scalar" || resultType === "string" || result.length > 0;
}

function report(title: string, compared: number, comparison: Comparison): string {
  const { equal, withValues, refused, known, unknown } = comparison;
  const knownCount = known.values().reduce((sum, count) => sum + count, 0);
  return [
    `${title}: ${compared} compared, ${equal} equal (${withValues} with values), ` +
    `${refused} refused by both, ${knownCount} known differences, ${unknown.length} unknown`,
    ...known.entries().map(([{ reason }, count]) => `  known, ${count} times: ${reason}`),
    ...unknown.map((text) => `  unknown: ${text}`),
  ].join("\n");
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

import { nearestName } from "./nearest_name.ts";
import { splice } from "./query_tokens.ts";
import type { Repair } from "./syntax_problem.ts";

/** A name in front of a parenthesis, and where it stands. */
export interface CalledWord {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** Proposes the nearest function for each called name that the language does not have. */
export function* misnamedFunctions(
  source: string,
  called: Iterable<CalledWord>,
  callable: Iterable<string>,
): Iterable<Repair> {
  const names = [...callable];
  for (const { word, from, to } of called) {
    const near = nearestName(word, names);
    if (near === undefined) continue;
    yield {
      message: `There is no function "${word}"`,
      offset: from,
      expr: splice(source, { from, to, text: near }),
    };
  }
}

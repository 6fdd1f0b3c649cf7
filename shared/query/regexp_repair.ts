import { compileRe2, escapeRe2 } from "./re2.ts";
import { quote } from "./string_literals.ts";
import { QueryMistake } from "./syntax_problem.ts";

export interface RegexpPlace {
  readonly pattern: string;
  /** Where the quoted pattern stands. */
  readonly at: { readonly from: number; readonly to: number } | undefined;
  readonly source: string;
}

/** Says what is wrong with a regular expression and what was probably meant; undefined when nothing is. */
export function regexpMistake(
  whose: string,
  { pattern, at, source }: RegexpPlace,
): QueryMistake | undefined {
  const compiled = compileRe2(pattern);
  if (compiled.ok) return undefined;
  const reason = compiled.reason.charAt(0).toLowerCase() + compiled.reason.slice(1);
  const message = `The regular expression ${whose} is not valid: ${reason}`;
  if (at === undefined) return new QueryMistake(message, 0);
  const repaired = source.slice(0, at.from) + quote(repairRegexp(pattern)) + source.slice(at.to);
  return new QueryMistake(message, at.from, repaired);
}

/** Reads a shell pattern (`*error*`) as one, and any other text literally. */
function repairRegexp(pattern: string): string {
  const globbed = pattern.replace(/(^|[^.\\)\]])\*/g, "$1.*");
  return globbed !== pattern && compileRe2(globbed).ok ? globbed : escapeRe2(pattern);
}

import { parseLogql } from "../query/logql_parse.ts";
import { printLogql } from "../query/logql_print.ts";
import { mapLogQueries } from "../query/logql_walk.ts";
import type { Matcher } from "../query/matchers.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { printPromql } from "../query/promql_print.ts";
import { mapSelectors } from "../query/promql_walk.ts";
import { escapeRe2 } from "../query/re2.ts";
import type { ParseResult } from "../query/syntax_problem.ts";
import type { QueryVariant, SavedQuery, ScopeValues } from "./saved_query.ts";
import { placeholders } from "./placeholders.ts";

/**
 * Writes a saved query for a scope.
 *
 * Values enter the parsed query as values of matchers, in a regular expression as literals, so that no value can
 * change the query; matchers of scopes that are not given are left out.
 */
export function savedQueryText(
  { language }: Pick<SavedQuery, "language">,
  { text }: QueryVariant,
  scopes: ScopeValues = {},
): string {
  if (language === "promql") {
    const filled = mapSelectors(parsed(parsePromql(text)).expr, (selector) => ({
      ...selector,
      matchers: fillMatchers(selector.matchers, scopes),
    }));
    return printPromql(filled);
  }
  return printLogql(mapLogQueries(parsed(parseLogql(text)), (query) => ({
    ...query,
    matchers: fillMatchers(query.matchers, scopes),
  })));
}

function fillMatchers<M extends Matcher>(matchers: readonly M[], scopes: ScopeValues): M[] {
  return matchers.flatMap((matcher) => {
    const value = fillValue(matcher, scopes);
    return value === undefined ? [] : [{ ...matcher, value }];
  });
}

function fillValue({ op, value }: Matcher, scopes: ScopeValues): string | undefined {
  let filled = value;
  for (const name of placeholders(value)) {
    const scope = Object.entries(scopes).find(([key]) => key === name)?.[1];
    if (scope === undefined) return undefined;
    const literal = op === "=~" || op === "!~" ? escapeRe2(scope) : scope;
    filled = filled.replaceAll(`{{${name}}}`, () => literal);
  }
  return filled;
}

function parsed<Ast>(result: ParseResult<Ast>): Ast {
  if (result.ok) return result.ast;
  // A test parses every text of the catalogue.
  throw new TypeError(`A saved query does not parse: ${result.problem.message}`);
}

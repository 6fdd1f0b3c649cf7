import type { PromqlExpr, ValueType } from "./promql_ast.ts";
import { checkPromql } from "./promql_check.ts";
import { calledWords, proposePromqlRepairs } from "./promql_repairs.ts";
import { buildPromqlTree } from "./promql_tree.ts";
import { valueTypeOf } from "./promql_value_types.ts";
import { type ParseResult, QueryMistake, readOrRepair } from "./syntax_problem.ts";

/** A PromQL query that Prometheus would accept. */
export interface ParsedPromql {
  readonly expr: PromqlExpr;
  readonly type: ValueType;
}

/**
 * Parses a PromQL expression and checks its types; a mistake comes with its position and, where it is obvious, with
 * the corrected expression.
 */
export function parsePromql(source: string): ParseResult<ParsedPromql> {
  return readOrRepair(source, { read: readPromql, propose: proposePromqlRepairs });
}

function readPromql(source: string): ParsedPromql {
  const expr = buildKnownCalls(source);
  checkPromql(expr, source);
  return { expr, type: valueTypeOf(expr) };
}

/** Builds the tree; a name that is called and is no function is a clearer mistake than what follows from it. */
function buildKnownCalls(source: string): PromqlExpr {
  try {
    return buildPromqlTree(source);
  } catch (error) {
    const [unknown] = calledWords(source);
    if (!(error instanceof QueryMistake) || unknown === undefined) throw error;
    throw new QueryMistake(`There is no function "${unknown.word}"`, unknown.from);
  }
}

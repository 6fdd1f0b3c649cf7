import type { LogqlExpr } from "./logql_ast.ts";
import { checkLogql } from "./logql_check.ts";
import { calledWords, proposeLogqlRepairs } from "./logql_repairs.ts";
import { buildLogqlTree } from "./logql_tree.ts";
import { type ParseResult, QueryMistake, readOrRepair } from "./syntax_problem.ts";

/**
 * Parses a LogQL query and checks it as Loki does; a mistake comes with its position and, where it is obvious, with
 * the corrected query.
 */
export function parseLogql(source: string): ParseResult<LogqlExpr> {
  return readOrRepair(source, { read: readLogql, propose: proposeLogqlRepairs });
}

function readLogql(source: string): LogqlExpr {
  const expr = buildOrExplain(source);
  checkLogql(expr, source);
  return expr;
}

function buildOrExplain(source: string): LogqlExpr {
  try {
    return buildLogqlTree(source);
  } catch (error) {
    throw error instanceof QueryMistake ? clearerMistake(source) ?? error : error;
  }
}

/** A cause that says more than the first word that does not fit. */
function clearerMistake(source: string): QueryMistake | undefined {
  const empty = /\{\s*\}/.exec(source);
  if (empty !== null) {
    return new QueryMistake(
      "A stream selector needs one matcher that refuses the empty value",
      empty.index,
    );
  }
  const [unknown] = calledWords(source);
  if (unknown !== undefined) {
    return new QueryMistake(`There is no function "${unknown.word}"`, unknown.from);
  }
  if (source.trim() !== "" && !/[{\d]/.test(source)) {
    return new QueryMistake('A log query starts with a stream selector such as {app="web"}', 0);
  }
  const unwrap = /\|\s*unwrap\b/.exec(source);
  if (unwrap !== null && !source.includes("[")) {
    return new QueryMistake(
      "unwrap goes with an aggregation over a range, such as avg_over_time(… | unwrap x [5m])",
      unwrap.index,
    );
  }
  return undefined;
}

import { quoted, ToolError } from "../errors.ts";
import type { ParseResult, SyntaxProblem } from "../query/syntax_problem.ts";
import { visible } from "./visible.ts";
import { correctedCall, type GivenCall } from "./corrected_call.ts";

/** The call whose query it is, and a query of the kind that works. */
export interface QueryCall extends GivenCall {
  /** The argument that holds the query. */
  readonly field: string;
  readonly example: string;
}

/**
 * Gives the tree of a parsed query.
 *
 * @throws {ToolError} `invalid_input` with the position of the mistake and, where it is obvious, the call without it
 */
export function parsedQuery<Ast>(
  result: ParseResult<Ast>,
  call: QueryCall,
): Ast {
  if (result.ok) return result.ast;
  throw queryError(result.problem, call);
}

function queryError(problem: SyntaxProblem, call: QueryCall): ToolError {
  const { message, line, column, near, suggestion } = problem;
  const where = `${line > 1 ? `line ${line}, ` : ""}column ${column}`;
  const at = near === "" ? "" : ` at ${quoted(near)}`;
  return new ToolError(
    "invalid_input",
    `Cannot use ${call.field}: ${visible(message)} (${where}${at})`,
    {
      hint: suggestion === undefined
        ? `Correct it at that place; a query that works: ${call.example}`
        : correctedCall(call, { [call.field]: suggestion }),
    },
  );
}

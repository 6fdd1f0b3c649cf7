import { quoted, ToolError } from "../errors.ts";
import type { Matcher } from "../query/matchers.ts";
import { parsePromql } from "../query/promql_parse.ts";
import { correctedCall } from "../render/corrected_call.ts";
import { parsedQuery, type QueryCall } from "../render/query_error.ts";

/**
 * Reads an argument that holds a selector as its matchers, the one on the metric name included; none when it is not
 * given.
 *
 * @throws {ToolError} `invalid_input` when it is no query, or more than a selector
 */
export function readSelector(text: string | undefined, call: QueryCall): readonly Matcher[] {
  if (text === undefined) return [];
  const { expr } = parsedQuery(parsePromql(text), call);
  if (expr.kind !== "VectorSelector") {
    throw new ToolError("invalid_input", `Cannot use ${quoted(text)} as a selector`, {
      hint: correctedCall(call, { [call.field]: call.example }),
    });
  }
  const { name, matchers } = expr;
  const named: readonly Matcher[] = name === undefined
    ? []
    : [{ label: "__name__", op: "=", value: name }];
  return [...named, ...matchers];
}

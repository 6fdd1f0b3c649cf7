/** What Prometheus, Loki or an evaluator says to a query, in one form. */

import { z } from "zod";
import { EvaluationError } from "../../../embedded/promql_values.ts";
import type { LogStream } from "../../../embedded/logql_evaluate.ts";
import type { QueryResult } from "../../../embedded/promql_evaluate.ts";

export type Data = QueryResult | {
  readonly resultType: "streams";
  readonly result: readonly LogStream[];
};

/** The data of an answer, or why there is none; `kind` is the error type, or the status of one without. */
export type QueryAnswer =
  | { readonly data: Data }
  | { readonly refused: { readonly kind: string; readonly message: string } };

const answerSchema = z.union([
  z.object({ status: z.literal("success"), data: z.custom<Data>() }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

export type Parameters = Readonly<Record<string, string | number>>;

/** Asks a query endpoint; Prometheus refuses in JSON, Loki in plain text. */
export async function ask(
  endpoint: string,
  parameters: Parameters,
  { fetch = globalThis.fetch }: { readonly fetch?: (request: Request) => Promise<Response> } = {},
): Promise<QueryAnswer> {
  const body = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  const response = await fetch(new Request(endpoint, { method: "POST", body }));
  const text = await response.text();
  if (!text.startsWith("{")) {
    return { refused: { kind: String(response.status), message: text.trim() } };
  }
  const answer = answerSchema.parse(JSON.parse(text));
  return answer.status === "success"
    ? { data: answer.data }
    : { refused: { kind: answer.errorType, message: answer.error } };
}

/** Runs an evaluator, whose refusals are thrown. */
export function evaluated(evaluate: () => Data): QueryAnswer {
  try {
    return { data: evaluate() };
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return { refused: { kind: error.type, message: error.message } };
  }
}

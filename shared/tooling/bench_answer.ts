/** One answer of a server, asked once: how long the first call took, and what the answer costs a model. */

import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { z } from "zod";
import { MCP_HEADERS, type QuestionId } from "./bench_requests.ts";

const listResult = z.object({ result: z.object({ tools: z.array(z.unknown()) }) });
const callResult = z.object({
  result: z.object({
    isError: z.boolean().optional(),
    content: z.array(z.object({ text: z.string() })),
  }),
});

export interface FirstAnswer {
  readonly tokens: number;
  readonly milliseconds: number;
}

/** Asks once and counts o200k tokens of what a model would be given. @throws {Error} when the answer is an error */
export async function firstAnswer(
  url: string,
  question: QuestionId,
  { body, headers }: { body: string; headers: Readonly<Record<string, string>> },
): Promise<FirstAnswer> {
  const startedAt = performance.now();
  const response = await fetch(url, {
    method: "POST",
    headers: { ...MCP_HEADERS, ...headers },
    body,
  });
  const message = jsonOf(await response.text());
  const milliseconds = performance.now() - startedAt;
  return { tokens: encode(textFor(question, message)).length, milliseconds };
}

function textFor(question: QuestionId, message: unknown): string {
  if (question === "list") return JSON.stringify(listResult.parse(message).result.tools);
  const { isError, content } = callResult.parse(message).result;
  const text = content.map((part) => part.text).join("\n");
  if (isError) throw new Error(`Cannot measure ${question}, the server answers: ${text}`);
  return text;
}

// A server may answer a request with JSON or with an event stream of one message.
function jsonOf(body: string): unknown {
  const data = body.split("\n").find((line) => line.startsWith("data:"));
  return JSON.parse(data?.slice("data:".length) ?? body);
}

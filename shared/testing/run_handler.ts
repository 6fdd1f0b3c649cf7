import type { z } from "zod";
import { argumentError } from "../render/argument_error.ts";
import { layout } from "../render/layout.ts";
import { DEFAULT_TOKENS } from "../fields.ts";
import type { Tool } from "../tool.ts";
import { type ContextParts, fakeContext } from "./fake_context.ts";

export interface HandlerRun<O> {
  /** The checked output, before redaction. */
  readonly output: O;
  /** The text a model would read. */
  readonly text: string;
}

/**
 * Runs one tool as the server does, without permissions, policy, limits and redaction.
 *
 * @throws {ToolError} `invalid_input` when the input does not fit, and what the handler throws.
 */
export async function runHandler<I extends z.ZodType, O extends z.ZodType>(
  tool: Tool<I, O>,
  input: unknown,
  context: ContextParts = {},
): Promise<HandlerRun<z.output<O>>> {
  const parsed = tool.input.safeParse(input);
  if (!parsed.success) throw argumentError(tool, input, parsed.error);
  const whole = "reported" in context
    ? context as ReturnType<typeof fakeContext>
    : fakeContext(context);
  const output = tool.output.parse(await tool.handler(parsed.data, whole));
  const { text } = layout(tool.render(output, parsed.data), { maxTokens: budget(parsed.data) });
  return { output, text };
}

function budget(input: unknown): number {
  const asked = typeof input === "object" && input !== null && "max_tokens" in input
    ? input.max_tokens
    : undefined;
  return typeof asked === "number" ? asked : DEFAULT_TOKENS;
}

import { z } from "zod";
import { fillArguments, fillText, type Values } from "../catalogue/placeholders.ts";
import type { PromptCall, PromptDefinition } from "../catalogue/prompts.ts";
import { findTool, runForText } from "../run_tool.ts";
import type { Tool } from "../tool.ts";
import type { Reading } from "./resource_table.ts";
import { listedName } from "./tools.ts";

/** What the evidence of one prompt may cost in tokens. */
const EVIDENCE_TOKENS = 6_000;
const CALL_TOKENS = { least: 200, most: 2_000 } as const;

/** A prompt as a model reads it: the procedure, then what its calls answered just now. */
export async function promptText(
  prompt: PromptDefinition,
  values: Values,
  reading: Reading,
): Promise<string> {
  const evidence = await Promise.all(
    prompt.calls
      .filter(({ needs = [] }) => needs.every((name) => values[name] !== undefined))
      .map((call) => gather(call, { values, reading, share: evenShare(prompt.calls.length) })),
  );
  const parts = [fillText(prompt.text, values)];
  if (evidence.length > 0) parts.push(`# Evidence, gathered just now`, ...evidence);
  return parts.join("\n\n");
}

function evenShare(calls: number): number {
  const even = Math.floor(EVIDENCE_TOKENS / calls);
  return Math.min(CALL_TOKENS.most, Math.max(CALL_TOKENS.least, even));
}

interface Gathering {
  readonly values: Values;
  readonly reading: Reading;
  /** Tokens of a call that does not name its own. */
  readonly share: number;
}

async function gather(
  call: PromptCall,
  { values, reading: { runtime, principal, signal }, share }: Gathering,
): Promise<string> {
  const tool = findTool(runtime, principal, call.tool);
  if (tool === undefined) return `## ${call.tool}\nNot offered here: what it would say is unknown.`;
  const input = {
    ...fillArguments(call.arguments, values),
    ...(takesBudget(tool) && { max_tokens: call.maxTokens ?? share }),
  };
  const { text } = await runForText(runtime, { tool, input, principal, signal });
  return `## ${listedName(tool, runtime)} ${JSON.stringify(input)}\n${text}`;
}

function takesBudget({ input }: Tool): boolean {
  return input instanceof z.ZodObject && "max_tokens" in input.shape;
}

import type { z } from "zod";
import { callText } from "./call_text.ts";

/** A call as the handler received it, with defaults filled in. */
export interface GivenCall {
  readonly tool: string;
  readonly input: z.ZodObject;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Prints a call with some arguments changed, or left out where the change is `undefined`; defaults are not repeated. */
export function correctedCall(
  { tool, input, arguments: given }: GivenCall,
  changes: Readonly<Record<string, unknown>>,
): string {
  const corrected = Object.entries({ ...given, ...changes })
    .filter(([name, value]) => value !== undefined && value !== defaultOf(input, name));
  return `Call ${callText({ tool, arguments: Object.fromEntries(corrected) })}`;
}

function defaultOf(input: z.ZodObject, name: string): unknown {
  const field = input.shape[name];
  return field !== undefined && "safeParse" in field ? field.safeParse(undefined).data : undefined;
}

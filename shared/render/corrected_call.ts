import type { z } from "zod";
import type { Call } from "./answer.ts";
import { callText } from "./call_text.ts";

/** A call as the handler received it, with defaults filled in. */
export interface GivenCall {
  readonly tool: string;
  readonly input: z.ZodObject;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** Prints a call with some arguments changed, or left out where the change is `undefined`. */
export function correctedCall(
  given: GivenCall,
  changes: Readonly<Record<string, unknown>>,
): string {
  return `Call ${callText(changedCall(given, changes))}`;
}

/** Makes a call of a call with some arguments changed; defaults are not repeated. */
export function changedCall(
  { tool, input, arguments: given }: GivenCall,
  changes: Readonly<Record<string, unknown>>,
): Call {
  const changed = Object.entries({ ...given, ...changes })
    .filter(([name, value]) => value !== undefined && value !== defaultOf(input, name));
  return { tool, arguments: Object.fromEntries(changed) };
}

function defaultOf(input: z.ZodObject, name: string): unknown {
  const field = input.shape[name];
  return field !== undefined && "safeParse" in field ? field.safeParse(undefined).data : undefined;
}

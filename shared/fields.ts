import { z } from "zod";
import { parseTime } from "./render/time.ts";

/** The largest answer a caller may ask for, in tokens. */
export const MAX_TOKENS = 6_000;
/** What an answer may cost when the caller does not say. */
export const DEFAULT_TOKENS = 1_500;
const MIN_TOKENS = 200;

const NAME_CHARACTERS = 253;

function objectName(what: string) {
  return z.string().trim().min(1).max(NAME_CHARACTERS).describe(what);
}

function timeExpression(what: string) {
  return z.string().trim().max(40).refine((text) => parseTime(text, new Date(0)) !== undefined, {
    error: "Expected a time such as 1h, -2h or 2026-11-01T10:00:00Z",
  }).describe(what);
}

/** The input fields of more than one tool; same name, same meaning everywhere. */
export const fields = {
  namespace: objectName("Namespace, e.g. shop"),
  workload: objectName("checkout or Deployment/checkout"),
  pod: objectName("Pod name, e.g. checkout-6d5f7c9b8-x2x4z"),
  container: objectName("Container; default the first"),
  node: objectName("Node name, e.g. node-01"),
  since: timeExpression("Start: an age such as 30m, 2d, or RFC 3339"),
  until: timeExpression("End, as since; default now"),
  time: timeExpression("Moment, as an age or RFC 3339; default now"),
  compareTo: timeExpression("Earlier time: 2h or RFC 3339"),
  detail: z.enum(["concise", "normal", "full"]).describe("How much of each object to show"),
  maxTokens: z.coerce.number().int().min(MIN_TOKENS).max(MAX_TOKENS).default(DEFAULT_TOKENS)
    .describe("Answer budget in tokens"),
} as const;

/** How many rows a tool may return. */
export function limitField(byDefault: number, most: number) {
  return z.coerce.number().int().min(1).max(most).default(byDefault)
    .describe("Most rows");
}

import { z } from "zod";
import { COVERAGE_STATES } from "../errors.ts";

/** What reading one source came to; part of every tool's output. */
export const coverageSchema = z.object({
  /** The source and, where it matters, its part: `kubernetes events`, `prometheus`, `loki`. */
  source: z.string(),
  state: z.enum(COVERAGE_STATES),
  /** Our own words: the missing right, the age, the part that was cut. */
  detail: z.string().optional(),
});

export type Coverage = z.output<typeof coverageSchema>;

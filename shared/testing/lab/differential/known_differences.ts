/** Where the embedded cluster answers otherwise than the real one, and why that is left so. */

import { sameValues } from "./answer_difference.ts";
import type { QueryAnswer } from "./query_answer.ts";

export interface KnownDifference {
  /** Matches the queries that it explains. */
  readonly query: RegExp;
  readonly reason: string;
  /** What must be the same nevertheless. */
  holds(real: QueryAnswer, embedded: QueryAnswer): boolean;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    query: /\b(topk|bottomk)\b/,
    reason: "of series with equal values Prometheus keeps any, another one each time it is asked",
    holds: sameValues,
  },
];

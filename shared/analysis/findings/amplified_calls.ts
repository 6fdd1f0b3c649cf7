import type { CallEdge } from "../signals/signal.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike } from "./soundness.ts";

/** Calls that grew although the caller itself is asked no more than before. */
export interface AmplifiedCall extends CallEdge {
  readonly before: number;
  /** How many times as many calls one request causes. */
  readonly factor: number;
}

const LEAST_FACTOR = 2;
const LEAST_PER_SECOND = 1;
const LEAST_ERROR_SHARE = 0.05;

/** Finds callers that repeat failing calls: more of them, with errors, for no more requests of their own. */
export function amplifiedCalls(situation: Situation): readonly AmplifiedCall[] {
  return situation.calls.flatMap((edge): readonly AmplifiedCall[] => {
    const { before = 0, requestsPerSecond, errorShare } = edge;
    if (before < LEAST_PER_SECOND || errorShare < LEAST_ERROR_SHARE) return [];
    const factor = requestsPerSecond / before / growthOf(edge, situation);
    return factor >= LEAST_FACTOR ? [{ ...edge, before, factor }] : [];
  });
}

/** How many times as many requests the caller gets; 1 where it did not shift. */
function growthOf({ from }: CallEdge, { signals }: Situation): number {
  const rate = signals.find(({ signal, entity }) =>
    signal === "request_rate" && isNamedLike(entity, from)
  );
  return rate?.before ? Math.max(1, rate.now / rate.before) : 1;
}

import { type ErrorCode, ToolError } from "../errors.ts";
import type { UpstreamFailure } from "./upstream_failure.ts";

interface Refusal {
  /** What Prometheus or Loki write, matched but never repeated. */
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
}

const REFUSALS: readonly Refusal[] = [
  {
    pattern: /exceeded maximum resolution/,
    code: "limit_exceeded",
    reason: "it would give too many points per series",
    hint: "Use a larger step or a shorter range",
  },
  {
    pattern: /too many samples|maximum of series|too many (series|chunks|bytes)|would read too/,
    code: "limit_exceeded",
    reason: "it would read too much",
    hint: "Narrow the selector, shorten the range, or aggregate before comparing",
  },
  {
    pattern: /time range exceeds|query length|max entries limit/,
    code: "limit_exceeded",
    reason: "its range or limit is larger than the server allows",
    hint: "Shorten the range or lower the limit",
  },
  {
    pattern: /"errorType":"timeout"|timed out|deadline exceeded/,
    code: "timeout",
    reason: "it took too long",
    hint: "Shorten the range, use a larger step, or narrow the selector",
  },
  {
    pattern: /many-to-many|duplicate series|multiple matches for labels/,
    code: "upstream_rejected",
    reason: "the two sides of an operator match several series",
    hint: "Aggregate both sides by the same labels, or match with on(…) group_left()",
  },
  {
    pattern: /no org id/,
    code: "forbidden",
    reason: "it wants a tenant",
    hint: "The operator can set TELEMCP_LOKI_TENANT",
  },
  {
    pattern: /at least one regexp or equality matcher|non-empty matcher/,
    code: "upstream_rejected",
    reason: "its selector would match everything",
    hint: 'Add a label with a value, for example {namespace="default"}',
  },
];

/** Makes the reason for which a query server refused a query our own, where it is a known one. */
export function queryRefusal(
  purpose: string,
): (failure: UpstreamFailure) => ToolError | undefined {
  return (failure) => {
    const known = REFUSALS.find(({ pattern }) => pattern.test(failure.body));
    if (known === undefined) return undefined;
    const { code, reason, hint } = known;
    return new ToolError(code, `Cannot ${purpose}: ${reason}`, { hint, cause: failure });
  };
}

import type { ListResult } from "../backends/kubernetes.ts";
import type { Coverage } from "../render/coverage.ts";

export interface ListCoverageOptions {
  /** Whether nothing of it answers the question. @default no items */
  readonly isEmpty?: boolean;
}

/** Says what a list of the API came to: its state, how much of it was read, and the namespaces it lacks. */
export function listCoverage(
  source: string,
  { items, total, unread }: ListResult<unknown>,
  { isEmpty = items.length === 0 }: ListCoverageOptions = {},
): Coverage[] {
  const partial = items.length < total;
  return [
    {
      source,
      state: isEmpty ? "empty" : "ok",
      ...(partial && { detail: `the first ${items.length} of ${total} by name` }),
    },
    ...unread.map(({ namespace, state }) => ({ source: `namespace ${namespace}`, state })),
  ];
}

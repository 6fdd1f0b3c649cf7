import type { ListResult } from "../backends/kubernetes.ts";
import type { Coverage } from "../render/coverage.ts";
import { formatAge } from "../render/time.ts";

export interface ListCoverageOptions {
  /** Whether nothing of it answers the question. @default no items */
  readonly isEmpty?: boolean;
}

/** Says what a list of the API came to: its state, how much of it was read, and the namespaces it lacks. */
export function listCoverage(
  source: string,
  { items, total, unread, staleSeconds }: ListResult<unknown>,
  { isEmpty = items.length === 0 }: ListCoverageOptions = {},
): Coverage[] {
  if (staleSeconds !== undefined) {
    // In whole minutes, so that the kinds of one outage are one line.
    const age = formatAge(Math.ceil(staleSeconds / 60) * 60);
    return [{ source, state: "stale", detail: `as of ${age} ago` }];
  }
  const partial = items.length < total;
  return [
    {
      source,
      state: isEmpty ? "empty" : "ok",
      ...(partial && { detail: `the first ${items.length} of ${total} by name` }),
    },
    ...unreadCoverage(unread),
  ];
}

const MOST_NAMES = 5;

/** One line for each state, because a tenant may miss hundreds of namespaces. */
function unreadCoverage(unread: ListResult<unknown>["unread"]): Coverage[] {
  return [...Map.groupBy(unread, ({ state }) => state)].map(([state, all]) => {
    const names = all.map(({ namespace }) => namespace).sort();
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    const word = names.length === 1 ? "namespace" : "namespaces";
    return { source: `${word} ${names.slice(0, MOST_NAMES).join(", ")}${more}`, state };
  });
}

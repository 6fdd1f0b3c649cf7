import { ascending } from "./order.ts";

/** Why a pod fits on no node, as counts of nodes. */
export interface SchedulingFailure {
  readonly available: number;
  readonly nodes: number;
  /** Most nodes first, then by reason. */
  readonly predicates: readonly Predicate[];
}

interface Predicate {
  /** Absent where the reason is the pod's own, whatever the node. */
  readonly nodes?: number;
  readonly reason: string;
}

const SUMMARY = /^(\d+)\/(\d+) nodes are available: (.*)$/s;
const PREDICATE = /^(?:(\d+) (?:node\(s\) )?)?(.+)$/s;
// What follows the first sentence is about preemption and explains nothing about the pod.
const SENTENCE_END = /\.(?:\s|$)/;

/** Reads a FailedScheduling message; `undefined` when it is another message. */
export function parseSchedulingFailure(message: string): SchedulingFailure | undefined {
  const summary = SUMMARY.exec(message.trim());
  if (summary === null) return undefined;
  const [, available, nodes, text = ""] = summary;
  const [reasons = ""] = text.split(SENTENCE_END);
  const predicates = reasons.split(/, (?=\d+ )/).flatMap((part): Predicate[] => {
    const [, count, reason] = PREDICATE.exec(part.trim()) ?? [];
    if (reason === undefined) return [];
    return [count === undefined ? { reason } : { nodes: Number(count), reason }];
  });
  return {
    available: Number(available),
    nodes: Number(nodes),
    predicates: predicates.sort(byNodes),
  };
}

/** Prints a failure in a few words: `0/20 nodes: 19 Insufficient memory; 1 had untolerated taint {…}`. */
export function schedulingFailureText(failure: SchedulingFailure): string {
  return `${failure.available}/${failure.nodes} nodes: ${predicatesText(failure)}`;
}

/** Prints the reasons with their counts of nodes. */
export function predicatesText({ predicates }: SchedulingFailure): string {
  return predicates
    .map(({ nodes, reason }) => nodes === undefined ? reason : `${nodes} ${reason}`).join("; ");
}

function byNodes(a: Predicate, b: Predicate): number {
  return (b.nodes ?? 0) - (a.nodes ?? 0) || ascending(a.reason, b.reason);
}

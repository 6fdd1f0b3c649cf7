import { ascending } from "./order.ts";

/** Why a pod fits on no node, as counts of nodes. */
export interface SchedulingFailure {
  readonly available: number;
  readonly nodes: number;
  /** Most nodes first, then by reason. */
  readonly predicates: readonly { readonly nodes: number; readonly reason: string }[];
}

const SUMMARY = /^(\d+)\/(\d+) nodes are available: (.*)$/s;
const PREDICATE = /^(\d+) (?:node\(s\) )?(.+)$/s;

/** Reads a FailedScheduling message; `undefined` when it is another message. */
export function parseSchedulingFailure(message: string): SchedulingFailure | undefined {
  const summary = SUMMARY.exec(message.trim());
  if (summary === null) return undefined;
  const [, available, nodes, text = ""] = summary;
  // What follows repeats the counts for preemption, which explains nothing about the pod.
  const [reasons = ""] = text.split(/\.?\s+preemption: /);
  const predicates = reasons.replace(/\.$/, "").split(/, (?=\d+ )/).flatMap((part) => {
    const predicate = PREDICATE.exec(part.trim());
    const reason = predicate?.[2]?.replace(/\.+$/, "");
    return reason === undefined ? [] : [{ nodes: Number(predicate?.[1]), reason }];
  });
  return {
    available: Number(available),
    nodes: Number(nodes),
    predicates: predicates.sort(byNodes),
  };
}

/** Prints a failure in a few words: `0/20 nodes: 19 Insufficient memory; 1 had untolerated taint {…}`. */
export function schedulingFailureText({ available, nodes, predicates }: SchedulingFailure): string {
  const counts = predicates.map(({ nodes, reason }) => `${nodes} ${reason}`);
  return `${available}/${nodes} nodes: ${counts.join("; ")}`;
}

interface Predicate {
  readonly nodes: number;
  readonly reason: string;
}

function byNodes(a: Predicate, b: Predicate): number {
  return b.nodes - a.nodes || ascending(a.reason, b.reason);
}

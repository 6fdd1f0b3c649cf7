import type { ClusterIndex } from "./cluster_index.ts";
import type { FindingRule, Found } from "./finding.ts";
import type { Situation } from "./situation.ts";

interface Known {
  readonly situation: Situation;
  readonly found: readonly Found[];
}

const KNOWN = new WeakMap<ClusterIndex, Map<FindingRule, Known>>();

/**
 * What a rule finds. A situation is looked at twice, before and after changes and logs are read: a rule that asked for
 * neither the first time finds the same the second time, and is not run again over all the pods.
 */
export function foundByRule(rule: FindingRule, situation: Situation): readonly Found[] {
  const known = KNOWN.get(situation.cluster) ?? new Map<FindingRule, Known>();
  KNOWN.set(situation.cluster, known);
  const before = known.get(rule);
  if (before !== undefined && isSameButLater(before.situation, situation)) return before.found;
  const { watched, askedLater } = watchLater(situation);
  const found = rule.find(watched);
  if (!askedLater()) known.set(rule, { situation, found });
  return found;
}

function isSameButLater(before: Situation, { changes: _, logs: __, ...now }: Situation): boolean {
  return Object.entries(now).every(([part, value]) => before[part as keyof Situation] === value);
}

/** The same situation, which notices whether it is asked for what is read later. */
function watchLater(situation: Situation) {
  let asked = false;
  const watched: Situation = {
    ...situation,
    get changes() {
      asked = true;
      return situation.changes;
    },
    get logs() {
      asked = true;
      return situation.logs;
    },
  };
  return { watched, askedLater: () => asked };
}

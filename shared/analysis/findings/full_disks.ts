import type { LogShift } from "../signals/log_shift.ts";
import { hostFact } from "./fact_calls.ts";
import type { Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import type { Situation } from "./situation.ts";

/** From here on a disk counts as full. */
export const FULL_PERCENT = 90;

/** The disks that hosts call nearly full of bytes or of inodes, and who could not write there. */
export function fullDisks(situation: Situation): readonly Found[] {
  return situation.hosts.flatMap(({ node, facts }) =>
    (facts.disks ?? []).flatMap(({ mount, used_percent: used = 0, inodes_percent: inodes = 0 }) => {
      const percent = Math.max(used, inodes);
      if (percent < FULL_PERCENT) return [];
      const text = inodes > used
        ? `${inodes}% of inodes used, ${used}% of its bytes`
        : `${used}% full`;
      const since = situation.signals.find(({ signal, entity, isBad }) =>
        isBad && /^node_(?:disk|inodes)$/.test(signal) && entity.name === node
      )?.since;
      const failed = failedWrites(node, situation);
      return [{
        entity: { kind: "Node", namespace: "", name: node },
        ...(since && { since }),
        ...(failed.length > 0 && { severity: 3 as const }),
        facts: [
          hostFact(node, `${node} disk ${mount} ${text}`),
          ...failed.map((shift) => logFact(shift, "no space left on device", situation.now)),
        ],
        related: failed.map(({ entity }) => entity),
      }];
    })
  );
}

/** The lines of workloads that could not write on a node. */
function failedWrites(node: string, { logs }: Situation): readonly LogShift[] {
  return logs.filter(({ sample, nodes }) =>
    nodes.includes(node) && /no space left on device/i.test(sample)
  ).slice(0, 2);
}

import { conditionOf } from "../condition.ts";
import { entityOf } from "../entity.ts";
import { nodeStatus, taintText } from "../node_status.ts";
import { objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { networkTroubles } from "./host_network.ts";
import { momentText, secondsAgo } from "./moment_text.ts";
import { cordonedAt, plannedFact } from "./node_maintenance.ts";
import {
  isCordoned,
  movableOn,
  nodesOf,
  soundCallersOf,
  suffering,
  workloadText,
} from "./node_pods.ts";
import type { Situation } from "./situation.ts";

/** Class 17: nodes that are gone, going, or out of use. */
export const NODE_RULES: readonly FindingRule[] = [
  {
    id: "node-not-ready",
    class: 17,
    severity: 3,
    title: "Node is not ready",
    find: unreadyNodes,
    disconfirmedBy: "a silence of less than a minute",
    disconfirm: onlyJustSilent,
  },
  {
    id: "node-cordoned",
    class: 17,
    severity: 1,
    title: "Node takes no new pods",
    find: cordonedNodes,
    disconfirmedBy: "a cluster autoscaler that takes the node away",
    disconfirm: beingRemoved,
  },
];

function unreadyNodes(situation: Situation): readonly Found[] {
  return nodesOf(situation).flatMap((node) => {
    const ready = conditionOf(node, "Ready");
    if (ready === undefined || ready.status === "True") return [];
    const entity = entityOf("Node", node);
    const carried = movableOn(entity.name, situation);
    const since = ready.lastTransitionTime;
    const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect === "NoExecute");
    const text = [
      `${entity.name} ${nodeStatus(node)}: Ready=${ready.status} ${ready.reason ?? ""}`.trim(),
      ...(since === undefined ? [] : [`since ${momentText(since, situation.now)}`]),
      ...(taints.length === 0 ? [] : [`taint ${taints.map(taintText).join(", ")}`]),
    ].join(", ");
    const isPlanned = isCordoned(node) && suffering(carried).length === 0;
    return [{
      entity,
      ...(since && { since }),
      ...(isPlanned && { severity: 1 as const }),
      facts: [
        objectFact(entity, text, ready.message),
        ...(isCordoned(node) ? [plannedFact(entity, situation)] : []),
        ...suffering(carried).slice(0, 2).map((one) =>
          objectFact(one.workload, `${workloadText(one, situation)} on ${entity.name}`)
        ),
        ...networkTroubles(entity.name, situation),
      ],
      ruledOut: soundCallersOf(carried, situation),
      related: carried.map(({ workload }) => workload),
    }];
  });
}

function cordonedNodes(situation: Situation): readonly Found[] {
  return nodesOf(situation).filter((node) =>
    isCordoned(node) && conditionOf(node, "Ready")?.status !== "False" &&
    conditionOf(node, "Ready")?.status !== "Unknown"
  ).map((node) => {
    const entity = entityOf("Node", node);
    const since = cordonedAt(node, situation);
    return {
      entity,
      ...(since && { since }),
      facts: [plannedFact(entity, situation)],
      ruledOut: suffering(movableOn(entity.name, situation)).length === 0
        ? [`${entity.name}: every pod on it is ready`]
        : [],
    };
  });
}

const SILENCE_SECONDS = 60;

function onlyJustSilent({ entity, since }: Found, { now }: Situation): string | undefined {
  return since !== undefined && secondsAgo(since, now) < SILENCE_SECONDS
    ? `${entity.name} has been silent for less than a minute`
    : undefined;
}

const REMOVAL_TAINT = /^ToBeDeletedBy|^DeletionCandidateOf|karpenter\.sh\/disrupt/;

function beingRemoved({ entity }: Found, situation: Situation): string | undefined {
  const node = nodesOf(situation).find(({ metadata }) => metadata.name === entity.name);
  const taint = node?.spec?.taints?.find(({ key }) => REMOVAL_TAINT.test(key));
  return taint && `${entity.name} is being removed: ${taintText(taint)}`;
}

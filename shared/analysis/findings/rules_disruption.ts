import type { Entity } from "../entity.ts";
import { entityOf, entityText } from "../entity.ts";
import { matchesLabels } from "../label_selector.ts";
import type { Node } from "../kube_node.ts";
import type { Pod } from "../kube_pod.ts";
import type { PodDisruptionBudget } from "../kube_workload.ts";
import { lookAt, objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { cordonedAt } from "./node_maintenance.ts";
import { isCordoned, nodesOf } from "./node_pods.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { momentText } from "./moment_text.ts";
import { counted } from "../../render/counted.ts";

/** Class 16: budgets that let nobody go. */
export const DISRUPTION_RULES: readonly FindingRule[] = [
  {
    id: "budget-blocks-drain",
    class: 16,
    severity: 2,
    title: "PodDisruptionBudget keeps a cordoned node from being drained",
    find: blockedDrains,
    disconfirmedBy: "Pods that the budget waits for, and that are on their way",
    disconfirm: stillComing,
  },
];

function blockedDrains(situation: Situation): readonly Found[] {
  const budgets = (situation.objects.budgets ?? []).filter(({ status }) =>
    status?.disruptionsAllowed === 0
  );
  if (budgets.length === 0) return [];
  return nodesOf(situation).filter(isCordoned).flatMap((node) => {
    const pods = situation.cluster.podsOnNode(node.metadata.name);
    return budgets.flatMap((budget) => {
      const held = pods.filter((pod) => covers(budget, pod));
      return held.length === 0 ? [] : [blockedDrain(node, budget, { held, situation })];
    });
  });
}

function covers({ metadata, spec }: PodDisruptionBudget, pod: Pod): boolean {
  return pod.metadata.namespace === metadata.namespace && spec?.selector !== undefined &&
    pod.metadata.deletionTimestamp === undefined &&
    matchesLabels(spec.selector, pod.metadata.labels);
}

function blockedDrain(
  node: Node,
  budget: PodDisruptionBudget,
  { held, situation }: { readonly held: readonly Pod[]; readonly situation: Situation },
): Found {
  const entity = entityOf("PodDisruptionBudget", budget);
  const { currentHealthy = 0, expectedPods = 0 } = budget.status ?? {};
  const nodeEntity = entityOf("Node", node);
  const since = cordonedAt(node, situation);
  const owners = ownersOf(held, situation);
  return {
    entity,
    ...(since !== undefined && { since }),
    facts: [
      {
        text: `${entityText(entity)} allows 0 disruptions: ${wantedText(budget)}, ` +
          `${currentHealthy} of ${expectedPods} pods healthy`,
        reproduce: lookAt(entity),
      },
      objectFact(
        nodeEntity,
        `${node.metadata.name} is cordoned (SchedulingDisabled)${
          since === undefined ? "" : ` since ${momentText(since, situation.now)}`
        } and still carries ${
          counted(held.length, "pod")
        } that ${entity.name} lets nobody evict: ` +
          held.slice(0, 3).map(({ metadata }) => metadata.name).join(", "),
      ),
    ],
    ruledOut: soundTexts(owners, situation),
    related: [nodeEntity, ...owners],
  };
}

function wantedText({ spec }: PodDisruptionBudget): string {
  return spec?.minAvailable !== undefined
    ? `minAvailable ${spec.minAvailable}`
    : `maxUnavailable ${spec?.maxUnavailable ?? "none"}`;
}

function ownersOf(pods: readonly Pod[], { cluster }: Situation): readonly Entity[] {
  const owners = pods.map((pod) => cluster.ownerOf(pod));
  return [...new Map(owners.map((owner) => [entityText(owner), owner])).values()];
}

function stillComing({ entity }: Found, { objects }: Situation): string | undefined {
  const budget = objects.budgets?.find((one) =>
    one.metadata.namespace === entity.namespace && one.metadata.name === entity.name
  );
  const { currentHealthy = 0, expectedPods = 0 } = budget?.status ?? {};
  return currentHealthy < expectedPods
    ? `${entity.name} waits for ${counted(expectedPods - currentHealthy, "pod")} to be healthy`
    : undefined;
}

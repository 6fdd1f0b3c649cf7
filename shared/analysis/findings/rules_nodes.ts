import { conditionOf } from "../condition.ts";
import { type Entity, entityOf } from "../entity.ts";
import type { Node } from "../kube_node.ts";
import { nodeStatus, taintText } from "../node_status.ts";
import { changesOf } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { networkTroubles } from "./host_network.ts";
import { momentText } from "./moment_text.ts";
import {
  isCordoned,
  isUnready,
  movableOn,
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
    disconfirmedBy: "a node that is taken down on purpose: cordoned, and nothing on it but daemons",
    disconfirm: () => undefined,
  },
  {
    id: "node-cordoned",
    class: 17,
    severity: 1,
    title: "Node takes no new pods",
    find: cordonedNodes,
    disconfirmedBy: "a node that is schedulable again",
    disconfirm: () => undefined,
  },
  {
    id: "node-flaps",
    class: 17,
    severity: 2,
    title: "Node becomes ready and unready by turns",
    find: flappingNodes,
    disconfirmedBy: "a node whose state has not changed for an hour",
    disconfirm: () => undefined,
  },
  {
    id: "node-under-pressure",
    class: 17,
    severity: 2,
    title: "Node runs out of memory or process numbers",
    find: pressedNodes,
    disconfirmedBy: "the condition, false by now",
    disconfirm: () => undefined,
  },
  {
    id: "pods-unready-on-one-node",
    class: 17,
    severity: 2,
    title: "Pods of several workloads are unready on one node",
    find: badNodes,
    disconfirmedBy: "pods of the same workloads that are unready on other nodes",
    disconfirm: () => undefined,
  },
];

function nodesOf({ objects }: Situation): readonly Node[] {
  return objects.nodes ?? [];
}

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

/** Who took a node out of use: `node-14 SchedulingDisabled since 06:05 by kubectl-drain; alerts silenced`. */
function plannedFact(entity: Entity, situation: Situation): Fact {
  const [change] = changesOf(situation, entity, /unschedulable|cordon/i);
  const node = nodesOf(situation).find(({ metadata }) => metadata.name === entity.name);
  const writer = node?.metadata.managedFields?.find(({ fieldsV1 }) =>
    JSON.stringify(fieldsV1 ?? {}).includes('"f:unschedulable"')
  );
  const since = change?.at ?? (node && cordonedAt(node, situation));
  const by = change?.by ?? writer?.manager;
  const silenced = situation.alerts.filter(({ state, subject }) =>
    state === "silenced" && subject?.name === entity.name
  ).map(({ alertname }) => alertname);
  return objectFact(
    entity,
    [
      `${entity.name} is cordoned (SchedulingDisabled)`,
      ...(since === undefined ? [] : [`since ${momentText(since, situation.now)}`]),
      ...(by === undefined ? [] : [`by ${by}`]),
    ].join(" ") + (silenced.length === 0 ? "" : `; silenced: ${silenced.join(", ")}`),
    maintenanceNote(node),
  );
}

// Whoever drains a node often says why in an annotation of the node.
function maintenanceNote(node: Node | undefined): string | undefined {
  const notes = Object.entries(node?.metadata.annotations ?? {})
    .filter(([key]) => /maintenance|drain|reboot|reason/i.test(key));
  return notes.length === 0
    ? undefined
    : notes.map(([key, value]) => `${key}: ${value}`).join("; ");
}

function cordonedAt(node: Node, situation: Situation): string | undefined {
  const entity = entityOf("Node", node);
  const taints: readonly { readonly key: string; readonly timeAdded?: string }[] =
    node.spec?.taints ?? [];
  return changesOf(situation, entity, /unschedulable|cordon/i)[0]?.at ??
    taints.find(({ key }) => key === "node.kubernetes.io/unschedulable")?.timeAdded;
}

const LEAST_FLAPS = 3;

function flappingNodes(situation: Situation): readonly Found[] {
  const events = situation.events.filter(({ reason, lastObject }) =>
    reason === "NodeNotReady" && lastObject.kind === "Node"
  );
  const byNode = Map.groupBy(events, ({ lastObject }) => lastObject.name);
  return [...byNode].flatMap(([name, groups]) => {
    const count = groups.reduce((sum, group) => sum + group.count, 0);
    if (count < LEAST_FLAPS) return [];
    const entity = { kind: "Node", namespace: "", name };
    const since = groups.map(({ firstAt }) => firstAt).sort()[0];
    return [{
      entity,
      ...(since && { since }),
      facts: [
        eventFact(entity, `${name} became NotReady ${count} times`, groups[0]?.message),
        ...networkTroubles(name, situation),
      ] as const,
    }];
  });
}

const PRESSURES: readonly (readonly [type: string, words: string])[] = [
  ["MemoryPressure", "little memory is left, pods are evicted"],
  ["PIDPressure", "process numbers run out"],
  ["NetworkUnavailable", "its network is not set up"],
];

function pressedNodes(situation: Situation): readonly Found[] {
  return nodesOf(situation).flatMap((node) =>
    PRESSURES.flatMap(([type, words]) => {
      const condition = conditionOf(node, type);
      if (condition?.status !== "True") return [];
      const entity = entityOf("Node", node);
      const since = condition.lastTransitionTime;
      return [{
        entity,
        ...(since && { since }),
        facts: [objectFact(entity, `${entity.name} ${type}: ${words}`, condition.message)] as const,
        related: movableOn(entity.name, situation).map(({ workload }) => workload),
      }];
    })
  );
}

const LEAST_WORKLOADS = 3;

function badNodes(situation: Situation): readonly Found[] {
  return nodesOf(situation).flatMap((node) => {
    if (conditionOf(node, "Ready")?.status !== "True") return [];
    const entity = entityOf("Node", node);
    const bad = suffering(movableOn(entity.name, situation)).filter(({ workload }) =>
      situation.cluster.podsOf(workload).some((pod) =>
        pod.spec?.nodeName !== entity.name && !isUnready(pod)
      )
    );
    if (bad.length < LEAST_WORKLOADS) return [];
    const elsewhere = bad.flatMap(({ workload }) => situation.cluster.podsOf(workload))
      .filter((pod) =>
        pod.spec?.nodeName !== entity.name && pod.status?.phase === "Running" && isUnready(pod)
      );
    const here = bad.flatMap(({ pods }) => pods.filter(isUnready));
    if (elsewhere.length > here.length) return [];
    const text = `${here.length} pods of ${bad.length} workloads are unready on ${entity.name}, ` +
      `${elsewhere.length} of them elsewhere: ${
        bad.slice(0, 5).map(({ workload }) => workload.name).join(", ")
      }`;
    return [{
      entity,
      facts: [objectFact(entity, text), ...networkTroubles(entity.name, situation)] as const,
      related: bad.map(({ workload }) => workload),
    }];
  });
}

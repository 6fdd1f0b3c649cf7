import { conditionOf } from "../condition.ts";
import { entityOf } from "../entity.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { networkTroubles } from "./host_network.ts";
import { secondsAgo } from "./moment_text.ts";
import { isUnready, movableOn, nodesOf, suffering } from "./node_pods.ts";
import type { Situation } from "./situation.ts";

/** Class 17: nodes that are ready and make trouble all the same. */
export const NODE_TROUBLE_RULES: readonly FindingRule[] = [
  {
    id: "node-flaps",
    class: 17,
    severity: 2,
    title: "Node becomes ready and unready by turns",
    find: flappingNodes,
    disconfirmedBy: "a state that has not changed for an hour",
    disconfirm: steadyAgain,
  },
  {
    id: "node-under-pressure",
    class: 17,
    severity: 2,
    title: "Node runs out of memory or process numbers",
    find: pressedNodes,
    disconfirmedBy: "memory that is free by the series",
    disconfirm: memoryFree,
  },
  {
    id: "pods-unready-on-one-node",
    class: 17,
    severity: 2,
    title: "Pods of several workloads are unready on one node",
    find: badNodes,
    disconfirmedBy: "pods that are only just starting",
    disconfirm: onlyStarting,
  },
];

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
      `${elsewhere.length} elsewhere: ${
        bad.slice(0, 5).map(({ workload }) => workload.name).join(", ")
      }`;
    return [{
      entity,
      facts: [objectFact(entity, text), ...networkTroubles(entity.name, situation)] as const,
      related: bad.map(({ workload }) => workload),
    }];
  });
}

const STEADY_SECONDS = 3_600;

function steadyAgain({ entity }: Found, situation: Situation): string | undefined {
  const node = nodesOf(situation).find(({ metadata }) => metadata.name === entity.name);
  const ready = node && conditionOf(node, "Ready");
  return ready?.status === "True" &&
      secondsAgo(ready.lastTransitionTime, situation.now) > STEADY_SECONDS
    ? `${entity.name} has been ready for more than an hour`
    : undefined;
}

const FREE_SHARE = 0.8;

function memoryFree({ entity, facts }: Found, { signals }: Situation): string | undefined {
  const memory = signals.find(({ signal, entity: node }) =>
    signal === "node_memory" && node.name === entity.name
  );
  return facts[0].text.includes("MemoryPressure") && memory !== undefined &&
      memory.now < FREE_SHARE
    ? `${entity.name} uses ${Math.round(100 * memory.now)}% of its memory by now`
    : undefined;
}

const STARTING_SECONDS = 120;

function onlyStarting({ entity }: Found, { cluster, now }: Situation): string | undefined {
  const unready = cluster.podsOnNode(entity.name).filter(isUnready);
  return unready.length > 0 &&
      unready.every(({ status }) => secondsAgo(status?.startTime, now) < STARTING_SECONDS)
    ? `the pods of ${entity.name} are only just starting`
    : undefined;
}

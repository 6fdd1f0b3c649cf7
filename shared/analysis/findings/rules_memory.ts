import { conditionOf } from "../condition.ts";
import { entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import { isReady } from "./cluster_index.ts";
import {
  changedSetting,
  hasRecovered,
  imageText,
  imageUnchanged,
  lastRunOf,
  onsetOf,
  restartsText,
  rolloutFacts,
  standingText,
} from "./container_facts.ts";
import { type ContainerGroup, containerGroups, lastEndOf } from "./container_groups.ts";
import { exitText } from "./exit_code.ts";
import { lookAt } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { earliest, secondsAgo } from "./moment_text.ts";
import { nodesOutOfMemory, nodeThatKilled } from "./node_memory_kills.ts";
import type { Situation } from "./situation.ts";
import { eventsByWorkload } from "./workload_events.ts";
import { counted } from "../../render/counted.ts";

const RECENT_SECONDS = 86_400;
const BACK_OFF: ReadonlySet<string> = new Set(["BackOff"]);

/** Containers and nodes that ran out of memory. */
export const MEMORY_RULES: readonly FindingRule[] = [
  {
    id: "container-oom-killed",
    class: 3,
    severity: 3,
    title: "Container is killed at its memory limit",
    find: containersOutOfMemory,
    disconfirmedBy:
      "All pods are ready and none was killed for hours; or the node, not the limit, was short",
    disconfirm: (found, situation) =>
      hasRecovered(found, situation) ?? killedByNode(found, situation) ??
        nodesShortOfMemory(found, situation),
  },
  {
    id: "node-system-oom",
    class: 3,
    severity: 2,
    title: "Node ran out of memory and killed processes",
    find: nodesOutOfMemory,
    disconfirmedBy: "The kills were within the limits of single containers",
    disconfirm: () => undefined,
  },
];

function containersOutOfMemory(situation: Situation): readonly Found[] {
  const groups = killedGroups(situation);
  const events = eventsByWorkload(situation, BACK_OFF);
  return groups.map((group) =>
    outOfMemory(group, situation, events.get(entityText(group.workload)) ?? [])
  );
}

function killedGroups(situation: Situation): readonly ContainerGroup[] {
  return containerGroups(situation, (one) => {
    const end = lastEndOf(one);
    return end?.reason === "OOMKilled" &&
      secondsAgo(end.finishedAt, situation.now) < RECENT_SECONDS;
  });
}

function outOfMemory(
  group: ContainerGroup,
  situation: Situation,
  events: readonly EventGroup[],
): Found {
  const { workload, container, cases } = group;
  const [{ status, spec }] = cases;
  const end = lastEndOf(cases[0]);
  const waiting = status.state?.waiting?.reason;
  const limit = spec?.resources?.limits?.["memory"];
  const changed = changedSetting(group, situation, {
    name: "memory limit",
    read: ({ resources }) => resources?.limits?.["memory"],
  });
  const limits = limit === undefined ? "no memory limit" : `memory limit ${limit}`;
  const request = spec?.resources?.requests?.["memory"];
  const isServing = cases.every(({ pod }) => isReady(pod));
  return {
    entity: workload,
    since: sinceOf(group, events),
    severity: isHeldOtherwise(group) ? 1 : isServing ? 2 : 3,
    facts: [
      {
        text: `${standingText(group, situation)} OOMKilled, ${end && exitText(end)}, ` +
          `${restartsText(group)}${waiting === undefined ? "" : `, now ${waiting}`}`,
        reproduce: lookAt(workload),
      },
      {
        text: `container ${container}: ${limits}${request ? `, request ${request}` : ""}; ` +
          `${changed === undefined ? "" : `${changed}; `}${imageText(group, situation)}`,
        reproduce: lastRunOf(group),
      },
      ...rolloutFacts(workload, situation),
    ],
    ruledOut: [
      ...imageUnchanged(workload, situation),
      ...(limit === undefined ? [] : nodesWithMemory(group, situation)),
      ...otherContainers(group),
    ],
  };
}

// A container that was killed and cannot be made again has another fault now.
function isHeldOtherwise({ cases: [{ status }] }: ContainerGroup): boolean {
  const waiting = status.state?.waiting?.reason;
  return waiting !== undefined && waiting !== "CrashLoopBackOff" && waiting !== "ContainerCreating";
}

// Every restart renews what a pod says of itself; the first event stays.
function sinceOf(group: ContainerGroup, events: readonly EventGroup[]): string {
  const ends = group.cases.map((one) => lastEndOf(one)?.finishedAt);
  return earliest([onsetOf(group, events), ...ends]) ?? "";
}

/** The containers beside it: whoever looks at the pod alone blames them. */
function otherContainers({ workload, container, cases }: ContainerGroup): readonly string[] {
  const others = cases.flatMap(({ pod }) => pod.status?.containerStatuses ?? [])
    .filter(({ name }) => name !== container);
  return [...Map.groupBy(others, ({ name }) => name)]
    .filter(([, statuses]) =>
      statuses.every(({ restartCount = 0, ready }) => ready && restartCount === 0)
    )
    .map(([name]) => `${workload.name}: container ${name} runs, 0 restarts`);
}

function nodesWithMemory({ workload, cases }: ContainerGroup, { objects }: Situation) {
  if (objects.nodes === undefined) return [];
  const names = new Set(cases.map(({ pod }) => pod.spec?.nodeName));
  const nodes = objects.nodes.filter(({ metadata }) => names.has(metadata.name));
  if (nodes.some((node) => conditionOf(node, "MemoryPressure")?.status === "True")) return [];
  return [
    `${workload.name}: killed at its own limit, ${
      counted(nodes.length, "node")
    } without MemoryPressure, not evicted`,
  ];
}

// The kubelet tells of a SystemOOM only when the whole node was short, not when a container reached its limit.
function killedByNode({ entity }: Found, situation: Situation): string | undefined {
  const own = killedGroups(situation)
    .filter(({ workload }) => entityText(workload) === entityText(entity));
  const nodes = own.map((group) => nodeThatKilled(group, situation));
  if (nodes.length === 0 || nodes.includes(undefined)) return undefined;
  return `${entity.name} was killed with others when node ${nodes[0]} had no memory left`;
}

// A container without a limit is killed because its node has no memory left.
function nodesShortOfMemory({ entity }: Found, { cluster, objects }: Situation) {
  const pods = cluster.podsOf(entity);
  const isLimited = pods.some(({ spec }) =>
    spec?.containers?.some(({ resources }) => resources?.limits?.["memory"] !== undefined)
  );
  const names = new Set(pods.map(({ spec }) => spec?.nodeName));
  const short = (objects.nodes ?? []).find((node) =>
    names.has(node.metadata.name) && conditionOf(node, "MemoryPressure")?.status === "True"
  );
  if (isLimited || short === undefined) return undefined;
  return `${entity.name} has no memory limit, and node ${short.metadata.name} has MemoryPressure`;
}

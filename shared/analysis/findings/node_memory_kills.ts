import { type Entity, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Pod } from "../kube_pod.ts";
import { descending } from "../order.ts";
import { type ContainerGroup, containerGroups, lastEndOf } from "./container_groups.ts";
import { exitText } from "./exit_code.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, Found } from "./finding.ts";
import { earliest, momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { counted } from "../../render/counted.ts";

const REASONS: ReadonlySet<string> = new Set(["SystemOOM", "OOMKilling"]);
/** Events and the ends of containers come from clocks and queues of their own. */
const SAME_TIME_MS = 60_000;
const MOST_SUSPECTS = 2;

/** The nodes whose kernel killed processes for lack of memory, whatever the limits of containers. */
export function nodesOutOfMemory(situation: Situation): readonly Found[] {
  return [...killsByNode(situation)].map(([name, kills]) => outOfMemory(name, kills, situation));
}

type Kills = readonly [EventGroup, ...EventGroup[]];

function outOfMemory(name: string, kills: Kills, situation: Situation): Found {
  const entity: Entity = { kind: "Node", namespace: "", name };
  const [{ reason, message }] = kills;
  const count = kills.reduce((sum, event) => sum + event.count, 0);
  const since = sinceOf(kills);
  const killed = containerGroups(situation, (one) => {
    const end = lastEndOf(one);
    return one.pod.spec?.nodeName === name && end?.reason === "OOMKilled" &&
      happenedThen(end.finishedAt, kills);
  });
  return {
    entity,
    since,
    facts: [
      eventFact(
        entity,
        `${reason}: ${counted(count, "kill")} for lack of memory on the node`,
        message,
      ),
      ...unlimitedFacts(name, since, situation),
      ...killed.map(killedFact),
    ],
    related: killed.map(({ workload }) => workload),
  };
}

/** The node whose own lack of memory ended all containers of a group; `undefined` where a limit did. */
export function nodeThatKilled({ cases }: ContainerGroup, situation: Situation) {
  const byNode = killsByNode(situation);
  const isSo = cases.every((one) => {
    const kills = byNode.get(one.pod.spec?.nodeName ?? "");
    return kills !== undefined && happenedThen(lastEndOf(one)?.finishedAt, kills);
  });
  return isSo ? cases[0].pod.spec?.nodeName : undefined;
}

function killsByNode({ events }: Situation): ReadonlyMap<string, Kills> {
  const onNodes = events.filter(({ reason, owner }) =>
    REASONS.has(reason) && owner.kind === "Node"
  );
  return Map.groupBy(onNodes, ({ owner }) => owner.name) as Map<string, [EventGroup]>;
}

function sinceOf(kills: Kills): string {
  return earliest(kills.map(({ firstAt }) => firstAt)) ?? kills[0].firstAt;
}

function happenedThen(at: string | undefined, kills: Kills): boolean {
  const atMs = Date.parse(at ?? "");
  return kills.some(({ firstAt, lastAt }) =>
    Date.parse(firstAt) - SAME_TIME_MS <= atMs && atMs <= Date.parse(lastAt) + SAME_TIME_MS
  );
}

/** The pods of the node that may take all its memory: those that came last before the first kill say most. */
function unlimitedFacts(node: string, since: string, situation: Situation): readonly Fact[] {
  const { cluster, now } = situation;
  const pods = cluster.podsOnNode(node).filter((pod) =>
    isUnlimited(pod) && cluster.ownerOf(pod).kind !== "DaemonSet" &&
    (pod.metadata.creationTimestamp ?? "") <= since
  );
  return pods
    .sort((a, b) =>
      descending(a.metadata.creationTimestamp ?? "", b.metadata.creationTimestamp ?? "")
    )
    .slice(0, MOST_SUSPECTS)
    .map((pod) => {
      const owner = cluster.ownerOf(pod);
      const started = momentText(pod.metadata.creationTimestamp ?? "", now);
      return objectFact(
        owner,
        `${entityText(owner)} runs on ${node} without a memory limit since ${started} ` +
          `(${requestText(pod)})`,
      );
    });
}

function isUnlimited({ spec }: Pod): boolean {
  return (spec?.containers ?? []).some(({ resources }) =>
    resources?.limits?.["memory"] === undefined
  );
}

function requestText({ spec }: Pod): string {
  const requests = (spec?.containers ?? []).flatMap(({ resources }) =>
    resources?.requests?.["memory"] ?? []
  );
  return requests.length === 0 ? "no request" : `request ${requests.join(" + ")}`;
}

function killedFact({ workload, container, cases: [first] }: ContainerGroup): Fact {
  const { status, spec } = first;
  const end = lastEndOf(first);
  const limit = spec?.resources?.limits?.["memory"];
  return objectFact(
    workload,
    `${entityText(workload)}: container ${container} killed with ${end ? exitText(end) : "137"}, ` +
      `${counted(status.restartCount ?? 0, "restart")}, memory limit ${limit ?? "none"}`,
  );
}

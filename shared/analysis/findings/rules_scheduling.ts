import { conditionOf } from "../condition.ts";
import { type Entity, entityText } from "../entity.ts";
import { isOver } from "../pod_status.ts";
import { schedulingFailureText } from "../scheduling_failure.ts";
import { rolloutFacts } from "./container_facts.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { shortageText } from "./free_resources.ts";
import { earliest, secondsAgo } from "./moment_text.ts";
import { cordonText, demandTexts, matchesNode, taintTexts } from "./node_fit.ts";
import { peerDemandTexts } from "./peer_demands.ts";
import type { Situation } from "./situation.ts";
import {
  insufficientResources,
  type UnschedulablePods,
  unschedulablePods,
  waitsForVolume,
} from "./unschedulable_pods.ts";
import { counted } from "../../render/counted.ts";

const UNSEEN_SECONDS = 120;
/** What the scheduler calls demands on the pods beside. */
const PEERS = /pod (?:anti-)?affinity|existing pods|topology spread/;

/** Pods that no node takes. */
export const SCHEDULING_RULES: readonly FindingRule[] = [
  {
    id: "pod-fits-no-node",
    class: 11,
    severity: 3,
    title: "Pods are Unschedulable: no node fits",
    find: (situation) => refused(situation, (resources) => resources.length === 0),
    disconfirmedBy: "The pods have been bound to nodes",
    disconfirm: scheduledSince,
  },
  {
    id: "nodes-have-no-room",
    class: 25,
    severity: 3,
    title: "Pods are Unschedulable: nodes have too little left",
    find: (situation) => refused(situation, (resources) => resources.length > 0),
    disconfirmedBy: "The pods have been bound to nodes",
    disconfirm: scheduledSince,
  },
  {
    id: "scheduler-ignores-pod",
    class: 11,
    severity: 3,
    title: "No scheduler has looked at the pods",
    find: unseen,
    disconfirmedBy: "The pods have been bound to nodes",
    disconfirm: scheduledSince,
  },
];

function refused(
  situation: Situation,
  isMeant: (resources: readonly string[]) => boolean,
): readonly Found[] {
  return unschedulablePods(situation)
    .filter(({ failure }) => !waitsForVolume(failure) && isMeant(insufficientResources(failure)))
    .map((group) => refusal(group, situation));
}

function refusal(group: UnschedulablePods, situation: Situation): Found {
  const { workload, pods, failure, since, message } = group;
  const readiness = situation.cluster.readinessText(workload) ?? "not ready";
  const fit = failure === undefined ? "" : `, ${failure.available}/${failure.nodes} nodes fit`;
  const first: Fact = {
    text: `${readiness}; ${counted(pods.length, "pod")} (${pods[0].metadata.name}) ` +
      `Pending, Unschedulable${fit}`,
    quote: failure === undefined ? message : schedulingFailureText(failure),
    reproduce: {
      tool: "k8s.events",
      arguments: { namespace: workload.namespace, object: `Pod/${pods[0].metadata.name}` },
    },
  };
  return {
    entity: workload,
    ...(since !== undefined && { since }),
    facts: [first, ...demandFacts(group, situation), ...rolloutFacts(workload, situation)],
    ruledOut: soundText(group, situation),
  };
}

function soundText(
  { workload: { name }, pods: [{ spec }], failure }: UnschedulablePods,
  { objects: { nodes } }: Situation,
): readonly string[] {
  if (failure === undefined) return [];
  const resources = insufficientResources(failure);
  if (resources.length === 0) return [`${name}: Insufficient cpu or memory on 0 nodes`];
  if (nodes === undefined || spec === undefined) return [];
  const fitting = nodes.filter((node) => matchesNode(spec, node));
  if (fitting.length === 0 || taintTexts(spec, fitting).length > 0) return [];
  const count = `${fitting.length} of ${nodes.length} nodes`;
  return [
    `${name}: selector, affinity and taints admit ${count}, only ${resources.join(", ")} is short`,
  ];
}

/** What the pods ask of nodes, against what the nodes offer. */
function demandFacts(
  { workload, pods: [pod], failure }: UnschedulablePods,
  situation: Situation,
): readonly Fact[] {
  const { nodes } = situation.objects;
  if (nodes === undefined || pod.spec === undefined) return [];
  const { spec } = pod;
  const fitting = nodes.filter((node) => matchesNode(spec, node));
  const texts = [
    ...demandTexts(spec, nodes),
    ...(failure?.predicates.some(({ reason }) => PEERS.test(reason))
      ? peerDemandTexts(spec, nodes)
      : []),
    ...taintTexts(spec, fitting.length === 0 ? nodes : fitting),
    ...insufficientResources(failure).flatMap((resource) =>
      resource === "pods" ? [] : shortageText(pod, { resource, nodes: fitting }, situation) ?? []
    ),
    ...[cordonText(nodes)].filter((text) => text !== undefined),
  ];
  return texts.length === 0 ? [] : [{ text: texts.join("; "), reproduce: lookAt(workload) }];
}

function unseen(situation: Situation): readonly Found[] {
  const { cluster, now, objects } = situation;
  const pods = (objects.pods ?? []).filter((pod) =>
    !isOver(pod) && pod.spec?.nodeName === undefined &&
    pod.metadata.deletionTimestamp === undefined &&
    (conditionOf(pod, "PodScheduled") === undefined ||
      conditionOf(pod, "PodScheduled")?.reason === "SchedulingGated") &&
    secondsAgo(pod.metadata.creationTimestamp, now) > UNSEEN_SECONDS
  );
  const groups = Map.groupBy(pods, (pod) => entityText(cluster.ownerOf(pod)));
  return [...groups.values()].flatMap(([first, ...others]): Found[] => {
    if (first === undefined) return [];
    const entity: Entity = cluster.ownerOf(first);
    const since = earliest([first, ...others].map(({ metadata }) => metadata.creationTimestamp));
    const isGated = conditionOf(first, "PodScheduled") !== undefined;
    const why = isGated
      ? "held by a scheduling gate"
      : `not looked at by scheduler ${first.spec?.schedulerName ?? "default-scheduler"}`;
    return [{
      entity,
      ...(since !== undefined && { since }),
      facts: [{
        text: `${cluster.readinessText(entity) ?? "not ready"}; ` +
          `${counted(others.length + 1, "pod")} Pending, ${why}`,
        reproduce: lookAt(entity),
      }],
    }];
  });
}

function scheduledSince({ entity }: Found, { cluster }: Situation): string | undefined {
  const pods = cluster.podsOf(entity).filter((pod) => !isOver(pod));
  const isBound = pods.every(({ spec }) => spec?.nodeName !== undefined);
  return isBound && pods.length > 0 ? `${entity.name}: all its pods are on nodes` : undefined;
}

import { type Entity, entityText } from "../entity.ts";
import type { Pod } from "../kube_pod.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import { lookAt } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { earliest, momentText } from "./moment_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike, soundTexts } from "./soundness.ts";
import { counted } from "../../render/counted.ts";

/** Class 13: nodes that have no CPU left for those who need it. */
export const NODE_CPU_RULES: readonly FindingRule[] = [
  {
    id: "node-cpu-taken",
    class: 13,
    severity: 2,
    title: "Newcomer without CPU limit takes its node's CPU",
    find: takenNodes,
    disconfirmedBy: "No service with pods on the node is slower than before",
    disconfirm: ({ related = [] }, situation) => related[0] && slowFor(related[0], situation),
  },
  {
    id: "node-cpu-saturated",
    class: 13,
    severity: 2,
    title: "Node has no CPU left",
    find: saturatedNodes,
    disconfirmedBy: "No service with pods on it is slower than before",
    disconfirm: ({ entity }, situation) => slowFor(entity, situation),
  },
];

const SATURATED = 0.9;
/** A program needs some time to take what it can, and a rate some time to show it. */
const BEFORE_SECONDS = 600;
const AFTER_SECONDS = 120;

function saturations({ signals }: Situation): readonly Signal[] {
  return signals.filter(({ signal, isBad, now }) =>
    signal === "node_cpu" && isBad && now >= SATURATED
  );
}

function takenNodes(situation: Situation): readonly Found[] {
  return saturations(situation).flatMap((signal): Found[] => {
    const [first, ...others] = newcomers(signal, situation);
    if (first === undefined) return [];
    const since = earliest(first.pods.map(({ status }) => status?.startTime));
    const neighbours = situation.cluster.podsOnNode(signal.entity.name)
      .map((pod) => situation.cluster.ownerOf(pod))
      .filter(({ kind, name }) => kind !== "DaemonSet" && name !== first.workload.name);
    return [{
      entity: first.workload,
      ...(since !== undefined && { since }),
      facts: [
        ...([first, ...others].slice(0, 2).map((one) => newcomerFact(one, signal, situation)) as [
          Fact,
        ]),
        saturationFact(signal, situation),
      ],
      ruledOut: soundTexts(neighbours, situation).slice(0, 4),
      related: [signal.entity, ...others.map(({ workload }) => workload)],
    }];
  });
}

function saturatedNodes(situation: Situation): readonly Found[] {
  return saturations(situation).filter((signal) => newcomers(signal, situation).length === 0)
    .map((signal) => ({
      entity: signal.entity,
      ...(signal.since !== undefined && { since: signal.since }),
      facts: [saturationFact(signal, situation), ...heaviest(signal.entity, situation)],
    }));
}

interface Newcomer {
  readonly workload: Entity;
  readonly pods: readonly Pod[];
}

/** Who came to a node just before its CPU ran out and may take all of it, most pods first. */
function newcomers({ entity, since }: Signal, { cluster }: Situation): readonly Newcomer[] {
  if (since === undefined) return [];
  const onset = Date.parse(since) / 1_000;
  const came = cluster.podsOnNode(entity.name).filter(({ status }) => {
    const seconds = onset - Date.parse(status?.startTime ?? "") / 1_000;
    return seconds <= BEFORE_SECONDS && seconds >= -AFTER_SECONDS;
  }).filter((pod) => limitlessContainers(pod).length > 0);
  const groups = Map.groupBy(came, (pod) => entityText(cluster.ownerOf(pod)));
  return [...groups.values()].flatMap((pods) => {
    const [first] = pods;
    return first === undefined ? [] : [{ workload: cluster.ownerOf(first), pods }];
  }).sort((a, b) => b.pods.length - a.pods.length);
}

function limitlessContainers({ spec }: Pod): readonly string[] {
  return (spec?.containers ?? []).filter(({ resources }) =>
    resources?.limits?.["cpu"] === undefined
  ).map(({ name }) => name);
}

function newcomerFact(
  { workload, pods }: Newcomer,
  { entity: node }: Signal,
  { now }: Situation,
): Fact {
  const [first] = pods;
  const names = first === undefined ? [] : limitlessContainers(first);
  const since = earliest(pods.map(({ status }) => status?.startTime)) ?? "";
  const request = first?.spec?.containers?.find(({ name }) => name === names[0])
    ?.resources?.requests?.["cpu"];
  return {
    text: `${counted(pods.length, "pod")} of ${workload.name} on ${node.name} since ` +
      `${momentText(since, now)}; container ${names.join(", ")}: no CPU limit, ` +
      `cpu request ${request ?? "none"}`,
    reproduce: lookAt(workload),
  };
}

function saturationFact(signal: Signal, { now }: Situation): Fact {
  const since = signal.since === undefined ? "" : ` since ${momentText(signal.since, now)}`;
  return {
    ...signalFact(signal),
    text: `${signal.entity.name} uses ${figureText(signal)} of its CPU${since}`,
  };
}

function heaviest(node: Entity, { cluster, signals }: Situation): readonly Fact[] {
  const owners = new Set(
    cluster.podsOnNode(node.name).map((pod) => entityText(cluster.ownerOf(pod))),
  );
  return signals.filter(({ signal, entity }) =>
    signal === "cpu_of_limit" && owners.has(entityText(entity))
  ).slice(0, 2).map(signalFact);
}

/** Says that nobody on a node answers slower than before; nothing where somebody does. */
function slowFor(node: Entity, { cluster, signals }: Situation): string | undefined {
  const workloads = cluster.podsOnNode(node.name).map((pod) => cluster.ownerOf(pod));
  const isSlow = signals.some(({ signal, isBad, entity: service }) =>
    isBad && signal === "latency_p99" && workloads.some((one) => isNamedLike(one, service))
  );
  return isSlow ? undefined : `no service with pods on ${node.name} is slower than before`;
}

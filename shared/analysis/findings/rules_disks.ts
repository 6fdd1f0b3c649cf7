import { conditionOf } from "../condition.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import { descending } from "../order.ts";
import { changeText } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { FULL_PERCENT, fullDisks } from "./full_disks.ts";
import { hostPathWriters } from "./host_path_writers.ts";
import { momentText } from "./moment_text.ts";
import { movableOn } from "./node_pods.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundDns } from "./soundness.ts";
import { workloadOfEvent } from "./workload_events.ts";
import { commandText } from "./tellable.ts";

/** Class 20: disks that are full, and who is put out for it. */
export const DISK_RULES: readonly FindingRule[] = [
  {
    id: "node-disk-pressure",
    class: 20,
    severity: 3,
    title: "Node runs out of disk and evicts pods",
    find: pressedDisks,
    disconfirmedBy: "the condition, false by now",
    disconfirm: pressureGone,
  },
  {
    id: "host-path-fills-disk",
    class: 20,
    severity: 3,
    title: "Workload fills the disk of its node through a hostPath",
    find: diskFillers,
    disconfirmedBy: "room on the disks of those nodes by the series",
    disconfirm: ({ related = [] }, situation) =>
      related.map((entity) => diskRoom(entity, situation)).find(Boolean),
  },
  {
    id: "host-disk-full",
    class: 20,
    severity: 2,
    title: "Disk of a node is nearly full",
    find: fullDisks,
    disconfirmedBy: "room again by the series",
    disconfirm: roomAgain,
  },
];

function pressedDisks(situation: Situation): readonly Found[] {
  return (situation.objects.nodes ?? []).flatMap((node) => {
    const condition = conditionOf(node, "DiskPressure");
    if (condition?.status !== "True") return [];
    const entity = entityOf("Node", node);
    const since = condition.lastTransitionTime;
    const evictions = diskEvictions(situation);
    const evicted = evictions.map((event) => workloadOfEvent(event, situation));
    const at = since === undefined ? "" : ` since ${momentText(since, situation.now)}`;
    const disks = diskText(entity.name, situation);
    return [{
      entity,
      ...(since && { since }),
      facts: [
        objectFact(entity, `${entity.name} DiskPressure${at}${disks}`, condition.message),
        ...evictions.slice(0, 3).map((event) => evictionFact(event, situation)),
        ...diskSignals(entity.name, situation),
      ],
      ruledOut: soundDns(situation),
      related: [...evicted, ...movableOn(entity.name, situation).map(({ workload }) => workload)],
    }];
  });
}

/** Evictions for want of disk, of those first who did not come back; the event names the pod, seldom the node. */
function diskEvictions(situation: Situation): readonly EventGroup[] {
  return situation.events.filter(({ reason, message }) =>
    reason === "Evicted" && /ephemeral-storage|DiskPressure|inodes|nodefs|imagefs/i.test(message)
  ).sort((a, b) => descending(missing(a, situation), missing(b, situation)));
}

function missing(event: EventGroup, situation: Situation): number {
  const health = situation.cluster.health.get(entityText(workloadOfEvent(event, situation)));
  return health === undefined ? 0 : (health.desired - health.ready) / Math.max(1, health.desired);
}

function evictionFact(event: EventGroup, situation: Situation): Fact {
  const workload = workloadOfEvent(event, situation);
  const readiness = situation.cluster.readinessText(workload);
  return eventFact(
    workload,
    `${entityText(workload)} Evicted ${momentText(event.firstAt, situation.now)} for ` +
      `ephemeral-storage${readiness === undefined ? "" : `, now ${readiness}`}: ` +
      event.lastObject.name,
    event.message,
  );
}

function diskText(node: string, { hosts }: Situation): string {
  const disks = hosts.find((host) => host.node === node)?.facts.disks ?? [];
  const full = disks.filter(({ used_percent: used = 0, inodes_percent: inodes = 0 }) =>
    Math.max(used, inodes) >= PRESSED_PERCENT
  );
  return full.map(({ mount, used_percent: used = 0, inodes_percent: inodes = 0 }) =>
    inodes >= PRESSED_PERCENT ? `; ${mount} ${inodes}% of inodes used` : `; ${mount} ${used}% full`
  ).join("");
}

/** Kubelets evict from 85 to 90 percent on, as they are set. */
const PRESSED_PERCENT = 85;

function diskSignals(node: string, { signals }: Situation): readonly Fact[] {
  return signals.filter(({ signal, entity, isBad }) =>
    isBad && /^node_(?:disk|inodes)$/.test(signal) && entity.name === node
  ).slice(0, 1).map(signalFact);
}

function diskFillers(situation: Situation): readonly Found[] {
  const pressed = new Set([
    ...(situation.objects.nodes ?? []).filter((node) =>
      conditionOf(node, "DiskPressure")?.status === "True"
    ).map(({ metadata }) => metadata.name),
    ...situation.hosts.filter(({ facts }) =>
      facts.disks?.some(({ used_percent: used = 0 }) => used >= FULL_PERCENT)
    ).map(({ node }) => node),
  ]);
  if (pressed.size === 0) return [];
  return hostPathWriters(situation).flatMap(
    ({ workload, paths, nodes, since, change, wasEvicted }) => {
      const onPressed = nodes.filter((node) => pressed.has(node));
      if (onPressed.length === 0 && !wasEvicted) return [];
      // Who wrote there for ever without harm is not the one.
      if (change === undefined && !wasEvicted) return [];
      const where = onPressed.length > 0
        ? `on ${onPressed.join(", ")}`
        : `was evicted from ${[...pressed].sort().join(" or ")}, now on ${nodes.join(", ")}`;
      const fact =
        `${workload.name} writes to hostPath ${paths.join(", ")} of its node, ${where}; ` +
        "the kubelet does not count it against the pod";
      return [{
        entity: workload,
        ...(since && { since }),
        facts: [
          objectFact(workload, fact),
          ...(change === undefined ? [] : [
            { text: `${workload.name}: ${changeText(change, situation.now)}` },
          ]),
          ...argumentFacts(workload, situation),
        ] as const,
        related: [...pressed].map((name) => ({ kind: "Node", namespace: "", name })),
      }];
    },
  );
}

function argumentFacts(workload: Entity, { cluster }: Situation): readonly Fact[] {
  const [pod] = cluster.podsOf(workload);
  return (pod?.spec?.containers ?? []).flatMap(({ name, args = [] }) =>
    args.length === 0
      ? []
      : [objectFact(workload, `args of ${name}: ${commandText(args).slice(0, 120)}`)]
  ).slice(0, 1);
}

function pressureGone({ entity }: Found, { objects }: Situation): string | undefined {
  const node = objects.nodes?.find(({ metadata }) => metadata.name === entity.name);
  return node !== undefined && conditionOf(node, "DiskPressure")?.status !== "True"
    ? `${entity.name} has no DiskPressure any more`
    : undefined;
}

function roomAgain({ entity }: Found, situation: Situation): string | undefined {
  return diskRoom(entity, situation);
}

function diskRoom(node: Entity, { signals }: Situation): string | undefined {
  const disks = signals.filter(({ signal, entity }) =>
    signal === "node_disk" && entity.name === node.name
  );
  const fullest = Math.max(...disks.map(({ now }) => now));
  return disks.length > 0 && fullest < PRESSED_PERCENT / 100
    ? `the disks of ${node.name} are at most ${Math.round(100 * fullest)}% full by now`
    : undefined;
}

import { type Entity, entityOf } from "../entity.ts";
import type { Pod } from "../kube_pod.ts";
import type { PersistentVolumeClaim } from "../kube_storage.ts";
import { podStatus } from "../pod_status.ts";
import { changesOf, changeText } from "./change_evidence.ts";
import { claimKey, isWaiting, podsByClaim } from "./claim_users.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { momentText, secondsAgo } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { callersOf, soundDns, soundTexts } from "./soundness.ts";

/** Class 12: volumes that one node has and another needs. */
export const VOLUME_HOLD_RULES: readonly FindingRule[] = [
  {
    id: "volume-held-by-other-pod",
    class: 12,
    severity: 3,
    title: "Volume is held by a pod on another node",
    find: heldVolumes,
    disconfirmedBy: "a holder that is about to end",
    disconfirm: holderEnds,
  },
];

/** The pods that hold a volume which a pod on another node waits for. */
export function heldVolumes(situation: Situation): readonly Found[] {
  const exclusive = new Map(
    (situation.objects.volumeClaims ?? []).filter(isExclusive)
      .map((claim) => [claimKey(claim.metadata.namespace, claim.metadata.name), claim]),
  );
  return [...podsByClaim(situation)].flatMap(([key, pods]) => {
    const claim = exclusive.get(key);
    const waiting = pods.find((pod) => isWaiting(pod));
    const holder = pods.find((pod) =>
      pod !== waiting && pod.spec?.nodeName !== undefined && !isWaiting(pod) &&
      pod.spec.nodeName !== waiting?.spec?.nodeName
    );
    if (claim === undefined || waiting?.spec?.nodeName === undefined || holder === undefined) {
      return [];
    }
    return [heldBy({ claim, waiting, holder }, situation)];
  });
}

interface Hold {
  readonly claim: PersistentVolumeClaim;
  readonly waiting: Pod;
  readonly holder: Pod;
}

function heldBy({ claim, waiting, holder }: Hold, situation: Situation): Found {
  const entity = entityOf("Pod", holder);
  const waiter = entityOf("Pod", waiting);
  const owner = situation.cluster.ownerOf(waiting);
  const since = waiting.metadata.creationTimestamp;
  const modes = (claim.spec?.accessModes ?? []).join(",");
  const holding = `holds claim ${claim.metadata.name} (${modes}, ${
    claim.spec?.volumeName ?? "unbound"
  }) on ${holder.spec?.nodeName} since ${started(holder, situation)}`;
  const needing = `${waiter.name} ${podStatus(waiting).status} on ${waiting.spec?.nodeName}` +
    `${since === undefined ? "" : ` since ${momentText(since, situation.now)}`}: Multi-Attach, ` +
    `the volume is already used by pod ${entity.name}`;
  return {
    entity,
    ...(since && { since }),
    facts: [
      objectFact(entity, `${entity.name} ${holding}`),
      attachFact(waiter, needing, situation),
      ...nodeFacts(holder, situation),
    ],
    ruledOut: [
      ...soundTexts(callersOf(owner, situation), situation),
      ...soundDns(situation),
    ],
    related: [owner, waiter, entityOf("PersistentVolumeClaim", claim)],
  };
}

function attachFact(waiter: Entity, text: string, { events }: Situation): Fact {
  const event = events.find(({ reason, namespace, lastObject }) =>
    reason === "FailedAttachVolume" && namespace === waiter.namespace &&
    lastObject.name === waiter.name
  );
  return eventFact(
    waiter,
    event === undefined ? text : `${text} (${event.reason})`,
    event?.message,
  );
}

/** Why the waiting pod came to another node. */
function nodeFacts({ spec }: Pod, situation: Situation): readonly Fact[] {
  const node = situation.objects.nodes?.find(({ metadata }) => metadata.name === spec?.nodeName);
  if (node?.spec?.unschedulable !== true) return [];
  const entity = entityOf("Node", node);
  const [change] = changesOf(situation, entity, /unschedulable|cordon/i);
  const who = change === undefined ? "" : `; ${changeText(change, situation.now)}`;
  return [objectFact(entity, `${entity.name} is cordoned (SchedulingDisabled)${who}`)];
}

function isExclusive({ spec }: PersistentVolumeClaim): boolean {
  return (spec?.accessModes ?? []).every((mode) => mode.startsWith("ReadWriteOnce"));
}

function started({ metadata, status }: Pod, { now }: Situation): string {
  const at = status?.startTime ?? metadata.creationTimestamp;
  return at === undefined ? "an unknown time" : momentText(at, now);
}

const ENDING_SECONDS = 60;

function holderEnds({ entity }: Found, { cluster, now }: Situation): string | undefined {
  const deletedAt = cluster.podNamed(entity.namespace, entity.name)?.metadata.deletionTimestamp;
  return secondsAgo(deletedAt, now) < ENDING_SECONDS ? `${entity.name} is ending` : undefined;
}

import { entityOf, entityText } from "../entity.ts";
import type { EventGroup } from "../event_compaction.ts";
import type { Pod } from "../kube_pod.ts";
import type { PersistentVolumeClaim } from "../kube_storage.ts";
import { podStatus } from "../pod_status.ts";
import { claimKey, claimsOf, isWaiting, podsByClaim } from "./claim_users.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { secondsAgo } from "./moment_text.ts";
import { heldVolumes } from "./rules_volume_holds.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { workloadOfEvent } from "./workload_events.ts";

/** Class 12: volumes that pods wait for. */
export const VOLUME_RULES: readonly FindingRule[] = [
  {
    id: "claim-pending",
    class: 12,
    severity: 3,
    title: "PersistentVolumeClaim is not bound",
    find: pendingClaims,
    disconfirmedBy: "a StorageClass that waits for the first pod, and no pod",
    disconfirm: waitsForPod,
  },
  {
    id: "claim-missing",
    class: 12,
    severity: 3,
    title: "Pods need a PersistentVolumeClaim that does not exist",
    find: missingClaims,
    disconfirmedBy: "all pods of the workload ready",
    disconfirm: ({ entity }, situation) => soundTexts([entity], situation)[0],
  },
  {
    id: "volume-mount-fails",
    class: 12,
    severity: 3,
    title: "Volume cannot be mounted",
    find: failedMounts,
    disconfirmedBy: "all pods of the workload ready",
    disconfirm: ({ entity }, situation) => soundTexts([entity], situation)[0],
  },
];

const ATTACH_REASONS = /^(?:FailedAttachVolume|FailedMount)$/;
const BINDING_GRACE_SECONDS = 120;
const PROVISIONING_REASONS = /^(?:ProvisioningFailed|FailedBinding|ExternalProvisioning)$/;

function pendingClaims(situation: Situation): readonly Found[] {
  const users = podsByClaim(situation);
  return (situation.objects.volumeClaims ?? []).filter(({ metadata, status }) =>
    status?.phase === "Lost" ||
    status?.phase === "Pending" &&
      secondsAgo(metadata.creationTimestamp, situation.now) > BINDING_GRACE_SECONDS
  ).map((claim) => {
    const entity = entityOf("PersistentVolumeClaim", claim);
    const pods = users.get(claimKey(entity.namespace, entity.name)) ?? [];
    const owners = pods.map((pod) => situation.cluster.ownerOf(pod));
    const event = situation.events.find(({ reason, namespace, lastObject }) =>
      PROVISIONING_REASONS.test(reason) && namespace === entity.namespace &&
      lastObject.name === entity.name
    );
    const since = claim.metadata.creationTimestamp;
    const waiting = pods.length === 0 ? "" : `; ${pods.map(nameOf).join(", ")} Pending for it`;
    return {
      entity,
      ...(since && { since }),
      facts: [
        objectFact(entity, `${claim.status?.phase}: ${classText(claim, situation)}${waiting}`),
        ...(event === undefined ? [] : [eventFact(entity, event.reason, event.message)]),
      ] as const,
      related: owners,
      ...(pods.length === 0 && { severity: 1 as const }),
    };
  });
}

/** What stands against binding: `StorageClass fast does not exist, there is standard`. */
function classText({ spec }: PersistentVolumeClaim, { objects }: Situation): string {
  const wanted = spec?.storageClassName;
  const size = spec?.resources?.requests?.["storage"] ?? "";
  const { storageClasses } = objects;
  const names = (storageClasses ?? []).map(({ metadata }) => metadata.name);
  if (wanted === undefined) return `${size} without a StorageClass, and none is the default`;
  if (storageClasses === undefined || names.includes(wanted)) {
    return `${size} of StorageClass ${wanted} not provisioned`;
  }
  return `StorageClass ${wanted} does not exist, there is ${names.join(", ") || "none"}`;
}

function missingClaims(situation: Situation): readonly Found[] {
  const { volumeClaims } = situation.objects;
  if (volumeClaims === undefined) return [];
  const known = new Set(
    volumeClaims.map(({ metadata }) => claimKey(metadata.namespace, metadata.name)),
  );
  return [...podsByClaim(situation)].filter(([key]) => !known.has(key)).flatMap(([key, pods]) => {
    const [pod] = pods.filter((pod) => isWaiting(pod) || pod.spec?.nodeName === undefined);
    if (pod === undefined) return [];
    const name = claimsOf(pod).find((claim) => claimKey(pod.metadata.namespace, claim) === key);
    const entity = situation.cluster.ownerOf(pod);
    const since = pod.metadata.creationTimestamp;
    return [{
      entity,
      ...(since && { since }),
      facts: [
        objectFact(
          entity,
          `PersistentVolumeClaim ${name} does not exist; ${nameOf(pod)} ${podStatus(pod).status}`,
        ),
      ],
    }];
  });
}

// What lacks a ConfigMap or Secret is a matter of configuration, what is held by another pod of that pod.
const OTHER_CAUSES =
  /(?:configmap|secret)s? "[^"]*" not found|references non-existent|Multi-Attach|already used by pod/i;
const SYMPTOM = /^Unable to attach or mount volumes|^timed out waiting/i;

function failedMounts(situation: Situation): readonly Found[] {
  const failures = situation.events.filter(({ reason, message }) =>
    ATTACH_REASONS.test(reason) && !OTHER_CAUSES.test(message)
  );
  const byOwner = Map.groupBy(failures, (event) => entityText(workloadOfEvent(event, situation)));
  const held = new Set(
    heldVolumes(situation).flatMap(({ related = [] }) => related.map(entityText)),
  );
  return [...byOwner].filter(([key]) => !held.has(key)).map(([, events]) => {
    const [event] = [...events].sort(causeFirst) as [EventGroup, ...EventGroup[]];
    const entity = workloadOfEvent(event, situation);
    const text =
      `${event.reason}: ${event.lastObject.name} waits for its volume, ${event.count} times`;
    return {
      entity,
      since: events.map(({ firstAt }) => firstAt).sort()[0] ?? event.firstAt,
      facts: [eventFact(entity, text, event.message)] as const,
    };
  });
}

function causeFirst(a: EventGroup, b: EventGroup): number {
  return Number(SYMPTOM.test(a.message)) - Number(SYMPTOM.test(b.message));
}

function nameOf({ metadata }: Pod): string {
  return metadata.name;
}

function waitsForPod({ entity, severity }: Found, { objects }: Situation): string | undefined {
  const claim = objects.volumeClaims?.find(({ metadata }) =>
    metadata.namespace === entity.namespace && metadata.name === entity.name
  );
  const storage = objects.storageClasses?.find(({ metadata }) =>
    metadata.name === claim?.spec?.storageClassName
  );
  return severity === 1 && storage?.volumeBindingMode === "WaitForFirstConsumer"
    ? `${entityText(entity)} waits for its first pod, as its StorageClass wants`
    : undefined;
}

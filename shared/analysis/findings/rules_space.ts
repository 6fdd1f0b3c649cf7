import { type Entity, entityText } from "../entity.ts";
import { changesOf } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { workloadOfEvent } from "./workload_events.ts";

/** Class 20: workloads that have no room to write. */
export const SPACE_RULES: readonly FindingRule[] = [
  {
    id: "no-space-left",
    class: 20,
    severity: 3,
    title: "Workload cannot write: no space left",
    find: withoutSpace,
    disconfirmedBy: "room on every claim of the workload by the series",
    disconfirm: claimsHaveRoom,
  },
  {
    id: "claim-nearly-full",
    class: 20,
    severity: 2,
    title: "PersistentVolumeClaim is nearly full",
    find: fullClaims,
    disconfirmedBy: "a claim that is being enlarged",
    disconfirm: beingEnlarged,
  },
  {
    id: "ephemeral-storage-limit",
    class: 20,
    severity: 2,
    title: "Pods are evicted for their own use of local disk",
    find: ownEvictions,
    disconfirmedBy: "limits that changed since",
    disconfirm: limitsChanged,
  },
];

const NO_SPACE = /no space left on device|ENOSPC|disk quota exceeded|EDQUOT|disk full/i;

function withoutSpace(situation: Situation): readonly Found[] {
  return shiftsMatching(situation, NO_SPACE).map((shift): Found => {
    const claims = claimsOf(shift.entity, situation);
    const full = situation.signals.filter(({ signal, entity }) =>
      signal === "claim_used" && claims.includes(entity.name)
    );
    return {
      entity: shift.entity,
      since: shift.since,
      facts: [
        logFact(shift, "no space left on device", situation.now),
        ...full.slice(0, 1).map(signalFact),
        ...(claims.length === 0 ? [] : [
          objectFact(shift.entity, `writes to claims ${claims.join(", ")}`),
        ]),
      ],
      related: claims.map((name) => ({
        kind: "PersistentVolumeClaim",
        namespace: shift.entity.namespace,
        name,
      })),
    };
  });
}

function claimsOf(workload: Entity, { cluster }: Situation): readonly string[] {
  const claims = cluster.podsOf(workload).flatMap(({ spec }) =>
    (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
      persistentVolumeClaim?.claimName ?? []
    )
  );
  return [...new Set(claims)].sort();
}

function fullClaims(situation: Situation): readonly Found[] {
  return situation.signals.filter(({ signal, isBad }) => signal === "claim_used" && isBad)
    .map((signal): Found => ({
      entity: signal.entity,
      ...(signal.since && { since: signal.since }),
      facts: [signalFact(signal)],
      severity: signal.now >= 0.97 ? 3 : 2,
    }));
}

const OWN_LIMIT =
  /exceeds the (?:total )?limit|exceeded its local ephemeral storage limit|Usage of EmptyDir volume/i;

function ownEvictions(situation: Situation): readonly Found[] {
  const events = situation.events.filter(({ reason, message }) =>
    reason === "Evicted" && OWN_LIMIT.test(message)
  );
  return events.map((event): Found => {
    const entity = workloadOfEvent(event, situation);
    const text = `Evicted ${event.count} times: a container used more local disk than its limit`;
    return {
      entity,
      since: event.firstAt,
      facts: [eventFact(entity, text, event.message)],
      ruledOut: soundTexts([entity], situation),
    };
  });
}

const ROOM_SHARE = 0.9;

function claimsHaveRoom({ related = [] }: Found, { signals }: Situation): string | undefined {
  const used = related.map(({ name }) =>
    signals.find(({ signal, entity }) => signal === "claim_used" && entity.name === name)?.now
  );
  return used.length > 0 && used.every((share) => share !== undefined && share < ROOM_SHARE)
    ? `room is left on ${related.map(({ name }) => name).join(", ")}`
    : undefined;
}

function beingEnlarged({ entity }: Found, { objects }: Situation): string | undefined {
  const claim = objects.volumeClaims?.find(({ metadata }) =>
    metadata.namespace === entity.namespace && metadata.name === entity.name
  );
  const isResizing = claim?.status?.conditions?.some(({ type, status }) =>
    /Resiz/.test(type) && status === "True"
  );
  return isResizing ? `${entityText(entity)} is being enlarged` : undefined;
}

function limitsChanged({ entity, since }: Found, situation: Situation): string | undefined {
  const [change] = changesOf(situation, entity, /limit|ephemeral|resources/i);
  return change !== undefined && since !== undefined && Date.parse(change.at) > Date.parse(since)
    ? `${entityText(entity)} was given other limits since`
    : undefined;
}

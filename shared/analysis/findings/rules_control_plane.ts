import { type Entity, entityOf, entityText } from "../entity.ts";
import type { WebhookConfiguration } from "../kube_policy.ts";
import { descending } from "../order.ts";
import type { Signal } from "../signals/signal.ts";
import { amountText } from "../signals/signal_text.ts";
import { changeFacts, changesOf } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";

/** Class 24: the API server, and who keeps it from answering. */
export const CONTROL_PLANE_RULES: readonly FindingRule[] = [
  {
    id: "api-lists-multiplied",
    class: 24,
    severity: 2,
    title: "One client lists more than the API server can answer",
    find: multipliedLists,
    disconfirmedBy: "refusals that were as many before",
    disconfirm: refusedAsBefore,
  },
  {
    id: "api-server-slow",
    class: 24,
    severity: 2,
    title: "API server answers slowly",
    find: slowServer,
    disconfirmedBy: "no controller or client that complains",
    disconfirm: nobodyComplains,
  },
  {
    id: "webhook-calls-rejected",
    class: 24,
    severity: 2,
    title: "Admission webhook fails or rejects what is sent to it",
    find: rejectingWebhooks,
    disconfirmedBy: "as many rejections before",
    disconfirm: rejectedAsBefore,
  },
];

const API_SERVER: Entity = { kind: "Service", namespace: "default", name: "kubernetes" };
const NEAR_MS = 15 * 60_000;
const ASKING = /\b(?:LIST|list of|listing|relist|watch of)\b|too many requests|\b429\b/i;

function multipliedLists(situation: Situation): readonly Found[] {
  const failed = badSignals(situation, "api_error_rate");
  const refused = [...badSignals(situation, "api_rejected"), ...failed];
  const since = refused.flatMap(({ since }) => since ?? []).sort()[0];
  const client = heavyClient(since, situation);
  const [first, ...others] = listFacts(failed, situation);
  if (since === undefined || client === undefined || first === undefined) return [];
  return [{
    entity: client,
    since,
    facts: [first, ...others, ...victims(client, situation)],
    ruledOut: soundTexts([client], situation),
    related: [API_SERVER],
  }];
}

/** What is asked most: of the lists that are refused how many are still answered. */
function listFacts(failed: readonly Signal[], { signals }: Situation): readonly Fact[] {
  const rates = signals.filter(({ signal, before, now }) =>
    signal === "api_request_rate" && now > 2 * (before ?? 0)
  );
  return [...rates].sort((a, b) => descending(a.now, b.now)).slice(0, 2).map((rate) => {
    const { verb = "", resource = "" } = rate.labels;
    const refused = failed.filter(({ labels }) =>
      labels["verb"] === verb && labels["resource"] === resource
    ).reduce((sum, { now }) => sum + now, 0);
    const answered = amountText(rate.now - refused, "requests/s");
    const text = `${verb} ${resource}: ${answered} answered, ${
      amountText(refused, "requests/s")
    } refused, ${amountText(rate.before ?? 0, "requests/s")} before`;
    return { ...signalFact(rate), text };
  });
}

/** Who asks so much: by its own count of requests, else by its logs beside a change of its own. */
function heavyClient(since: string | undefined, situation: Situation): Entity | undefined {
  const [counted] = situation.signals.filter(({ signal, now, before, since: start }) =>
    signal === "client_api_rate" && now > 2 * (before ?? 0) && isNear(start, since)
  ).sort((a, b) => descending(a.now, b.now));
  return counted === undefined
    ? loggingClient(since, situation)
    : workloadOf(counted.entity, situation);
}

function workloadOf({ namespace, name, kind }: Entity, { cluster }: Situation): Entity {
  return cluster.workloadNamed(namespace, name) ?? { kind, namespace, name };
}

function loggingClient(since: string | undefined, situation: Situation): Entity | undefined {
  return shiftsMatching(situation, ASKING).map(({ entity }) => entity)
    .find((entity) => changesOf(situation, entity).some(({ at }) => isNear(at, since)));
}

function isNear(at: string | undefined, moment: string | undefined): boolean {
  if (at === undefined || moment === undefined) return false;
  return Math.abs(Date.parse(at) - Date.parse(moment)) <= NEAR_MS;
}

/** Others that wait in vain: what logs refusals, and leaders that could not renew their lease. */
function victims(client: Entity, situation: Situation): readonly Fact[] {
  const refused = shiftsMatching(
    situation,
    /too many requests|failed to renew lease|context deadline/i,
  )
    .filter(({ entity }) => entityText(entity) !== entityText(client)).slice(0, 1)
    .map((shift) => logFact(shift, "that the API server refuses it", situation.now));
  const leaders = situation.events.filter(({ reason, message }) =>
    reason === "LeaderElection" && /stopped leading|failed to renew/i.test(message)
  ).slice(0, 1).map(({ lastObject, namespace, count, firstAt, message }) =>
    eventFact(
      { ...lastObject, namespace },
      `${lastObject.name} failed to renew lease ${count} times since ${
        momentText(firstAt, situation.now)
      }`,
      message,
    )
  );
  return [...refused, ...leaders];
}

function slowServer(situation: Situation): readonly Found[] {
  const slow = badSignals(situation, "api_latency_p99");
  const [first, ...others] = slow;
  const isExplained = badSignals(situation, "api_rejected").length > 0 ||
    badSignals(situation, "etcd_fsync_p99").length > 0;
  if (first === undefined || isExplained) return [];
  const since = slow.flatMap(({ since }) => since ?? []).sort()[0];
  return [{
    entity: API_SERVER,
    ...(since && { since }),
    facts: [
      signalFact(first),
      ...others.slice(0, 1).map(signalFact),
      ...victims(API_SERVER, situation),
    ],
  }];
}

function rejectingWebhooks(situation: Situation): readonly Found[] {
  const { validatingWebhooks = [], mutatingWebhooks = [] } = situation.objects;
  const byName = new Map([
    ...validatingWebhooks.flatMap((one) => named(one, "ValidatingWebhookConfiguration")),
    ...mutatingWebhooks.flatMap((one) => named(one, "MutatingWebhookConfiguration")),
  ]);
  return badSignals(situation, "webhook_rejections").map((signal): Found => {
    const name = signal.labels["name"] ?? "";
    const entity = byName.get(name) ?? API_SERVER;
    return {
      entity,
      ...(signal.since && { since: signal.since }),
      facts: [
        objectFact(
          entity,
          `${name} rejects ${amountText(signal.now, "rejections/s")}, ${
            amountText(signal.before ?? 0, "rejections/s")
          } before`,
        ),
        ...changeFacts(situation, entity),
      ],
    };
  });
}

function named(configuration: WebhookConfiguration, kind: string) {
  return (configuration.webhooks ?? []).map(({ name }) =>
    [name, entityOf(kind, configuration)] as const
  );
}

function badSignals({ signals }: Situation, id: string): readonly Signal[] {
  return signals.filter(({ signal, isBad }) => signal === id && isBad)
    .sort((a, b) => descending(a.now, b.now));
}

function refusedAsBefore(_found: Found, situation: Situation): string | undefined {
  return sameAsBefore(
    [...badSignals(situation, "api_rejected"), ...badSignals(situation, "api_error_rate")],
    "refuses as many requests as before",
  );
}

function rejectedAsBefore(_found: Found, situation: Situation): string | undefined {
  return sameAsBefore(
    badSignals(situation, "webhook_rejections"),
    "has webhooks reject as many as before",
  );
}

function sameAsBefore(signals: readonly Signal[], text: string): string | undefined {
  return signals.length > 0 &&
      signals.every(({ before, now, since }) =>
        since === undefined && before !== undefined && now <= 1.5 * before
      )
    ? `the API server ${text}`
    : undefined;
}

const FEW_SLOW_VERBS = 2;

function nobodyComplains({ facts }: Found, situation: Situation): string | undefined {
  const isOne = badSignals(situation, "api_latency_p99").length < FEW_SLOW_VERBS;
  return isOne && facts.length === 1 ? "one verb is slow, and nobody fails for it" : undefined;
}

import type { Change } from "../changes/change.ts";
import { type Entity, entityText } from "../entity.ts";
import { ageOf } from "../../render/time.ts";
import { changeText } from "./change_evidence.ts";
import { eventFact, hostFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { type SecretConsumer, secretConsumers } from "./secret_consumers.ts";
import type { Situation } from "./situation.ts";
import { calleesOf, soundAround } from "./soundness.ts";

/** Class 5: credentials that are not, no longer or not yet accepted. */
export const CREDENTIAL_RULES: readonly FindingRule[] = [
  {
    id: "secret-rotated-after-start",
    class: 5,
    severity: 3,
    title: "Pods hold a Secret of before its rotation",
    find: staleSecrets,
    disconfirmedBy: "refusals that began before the rotation",
    disconfirm: refusedBefore,
  },
  {
    id: "service-account-not-allowed",
    class: 5,
    severity: 3,
    title: "ServiceAccount lacks a permission",
    find: forbiddenAccounts,
    disconfirmedBy: "the same refusals before the window",
    disconfirm: refusedBefore,
  },
  {
    id: "service-account-missing",
    class: 5,
    severity: 3,
    title: "Pods need a ServiceAccount that does not exist",
    find: missingAccounts,
    disconfirmedBy: "all pods of the workload ready",
    disconfirm: () => undefined,
  },
  {
    id: "host-certificate-expires",
    class: 5,
    severity: 3,
    title: "Certificate of a host has expired or soon will",
    find: hostCertificates,
    disconfirmedBy: "a newer certificate at the same path",
    disconfirm: renewed,
  },
];

const REFUSED =
  /authentication failed|access denied|invalid (?:user|username|password|credentials?|token|signature|api key)|unauthori[sz]ed|\b401\b|\b403\b|permission denied|login failed|NOAUTH|WRONGPASS|bad certificate|x509/i;

function staleSecrets(situation: Situation): readonly Found[] {
  const rotations = situation.changes.filter(({ kind, entity }) =>
    kind === "secret" && entity.kind === "Secret"
  );
  const newest = new Map(
    [...rotations].sort((a, b) => a.at < b.at ? -1 : 1)
      .map((change) => [entityText(change.entity), change]),
  );
  return [...newest.values()].flatMap((change) => staleSecret(change, situation) ?? []);
}

function staleSecret(change: Change, situation: Situation): Found | undefined {
  const { entity, at } = change;
  const stale = secretConsumers(entity, situation).filter(({ use, pods }) =>
    use !== "volume" && pods.some((pod) => startedBefore(pod.status?.startTime, at))
  );
  const refusals = refusalsOf(stale, { since: at, situation });
  // A Secret is also written without a change that matters; somebody has to be refused.
  if (stale.length === 0 || refusals.length === 0) return undefined;
  const holders = stale.map((consumer) => consumerText(consumer, situation)).join("; ");
  return {
    entity,
    since: at,
    facts: [
      objectFact(
        { ...entity, kind: "Secret" },
        `${entity.name} rotated ${momentText(at, situation.now)} ` +
          `(${changeText(change, situation.now)}); ${holders}`,
      ),
      ...refusals,
    ],
    ruledOut: [
      ...new Set(stale.flatMap(({ workload }) => soundAround(workload, situation))),
    ],
    related: stale.map(({ workload }) => workload),
  };
}

function consumerText({ workload, pods, use }: SecretConsumer, { now }: Situation): string {
  const started = pods.flatMap(({ status }) => status?.startTime ?? []).sort()[0];
  return `${pods.length} pods of ${entityText(workload)} read it by ${use} when they started` +
    `${started === undefined ? "" : `, ${ageOf(started, now)} ago`}, and hold the old one`;
}

/** Who is refused since: the consumers themselves, and what they call. */
function refusalsOf(
  consumers: readonly SecretConsumer[],
  { since, situation }: { readonly since: string; readonly situation: Situation },
): readonly Fact[] {
  const workloads = consumers.map(({ workload }) => workload);
  const involved = new Set(
    [...workloads, ...workloads.flatMap((workload) => calleesOf(workload, situation))]
      .map(entityText),
  );
  return shiftsMatching(situation, REFUSED)
    .filter((shift) =>
      involved.has(entityText(shift.entity)) && !startedBefore(shift.lastAt, since)
    )
    .slice(0, 3)
    .map((shift) => logFact(shift, `refusals (${wordsOf(shift.sample)})`, situation.now));
}

function wordsOf(sample: string): string {
  return REFUSED.exec(sample)?.[0] ?? "refused";
}

const FORBIDDEN =
  /User "system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)" cannot (\w+) resource "([^"]*)"(?: in API group "([^"]*)")?/;

function forbiddenAccounts(situation: Situation): readonly Found[] {
  const refusals = [
    ...shiftsMatching(situation, FORBIDDEN).map((shift) => ({
      match: FORBIDDEN.exec(shift.sample),
      since: shift.since,
      related: shift.entity,
      fact: logFact(shift, "that it is forbidden", situation.now),
    })),
    ...situation.events.filter(({ message }) => FORBIDDEN.test(message)).map((event) => {
      const related = { ...event.owner, namespace: event.namespace };
      return {
        match: FORBIDDEN.exec(event.message),
        since: event.firstAt,
        related,
        fact: eventFact(related, event.reason, event.message),
      };
    }),
  ];
  const byAccount = Map.groupBy(refusals, ({ match }) => `${match?.[1]}/${match?.[2]}`);
  return [...byAccount.values()].flatMap(([first]) => {
    const [, namespace = "", name = "", verb, resource, apiGroup] = first?.match ?? [];
    if (first === undefined || name === "") return [];
    const entity = { kind: "ServiceAccount", namespace, name };
    const text = `${name} may not ${verb} ${resource}${apiGroup ? `.${apiGroup}` : ""}: ${
      bindingText(entity, situation)
    }`;
    return [{
      entity,
      since: first.since,
      facts: [objectFact(entity, text), first.fact, ...bindingChanges(entity, situation)] as const,
      related: [first.related],
    }];
  });
}

/** Which roles an account is bound to: `no RoleBinding names it`. */
function bindingText({ namespace, name }: Entity, { objects }: Situation): string {
  const { roleBindings, clusterRoleBindings } = objects;
  if (roleBindings === undefined || clusterRoleBindings === undefined) {
    return "its bindings could not be read";
  }
  const roles = [...roleBindings, ...clusterRoleBindings].filter(({ metadata, subjects = [] }) =>
    subjects.some((subject) =>
      subject.kind === "ServiceAccount" && subject.name === name &&
      (subject.namespace ?? metadata.namespace) === namespace
    )
  ).map(({ roleRef }) => `${roleRef?.kind} ${roleRef?.name}`);
  if (roles.length === 0) return "no RoleBinding or ClusterRoleBinding names it";
  return `bound to ${[...new Set(roles)].sort().join(", ")}, which does not allow it`;
}

function bindingChanges({ namespace }: Entity, { changes, now }: Situation): readonly Fact[] {
  return changes.filter(({ entity }) =>
    /^(?:Cluster)?Role(?:Binding)?$/.test(entity.kind) &&
    (entity.namespace === namespace || entity.namespace === "")
  ).slice(0, 1).map((change) => ({
    text: `${entityText(change.entity)} ${change.kind}: ${changeText(change, now)}`,
  }));
}

const NO_ACCOUNT = /serviceaccount "([^"]+)" not found/;

function missingAccounts({ events }: Situation): readonly Found[] {
  return events.flatMap((event) => {
    const name = NO_ACCOUNT.exec(event.message)?.[1];
    if (name === undefined) return [];
    const entity = { kind: "ServiceAccount", namespace: event.namespace, name };
    const owner = { ...event.owner, namespace: event.namespace };
    const text = `ServiceAccount ${name} does not exist: ${entityText(owner)} gets no pods`;
    return [{
      entity,
      since: event.firstAt,
      facts: [eventFact(owner, text, event.message)] as const,
      related: [owner],
    }];
  });
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 7;

function hostCertificates({ hosts, now }: Situation): readonly Found[] {
  return hosts.flatMap(({ node, facts }) =>
    (facts.certificates ?? []).flatMap(({ path, subject, not_after: end }) => {
      const days = (Date.parse(end) - now.getTime()) / DAY_MS;
      if (days > SOON_DAYS) return [];
      const what = `${node} certificate ${path}${subject === undefined ? "" : ` (${subject})`}`;
      const text = days <= 0 ? `expired ${ageOf(end, now)} ago` : `expires ${ageOf(end, now)}`;
      return [{
        entity: { kind: "Node", namespace: "", name: node },
        severity: days <= 0 ? 3 as const : 1 as const,
        ...(days <= 0 && { since: new Date(end).toISOString() }),
        facts: [hostFact(node, `${what} ${text}`)] as const,
      }];
    })
  );
}

function startedBefore(time: string | undefined, moment: string): boolean {
  return time !== undefined && Date.parse(time) < Date.parse(moment);
}

function refusedBefore({ entity, since, related = [] }: Found, { logs }: Situation) {
  const names = new Set([entity, ...related].map(entityText));
  const usual = logs.find((shift) =>
    names.has(entityText(shift.entity)) && REFUSED.test(shift.sample) && since !== undefined &&
    shift.expected > shift.count / 2
  );
  return usual && `${entityText(usual.entity)} was refused as often before`;
}

function renewed({ entity, since }: Found, { hosts, now }: Situation): string | undefined {
  const certificates = hosts.find(({ node }) => node === entity.name)?.facts.certificates ?? [];
  const kubelet = certificates.filter(({ path }) => path.includes("kubelet-client"));
  return since !== undefined && kubelet.length > 1 &&
      kubelet.some(({ not_after: end }) => Date.parse(end) > now.getTime())
    ? `${entity.name} has a newer client certificate`
    : undefined;
}

import { soundTexts } from "./soundness.ts";
import { type Entity, entityText } from "../entity.ts";
import { changeText } from "./change_evidence.ts";
import { eventFact, objectFact } from "./fact_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { refusedBefore } from "./refusal_evidence.ts";
import type { Situation } from "./situation.ts";

/** Class 5: accounts that may not do what they do. */
export const SERVICE_ACCOUNT_RULES: readonly FindingRule[] = [
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
    disconfirm: ({ related = [] }, situation) => soundTexts(related, situation)[0],
  },
];

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

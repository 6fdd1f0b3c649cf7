import { type Entity, entityOf, entityText } from "../entity.ts";
import type { NetworkPolicy } from "../kube_network.ts";
import { type Labels, labelSelectorText } from "../label_selector.ts";
import { admissionText, admits, type PolicyDirection } from "../network_policy.ts";
import { descending } from "../order.ts";
import { selectorText } from "../service_wiring.ts";
import { type Blocked, blockedBy, policiesOf } from "./blocked_calls.ts";
import { changeFacts, changesOf } from "./change_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import { failedCalls } from "./failed_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { type CallerPair, callerPairs, dnsPairs } from "./policy_calls.ts";
import type { Situation } from "./situation.ts";
import { soundAround, soundDns } from "./soundness.ts";

/** Class 22: a NetworkPolicy that keeps callers out or in. */
export const NETWORK_POLICY_RULES: readonly FindingRule[] = [
  {
    id: "network-policy-admits-no-caller",
    class: 22,
    severity: 3,
    title: "NetworkPolicy does not admit those who call",
    find: (situation) => blockedPairs(situation, callerPairs(situation), "Ingress"),
    disconfirmedBy: "calls of the same pods that succeed",
    disconfirm: callsPass,
  },
  {
    id: "network-policy-keeps-caller-in",
    class: 22,
    severity: 3,
    title: "NetworkPolicy does not let pods call what they need",
    find: (situation) => blockedPairs(situation, callerPairs(situation), "Egress"),
    disconfirmedBy: "calls of the same pods that succeed",
    disconfirm: callsPass,
  },
  {
    id: "network-policy-blocks-dns",
    class: 22,
    severity: 3,
    title: "NetworkPolicy does not let pods ask the cluster's DNS",
    find: (situation) => blockedPairs(situation, dnsPairs(situation), "Egress"),
    disconfirmedBy: "calls of the same pods that succeed",
    disconfirm: callsPass,
  },
];

function blockedPairs(
  situation: Situation,
  pairs: readonly CallerPair[],
  direction: PolicyDirection,
): readonly Found[] {
  const blocked = pairs.flatMap((pair) => blockedBy(pair, direction, situation) ?? []);
  const byPolicy = Map.groupBy(blocked, ({ policies: [policy] }) => policy);
  return [...byPolicy].map(([policy, cases]) =>
    foundOf(policy, { cases: cases as [Blocked, ...Blocked[]], direction, situation })
  );
}

interface FoundCase {
  readonly cases: readonly [Blocked, ...Blocked[]];
  readonly direction: PolicyDirection;
  readonly situation: Situation;
}

function foundOf(policy: NetworkPolicy, { cases, direction, situation }: FoundCase): Found {
  const entity = entityOf("NetworkPolicy", policy);
  const [first] = cases;
  const { now } = situation;
  const since = changesOf(situation, entity)[0]?.at ?? policy.metadata.creationTimestamp;
  const targets = uniqueEntities(cases.map(({ pair }) => pair.callee));
  const callers = uniqueEntities(cases.map(({ pair }) => pair.caller));
  return {
    entity,
    ...(since && { since }),
    facts: [
      objectFact(entity, admissionFact(policy, first, direction)),
      ...othersFacts(first, direction, situation),
      ...timeouts(cases, situation).map((shift) =>
        logFact(shift, `timeouts on calls to ${targets.map(({ name }) => name).join(", ")}`, now)
      ),
      ...changeFacts(situation, entity),
    ],
    ruledOut: [
      ...new Set([
        ...targets.flatMap((target) => soundAround(target, situation)),
        ...(targets.some(({ namespace }) => namespace === "kube-system")
          ? soundDns(situation)
          : []),
      ]),
    ],
    related: [...targets, ...callers],
  };
}

/** `selects app=payments; ingress admits only pods with role=checkout; checkout's pods carry app=checkout`. */
function admissionFact(
  policy: NetworkPolicy,
  { pair, connection }: Blocked,
  direction: PolicyDirection,
): string {
  const selected = labelSelectorText(policy.spec?.podSelector ?? {});
  const { other, owner } = direction === "Ingress"
    ? { other: pair.from, owner: pair.caller }
    : { other: pair.to, owner: pair.callee };
  const port = `${connection.port.protocol} ${connection.port.number}`;
  return [
    `selects ${selected}`,
    `${direction.toLowerCase()} admits ${admissionText(policy, direction)}`,
    `${owner.name}'s pods carry ${selectorText(tellingLabels(other.metadata.labels ?? {}))}`,
    `so ${pair.caller.name} -> ${pair.callee.name} ${port} is dropped`,
  ].join("; ");
}

/** The policies that would admit the connection and do not select the pod. */
function othersFacts(
  { pair, connection }: Blocked,
  direction: PolicyDirection,
  situation: Situation,
): readonly Fact[] {
  const isolated = direction === "Ingress" ? pair.to : pair.from;
  return policiesOf(isolated.metadata.namespace, situation)
    .filter((policy) => admits(policy, connection, direction))
    .map((policy) => {
      const entity = entityOf("NetworkPolicy", policy);
      const changed = changeFacts(situation, entity)[0];
      const text = `NetworkPolicy ${entity.name} would admit it but selects ${
        labelSelectorText(policy.spec?.podSelector ?? {})
      }, not ${direction === "Ingress" ? pair.callee.name : pair.caller.name}`;
      return objectFact(entity, changed === undefined ? text : `${text}; ${changed.text}`);
    });
}

function timeouts(cases: readonly Blocked[], situation: Situation) {
  const callers = new Set(cases.map(({ pair }) => entityText(pair.caller)));
  const shifts = failedCalls(situation)
    .filter(({ kind, shift }) =>
      kind !== "connection refused" && callers.has(entityText(shift.entity))
    )
    .map(({ shift }) => shift);
  return [...new Set(shifts)].sort((a, b) => descending(a.count, b.count)).slice(0, 2);
}

// What differs from pod to pod of one workload does not tell workloads apart.
const POD_LABELS =
  /^(?:pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/.*|apps\.kubernetes\.io\/.*)$/;

function tellingLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !POD_LABELS.test(key)));
}

function uniqueEntities(entities: readonly Entity[]): readonly Entity[] {
  return [...new Map(entities.map((entity) => [entityText(entity), entity])).values()];
}

function callsPass({ related = [] }: Found, { calls }: Situation): string | undefined {
  const names = new Set(related.map(({ namespace, name }) => `${namespace}/${name}`));
  const between = calls.filter(({ from, to }) =>
    names.has(`${from.namespace}/${from.name}`) && names.has(`${to.namespace}/${to.name}`)
  );
  const passing = between.find(({ errorShare, requestsPerSecond }) =>
    requestsPerSecond > 0 && errorShare < 0.05
  );
  if (passing === undefined || between.some(({ errorShare }) => errorShare >= 0.5)) {
    return undefined;
  }
  return `calls of ${passing.from.name} to ${passing.to.name} succeed`;
}

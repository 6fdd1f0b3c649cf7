import { entityText } from "../entity.ts";
import { changedConfigs } from "./dns_config_changes.ts";
import {
  answers,
  callersIn,
  dnsSignals,
  lookUpFacts,
  lookUpFailures,
  soundCallers,
  unexplained,
} from "./dns_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import { type FailedCall, isClusterName } from "./failed_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { firstOnset } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { hostNetwork } from "./pod_network.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { callersOf, dnsWorkloads, soundAround, soundDns } from "./soundness.ts";

/** Class 6: names that do not resolve. */
export const DNS_RULES: readonly FindingRule[] = [
  {
    id: "dns-config-changed",
    class: 6,
    severity: 3,
    title: "Look-ups fail since the configuration of CoreDNS changed",
    find: changedConfigs,
    disconfirmedBy: "look-ups that failed before the change",
    disconfirm: failedBefore,
  },
  {
    id: "dns-servers-not-ready",
    class: 6,
    severity: 3,
    title: "CoreDNS is not ready",
    find: unreadyServers,
    disconfirmedBy: "a pod of CoreDNS that is ready",
    disconfirm: someReady,
  },
  {
    id: "dns-look-ups-fail",
    class: 6,
    severity: 2,
    title: "Names do not resolve",
    find: failingLookUps,
    disconfirmedBy: "names of Services without a ready pod, which rightly do not resolve",
    disconfirm: rightlyUnresolved,
  },
  {
    id: "dns-policy-skips-cluster",
    class: 6,
    severity: 3,
    title: "Pods do not ask the cluster's DNS",
    find: skippingPods,
    disconfirmedBy: "names outside the cluster that the same pods cannot resolve either",
    disconfirm: resolvesNothing,
  },
];

function unreadyServers(situation: Situation): readonly Found[] {
  return dnsWorkloads(situation).flatMap((entity) => {
    const health = situation.cluster.health.get(entityText(entity));
    if (health === undefined || health.ready >= health.desired) return [];
    const severity = health.ready === 0 ? 3 : 1;
    const problem = health.problem === undefined ? "" : `: ${health.problem}`;
    return [{
      entity,
      severity,
      ...(health.since && { since: health.since }),
      facts: [
        objectFact(entity, `CoreDNS ${health.ready}/${health.desired} ready${problem}`),
        ...lookUpFacts(lookUpFailures(situation), situation),
      ],
    }];
  });
}

function failingLookUps(situation: Situation): readonly Found[] {
  const failures = unexplained(lookUpFailures(situation), situation);
  const [entity] = dnsWorkloads(situation);
  const signals = dnsSignals(situation);
  if (entity === undefined || failures.length === 0) return [];
  if (changedConfigs(situation).length > 0) return [];
  // A Service that is gone, or pods that ask elsewhere, have rules of their own.
  const external = failures.filter(({ host }) => !isClusterName(host));
  const many = callersIn(failures).length >= 2 || external.length > 0 || signals.length > 0;
  if (!many) return [];
  const since = firstOnset(failures.map(({ shift }) => shift));
  const hosts = [...new Set(failures.map(({ host }) => host))].sort();
  const text = `${hosts.join(", ")} cannot be resolved by ${
    callersIn(failures).map(({ name }) => name).join(", ")
  }: ${
    external.length === failures.length
      ? "names outside the cluster, see its forward"
      : "asked of CoreDNS"
  }`;
  return [{
    entity,
    ...(since && { since }),
    facts: [
      objectFact(entity, text),
      ...lookUpFacts(failures, situation),
      ...signals.map(signalFact).slice(0, 1),
      ...answers(situation),
    ],
    ruledOut: [...soundDns(situation), ...soundCallers(failures, situation)],
    related: callersIn(failures),
  }];
}

function skippingPods(situation: Situation): readonly Found[] {
  const internal = lookUpFailures(situation).filter(({ host, service }) =>
    isClusterName(host) && service !== undefined
  );
  const byCaller = Map.groupBy(internal, ({ shift }) => entityText(shift.entity));
  return [...byCaller.values()].flatMap((failures) => {
    const [first] = failures as [FailedCall, ...FailedCall[]];
    const caller = first.shift.entity;
    const [pod] = situation.cluster.podsOf(caller);
    const policy = pod?.spec?.dnsPolicy ?? "ClusterFirst";
    const onHost = pod !== undefined && hostNetwork(pod);
    const skips = policy === "Default" || policy === "None" || onHost && policy === "ClusterFirst";
    if (!skips) return [];
    const text = `dnsPolicy ${policy}${onHost ? " with hostNetwork" : ""}: its pods ask the ` +
      `node's DNS, which does not know ${first.host}`;
    return [{
      entity: caller,
      since: first.shift.since,
      facts: [objectFact(caller, text), ...lookUpFacts(failures, situation)],
      ruledOut: [...soundDns(situation), ...soundAround(caller, situation)],
    }];
  });
}

function failedBefore({ since }: Found, situation: Situation): string | undefined {
  const earlier = situation.logs.find((shift) =>
    since !== undefined && /no such host|NXDOMAIN|ENOTFOUND/i.test(shift.sample) &&
    shift.expected > shift.count / 2
  );
  return earlier &&
    `${entityText(earlier.entity)} logged the same before ${
      momentText(since ?? "", situation.now)
    }`;
}

function someReady({ entity, severity }: Found, situation: Situation): string | undefined {
  const health = situation.cluster.health.get(entityText(entity));
  const isFew = severity === 1 && callersOf(entity, situation).length === 0 &&
    lookUpFailures(situation).length === 0;
  return isFew && health !== undefined && health.ready > 0
    ? `${health.ready} of ${health.desired} CoreDNS pods answer, and no look-up fails`
    : undefined;
}

function rightlyUnresolved({ entity }: Found, situation: Situation): string | undefined {
  const failures = lookUpFailures(situation);
  return failures.length > 0 && unexplained(failures, situation).length === 0
    ? `the names that ${entity.name} does not resolve have no ready pod`
    : undefined;
}

function resolvesNothing({ entity }: Found, situation: Situation): string | undefined {
  const external = lookUpFailures(situation).find(({ host, shift }) =>
    !isClusterName(host) && entityText(shift.entity) === entityText(entity)
  );
  return external && `${entity.name} cannot resolve ${external.host} either`;
}

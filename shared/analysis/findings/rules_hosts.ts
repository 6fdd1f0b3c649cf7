import { secondsAgo } from "./moment_text.ts";
import { signedSeconds } from "../node_facts_trouble.ts";
import { conditionOf } from "../condition.ts";
import { hostFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import { faultyCards, networkTroubles } from "./host_network.ts";
import { firstOnset, logFact, shiftsMatching } from "./log_evidence.ts";
import { movableOn } from "./node_pods.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { brokenUnits, hostsOf, signalOf, unitFacts } from "./host_evidence.ts";
import { tellable } from "./tellable.ts";

/** Classes 8 and 17: what hosts say about themselves that explains trouble of their pods. */
export const HOST_RULES: readonly FindingRule[] = [
  {
    id: "host-clock-off",
    class: 17,
    severity: 3,
    title: "Clock of a node is off",
    find: wrongClocks,
    disconfirmedBy: "a clock that other sources call right",
    disconfirm: synchronisedSince,
  },
  {
    id: "host-network-card-faulty",
    class: 8,
    severity: 2,
    title: "Network card of a node loses packets or its link",
    find: faultyNetworkCards,
    disconfirmedBy: "errors of long ago: none in the series of the window",
    disconfirm: errorsAreOld,
  },
  {
    id: "host-unit-failed",
    class: 17,
    severity: 3,
    title: "Service of the host that pods depend on has failed",
    find: failedUnits,
    disconfirmedBy: "a node that is ready, with a kubelet that reports since",
    disconfirm: reportsSince,
  },
];

/** From here on tokens, certificates and leases go wrong; below it only a warning. */
const HARMFUL_OFFSET_SECONDS = 1;
const LEAST_OFFSET_SECONDS = 0.05;
const TIME_UNIT = /^(?:chrony|chronyd|systemd-timesyncd|ntp|ntpd|ntpsec|openntpd)\.service$/;
const TIME_COMPLAINT =
  /in the future|not yet valid|token (?:rejected|expired|is expired)|expired \d+|clock skew|issued at|nbf|RequestTimeTooSkewed|nonce/i;

function wrongClocks(situation: Situation): readonly Found[] {
  return hostsOf(situation).flatMap(({ node, facts, entity }) => {
    const offset = facts.time?.offset_seconds ?? 0;
    if (Math.abs(offset) < LEAST_OFFSET_SECONDS) return [];
    const isHarmful = Math.abs(offset) >= HARMFUL_OFFSET_SECONDS;
    const complaints = isHarmful ? shiftsMatching(situation, TIME_COMPLAINT) : [];
    const signal = signalOf(situation, { node, signal: "clock_offset" });
    const since = signal?.since ?? firstOnset(complaints);
    const state = facts.time?.synchronised === false ? ", not synchronised" : "";
    const text = `${node} clock ${signedSeconds(offset)} off${state} (source ${
      tellable(facts.time?.source ?? "unknown")
    })`;
    return [{
      entity,
      severity: isHarmful ? 3 : 1,
      ...(since && { since }),
      facts: [
        hostFact(node, text),
        ...unitFacts({ node, facts, entity }, TIME_UNIT, situation),
        ...complaints.slice(0, 2).map((shift) =>
          logFact(shift, "that times do not fit", situation.now)
        ),
        ...(signal === undefined ? [] : [signalFact(signal)]),
      ],
      ruledOut: soundTexts(complaints.map(({ entity }) => entity), situation),
      related: complaints.map(({ entity }) => entity),
    }];
  });
}

function faultyNetworkCards(situation: Situation): readonly Found[] {
  return hostsOf(situation).flatMap(({ node, entity }) => {
    // Of a node that is gone the rule for such nodes says it.
    const state = situation.objects.nodes?.find(({ metadata }) => metadata.name === node);
    if (state !== undefined && conditionOf(state, "Ready")?.status !== "True") return [];
    const [first, ...others] = networkTroubles(node, situation);
    if (first === undefined) return [];
    const signal = signalOf(situation, { node, signal: "node_nic_errors" });
    const carried = movableOn(node, situation).map(({ workload }) => workload);
    return [{
      entity,
      ...(signal?.since && { since: signal.since }),
      facts: [first, ...others, ...(signal === undefined ? [] : [signalFact(signal)])] as const,
      ruledOut: soundTexts(carried, situation).slice(0, 4),
      related: carried,
    }];
  });
}

/** Units without which a node carries no pods, or their traffic. */
const VITAL_UNIT = /^(?:kubelet|containerd|crio|cri-o|docker|k3s|k3s-agent|rke2-agent)\.service$/;

function failedUnits(situation: Situation): readonly Found[] {
  return hostsOf(situation).flatMap((host) => {
    const [first, ...others] = unitFacts(host, VITAL_UNIT, situation);
    const unit = brokenUnits(host.facts, VITAL_UNIT)[0];
    if (first === undefined) return [];
    return [{
      entity: host.entity,
      ...(unit?.since && { since: unit.since }),
      facts: [first, ...others] as const,
      related: movableOn(host.node, situation).map(({ workload }) => workload),
    }];
  });
}

const MOST_BELIEVED_SECONDS = 0.005;

function synchronisedSince({ entity }: Found, { signals }: Situation): string | undefined {
  const signal = signals.find(({ signal, entity: node }) =>
    signal === "clock_offset" && node.name === entity.name
  );
  return signal !== undefined && Math.abs(signal.now) < MOST_BELIEVED_SECONDS
    ? `the series of ${entity.name} have its clock right by now`
    : undefined;
}

// Counters run since the host was started.
function errorsAreOld({ entity, since }: Found, { hosts, signals }: Situation) {
  const facts = hosts.find(({ node }) => node === entity.name)?.facts ?? {};
  const isDown = (facts.kernel_log ?? []).length > 0;
  const isMeasured = signals.some(({ signal }) => signal === "node_nic_errors");
  return since === undefined && !isDown && isMeasured && faultyCards(facts).length > 0
    ? `${entity.name} counted its errors before the window`
    : undefined;
}

// Facts are as old as their collection; the kubelet of a ready node reported within the minute.
function reportsSince({ entity }: Found, { hosts, objects, now }: Situation) {
  const node = objects.nodes?.find(({ metadata }) => metadata.name === entity.name);
  const collectedAt = hosts.find(({ node }) => node === entity.name)?.facts.collected_at;
  const isReady = node !== undefined && conditionOf(node, "Ready")?.status === "True";
  return isReady && secondsAgo(collectedAt, now) > STALE_SECONDS
    ? `${entity.name} is ready, and its host facts are old`
    : undefined;
}

const STALE_SECONDS = 600;

import type { HostFacts } from "../../catalogue/node_facts.ts";
import { type Entity, entityText } from "../entity.ts";
import { signedSeconds } from "../node_facts_trouble.ts";
import { conditionOf } from "../condition.ts";
import { hostFact, objectFact } from "./fact_calls.ts";
import { failedCalls } from "./failed_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { faultyCards, networkTroubles } from "./host_network.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { movableOn } from "./node_pods.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";

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
    id: "host-conntrack-full",
    class: 8,
    severity: 3,
    title: "Connection table of a node is full",
    find: fullConnectionTables,
    disconfirmedBy: "a table that has room again",
    disconfirm: roomAgain,
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
    disconfirmedBy: "a unit that runs by now",
    disconfirm: () => undefined,
  },
];

interface Host {
  readonly node: string;
  readonly facts: HostFacts;
  readonly entity: Entity;
}

function hostsOf({ hosts }: Situation): readonly Host[] {
  return hosts.map(({ node, facts }) => ({
    node,
    facts,
    entity: { kind: "Node", namespace: "", name: node },
  }));
}

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
    const since = signal?.since ?? complaints.map(({ since }) => since).sort()[0];
    const state = facts.time?.synchronised === false ? ", not synchronised" : "";
    const text = `${node} clock ${signedSeconds(offset)} off${state} (source ${
      facts.time?.source ?? "unknown"
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

/** From where on the kernel drops; below it only what grows matters. */
const FULL_SHARE = 0.95;
const NEARLY_FULL_SHARE = 0.8;

function fullConnectionTables(situation: Situation): readonly Found[] {
  return hostsOf(situation).flatMap(({ node, facts, entity }) => {
    const { entries = 0, max = 0 } = facts.conntrack ?? {};
    const dropping = (facts.kernel_log ?? []).filter((line) => /conntrack.*table full/i.test(line));
    const share = max === 0 ? 0 : entries / max;
    if (share < NEARLY_FULL_SHARE && dropping.length === 0) return [];
    const signal = signalOf(situation, { node, signal: "node_conntrack" });
    const since = signal?.since ?? failedCalls(situation).map(({ shift }) => shift.since).sort()[0];
    const text = `${node} conntrack ${entries}/${max} entries, ${Math.round(100 * share)}% full` +
      (dropping.length === 0 ? "" : ": table full, the kernel drops new connections");
    const carried = movableOn(node, situation).map(({ workload }) => workload);
    return [{
      entity,
      severity: share >= FULL_SHARE || dropping.length > 0 ? 3 : 2,
      ...(since && { since }),
      facts: [
        hostFact(node, text, dropping.at(-1)),
        ...openers(carried, { node, situation }),
        ...timeoutFacts(situation),
        ...(signal === undefined ? [] : [signalFact(signal)]),
      ],
      ruledOut: soundTexts([...calledInVain(situation), ...carried], situation).slice(0, 6),
      related: carried,
    }];
  });
}

/** The workloads on a node that changed before the trouble: who opens the connections. */
function openers(
  carried: readonly Entity[],
  { node, situation }: { readonly node: string; readonly situation: Situation },
): readonly Fact[] {
  const names = new Set(carried.map(entityText));
  return situation.changes.filter(({ entity, kind }) =>
    names.has(entityText(entity)) && (kind === "rollout" || kind === "scale" || kind === "created")
  ).slice(0, 2).map(({ entity, at, field, to, by }) =>
    objectFact(
      entity,
      `${entityText(entity)} on ${node} changed ${momentText(at, situation.now)}: ${field}` +
        `${to === undefined ? "" : ` ${to.slice(0, 80)}`}${by === undefined ? "" : ` by ${by}`}`,
    )
  );
}

/** Whom callers do not reach, all over: `i/o timeout on calls to catalog, checkout, payments`. */
function timeoutFacts(situation: Situation): readonly Fact[] {
  const calls = failedCalls(situation).filter(({ kind }) => kind === "timeout");
  const callers = new Set(calls.map(({ shift }) => shift.entity.name));
  const callees = new Set(calls.flatMap(({ service }) => service?.metadata.name ?? []));
  const [first] = calls;
  if (first === undefined) return [];
  const summary = logFact(
    first.shift,
    `i/o timeout; so do all of ${[...callers].sort().join(", ")} on calls to ${
      [...callees].sort().join(", ")
    }`,
    situation.now,
  );
  return [summary];
}

function calledInVain(situation: Situation): readonly Entity[] {
  return failedCalls(situation).flatMap(({ service }) => {
    if (service === undefined) return [];
    const { namespace = "", name } = service.metadata;
    return situation.cluster.workloadNamed(namespace, name) ?? [];
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

function unitFacts(
  { node, facts }: Host,
  names: RegExp,
  { now }: Situation,
): readonly Fact[] {
  return brokenUnits(facts, names).map(({ name, state, since, last_log: log }) =>
    hostFact(
      node,
      `${node} ${name} ${state}${since === undefined ? "" : ` since ${momentText(since, now)}`}`,
      typeof log === "string" ? log : log?.at(-1),
    )
  );
}

function brokenUnits({ units = [] }: HostFacts, names: RegExp) {
  return units.filter(({ name, state, sub }) =>
    names.test(name) && (state === "failed" || state === "inactive" || sub === "auto-restart")
  );
}

function signalOf(
  { signals }: Situation,
  wanted: { readonly node: string; readonly signal: string },
) {
  return signals.find(({ signal, entity, isBad }) =>
    isBad && signal === wanted.signal && entity.kind === "Node" && entity.name === wanted.node
  );
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

function roomAgain({ entity }: Found, { signals }: Situation): string | undefined {
  const signal = signals.find(({ signal, entity: node }) =>
    signal === "node_conntrack" && node.name === entity.name
  );
  return signal !== undefined && signal.now < NEARLY_FULL_SHARE
    ? `conntrack of ${entity.name} is at ${Math.round(100 * signal.now)}% by now`
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

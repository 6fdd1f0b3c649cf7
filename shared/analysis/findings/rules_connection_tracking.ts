import { type Entity, entityText } from "../entity.ts";
import { hostFact, objectFact } from "./fact_calls.ts";
import { failedCalls } from "./failed_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { firstOnset, logFact } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { movableOn } from "./node_pods.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { soundTexts } from "./soundness.ts";
import { hostsOf, signalOf } from "./host_evidence.ts";
import { tellable } from "./tellable.ts";

/** Class 8: nodes that remember more connections than they can. */
export const CONNECTION_TRACKING_RULES: readonly FindingRule[] = [
  {
    id: "host-conntrack-full",
    class: 8,
    severity: 3,
    title: "Connection table of a node is full",
    find: fullConnectionTables,
    disconfirmedBy: "a table that has room again",
    disconfirm: roomAgain,
  },
];

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
    const since = signal?.since ?? firstOnset(failedCalls(situation).map(({ shift }) => shift));
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
        `${to === undefined ? "" : ` ${tellable(to.slice(0, 80))}`}${
          by === undefined ? "" : ` by ${by}`
        }`,
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

function roomAgain({ entity }: Found, { signals }: Situation): string | undefined {
  const signal = signals.find(({ signal, entity: node }) =>
    signal === "node_conntrack" && node.name === entity.name
  );
  return signal !== undefined && signal.now < NEARLY_FULL_SHARE
    ? `conntrack of ${entity.name} is at ${Math.round(100 * signal.now)}% by now`
    : undefined;
}

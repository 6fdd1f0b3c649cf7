import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import {
  API_SERVER,
  askedFacts,
  type HeavyClient,
  heavyClient,
  waitingFacts,
} from "./api_server_load.ts";
import { shiftsOf } from "./failure_words.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningText } from "./running_text.ts";
import { badSignals, isAsBefore, signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";

/** Class 24: an API server that has more to do than it can, and who keeps it from answering. */
export const API_SERVER_RULES: readonly FindingRule[] = [
  {
    id: "api-server-overloaded",
    class: 24,
    severity: 3,
    title: "API server refuses requests because it is too busy",
    find: overload,
    disconfirmedBy: "It refused as many before",
    disconfirm: (_, situation) =>
      isAsBefore(refusals(situation))
        ? "the API server refuses as many requests as before"
        : undefined,
  },
  {
    id: "api-server-slow",
    class: 24,
    severity: 2,
    title: "API server answers slowly",
    find: slowServer,
    disconfirmedBy: "One verb is slow, and no controller or client complains",
    disconfirm: ({ facts }, situation) =>
      badSignals(situation, "api_latency_p99").length === 1 && facts.length === 1
        ? "one verb is slow, and nobody fails for it"
        : undefined,
  },
  {
    id: "etcd-slow",
    class: 24,
    severity: 3,
    title: "etcd waits for its disk",
    find: slowStorage,
    disconfirmedBy: "The API server answers as fast as before",
    disconfirm: (_, situation) =>
      badSignals(situation, "api_latency_p99").length > 0
        ? undefined
        : "the API server answers as fast as before",
  },
];

/** What it refuses for its load, rather than for what was asked. */
function refusals(situation: Situation): readonly Signal[] {
  return [
    ...badSignals(situation, "api_rejected"),
    ...badSignals(situation, "api_error_rate").filter(({ labels }) => labels["code"] === "429"),
  ];
}

function overload(situation: Situation): readonly Found[] {
  const [first, ...others] = refusals(situation);
  if (first === undefined) return [];
  const since = earliest([first, ...others].map(({ since }) => since));
  const client = heavyClient(since, situation);
  const entity = client?.workload ?? API_SERVER;
  return [{
    entity,
    ...(since !== undefined && { since }),
    facts: [
      refusedFact([first, ...others], situation),
      ...(client === undefined ? [] : clientFacts(client, situation)),
      ...askedFacts(situation),
      ...ownChangeFacts(ownChanges(entity, since, situation), situation, 2),
      ...waitingFacts(entity, situation),
    ],
    ruledOut: runningText(entity, situation),
    related: client === undefined ? [] : [API_SERVER],
  }];
}

function refusedFact(refused: readonly [Signal, ...Signal[]], { now }: Situation): Fact {
  const [first] = refused;
  const texts = refused.slice(0, 3).map((signal) => {
    const { priority_level: level, reason, verb, resource, code } = signal.labels;
    const what = level === undefined
      ? `${code} for ${verb} ${resource}`
      : `rejected by priority level ${level} (${reason})`;
    return `${what} ${figureText(signal)}`;
  });
  const since = first.since === undefined ? "" : ` since ${momentText(first.since, now)}`;
  return { ...signalFact(first), text: `apiserver refuses with 429: ${texts.join("; ")}${since}` };
}

const MOST_LINES = 2;

function clientFacts({ workload, signal }: HeavyClient, situation: Situation): readonly Fact[] {
  const lines = shiftsOf(workload, situation).slice(0, MOST_LINES)
    .map((shift) => logFact(shift, "a new line", situation.now));
  if (signal === undefined) return lines;
  const text = `${workload.name} asks the API server ${figureText(signal)}`;
  return [{ ...signalFact(signal), text }, ...lines];
}

function slowServer(situation: Situation): readonly Found[] {
  const slow = badSignals(situation, "api_latency_p99");
  const [first, ...others] = slow;
  const isExplained = refusals(situation).length > 0 ||
    badSignals(situation, "etcd_fsync_p99").length > 0;
  if (first === undefined || isExplained) return [];
  const since = earliest(slow.map(({ since }) => since));
  return [{
    entity: API_SERVER,
    ...(since !== undefined && { since }),
    facts: [
      signalFact(first),
      ...others.slice(0, 1).map(signalFact),
      ...waitingFacts(API_SERVER, situation),
    ],
  }];
}

function slowStorage(situation: Situation): readonly Found[] {
  return badSignals(situation, "etcd_fsync_p99").map((signal) => ({
    entity: signal.entity,
    ...(signal.since !== undefined && { since: signal.since }),
    facts: [{ ...signalFact(signal), text: `etcd fsync p99 ${figureText(signal)}` }],
  }));
}

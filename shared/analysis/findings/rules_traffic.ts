import type { Entity } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import { type AmplifiedCall, amplifiedCalls } from "./amplified_calls.ts";
import { countsCallsTo } from "./call_target.ts";
import { errorFact, failingServices, workloadBehind } from "./failing_services.ts";
import { shiftsOf } from "./failure_words.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { changedSettings, ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningAround } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike } from "./soundness.ts";

/** Class 14: more requests than a service can take, from outside or made by retries. */
export const TRAFFIC_RULES: readonly FindingRule[] = [
  {
    id: "retries-amplify-load",
    class: 14,
    severity: 3,
    title: "Retries of a caller multiply the load of its callee",
    find: retryStorms,
    disconfirmedBy: "The caller itself gets as many more requests",
    disconfirm: () => undefined,
  },
  {
    id: "traffic-surge",
    class: 14,
    severity: 2,
    title: "Far more requests come in than before",
    find: surges,
    disconfirmedBy: "Nobody fails or gets slower",
    disconfirm: ({ entity }, { signals }) =>
      signals.some(({ signal, isBad }) =>
          isBad && (signal === "error_rate" || signal === "latency_p99")
        )
        ? undefined
        : `${entity.name} gets more requests and answers them as before`,
  },
  {
    id: "requests-rate-limited",
    class: 14,
    severity: 2,
    title: "Service refuses requests for their number",
    find: rateLimited,
    disconfirmedBy: "It always refused as many",
    disconfirm: () => undefined,
  },
];

function retryStorms(situation: Situation): readonly Found[] {
  return amplifiedCalls(situation).map((call) => retryStorm(call, situation));
}

function retryStorm(call: AmplifiedCall, situation: Situation): Found {
  const { from, to } = call;
  const caller = workloadBehind(from, situation);
  const callee = workloadBehind(to, situation);
  const failing = failingServices(situation).find(({ service }) => isNamedLike(service, to));
  const since = earliest([failing?.since, callRate(call, situation)?.since]);
  const changes = ownChanges(caller, since, situation);
  return {
    entity: changedSettings(changes) ?? caller,
    ...(since !== undefined && { since }),
    facts: [
      amplification(call, situation),
      ...retryLines(caller, situation),
      ...ownChangeFacts(changes, situation, 3),
      ...(failing === undefined ? [] : [errorFact(failing, situation)]),
      ...calleeLines(callee, situation),
    ],
    ruledOut: [
      `${from.name} itself gets no more requests than before`,
      ...recoveries(callee, situation),
      ...runningAround(callee, situation),
    ],
    related: [caller, callee],
  };
}

function amplification(call: AmplifiedCall, situation: Situation): Fact {
  const { from, to, before, requestsPerSecond, factor } = call;
  const times = Number(factor.toPrecision(3));
  const text = `${from.name} makes ${times} times as many calls to ${to.name} for each request: ` +
    figureText({ unit: "requests/s", before, now: requestsPerSecond });
  const rate = callRate(call, situation);
  return rate === undefined ? { text } : { ...signalFact(rate), text };
}

function callRate({ from, to }: AmplifiedCall, { signals }: Situation): Signal | undefined {
  return signals.find((signal) =>
    signal.signal === "call_rate" && isNamedLike(signal.entity, from) && countsCallsTo(signal, to)
  );
}

const RETRY = /\bretr(?:y|ies|ying)\b|\battempts?\b|trying again|backoff|back-off/i;
const ANSWERS =
  /\b(?:recovered|available again|answers again|is back|reconnected|healthy again)\b/i;

function retryLines(caller: Entity, situation: Situation): readonly Fact[] {
  return shiftsOf(caller, situation).filter(({ sample }) => RETRY.test(sample)).slice(0, 2)
    .map((shift) => logFact(shift, "retries", situation.now));
}

function calleeLines(callee: Entity, situation: Situation): readonly Fact[] {
  const shifts = shiftsOf(callee, situation);
  const recovered = shifts.filter(({ sample }) => ANSWERS.test(sample)).slice(0, 1);
  const errors = shifts.filter(({ level }) => level === "error").slice(0, 1);
  return [
    ...errors.map((shift) => logFact(shift, "errors", situation.now)),
    ...recovered.map((shift) => logFact(shift, "that what started it is over", situation.now)),
  ];
}

function recoveries(callee: Entity, situation: Situation): readonly string[] {
  return shiftsOf(callee, situation).filter(({ sample }) => ANSWERS.test(sample)).slice(0, 1)
    .map(({ since }) =>
      `${callee.name}: what failed first was over at ${momentText(since, situation.now)}`
    );
}

const SURGE = 1.8;

/** Services at the top of the calls: nobody in the cluster calls them. */
function surges(situation: Situation): readonly Found[] {
  const called = new Set(situation.calls.map(({ to }) => `${to.namespace}/${to.name}`));
  return situation.signals.filter(({ signal, entity, before = 0, now, until }) =>
    signal === "request_rate" && now > SURGE * before && before > 0 && until === undefined &&
    !called.has(`${entity.namespace}/${entity.name}`)
  ).map((signal) => ({
    entity: workloadBehind(signal.entity, situation),
    ...(signal.since !== undefined && { since: signal.since }),
    facts: [
      {
        ...signalFact(signal),
        text: `${signal.entity.name} gets ${figureText(signal)} requests${
          signal.since === undefined ? "" : ` since ${momentText(signal.since, situation.now)}`
        }`,
      },
      ...failingServices(situation).slice(0, 2).map((failing) => errorFact(failing, situation)),
    ],
    ruledOut: runningAround(workloadBehind(signal.entity, situation), situation),
  }));
}

function rateLimited(situation: Situation): readonly Found[] {
  return failingServices(situation).filter(({ errors }) => errors[0].labels["code"] === "429")
    .map((failing) => ({
      entity: failing.workload,
      ...(failing.since !== undefined && { since: failing.since }),
      facts: [
        errorFact(failing, situation),
        ...shiftsOf(failing.workload, situation).slice(0, 1).map((shift) =>
          logFact(shift, "a new line", situation.now)
        ),
      ],
      ruledOut: runningAround(failing.workload, situation),
    }));
}

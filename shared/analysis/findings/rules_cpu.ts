import type { Entity } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import { amplifiedCalls } from "./amplified_calls.ts";
import { changeFacts } from "./change_evidence.ts";
import { lookAt } from "./fact_calls.ts";
import { failingServices, passedOnFacts } from "./failing_services.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { rolloutOf } from "./rollout.ts";
import { runningAround } from "./running_text.ts";
import { shiftsOf } from "./failure_words.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { callersOf, isNamedLike } from "./soundness.ts";

/** Class 13: programs that may not use the CPU they need. */
export const CPU_RULES: readonly FindingRule[] = [
  {
    id: "cpu-limit-throttles",
    class: 13,
    severity: 2,
    title: "CPU limit holds a container back",
    find: throttledContainers,
    disconfirmedBy: "It is slow for nobody, or gets far more requests than before",
    disconfirm: otherCause,
  },
];

function throttledContainers(situation: Situation): readonly Found[] {
  return situation.signals.filter(({ signal, isBad }) => signal === "cpu_throttling" && isBad)
    .flatMap((throttling) => throttled(throttling, situation) ?? []);
}

function throttled(throttling: Signal, situation: Situation): Found | undefined {
  const { entity, since } = throttling;
  const slow = slowService(entity, situation);
  const limit = limitFact(throttling, situation);
  if (limit === undefined) return undefined;
  return {
    entity,
    ...(since !== undefined && { since }),
    ...(slow === undefined && { severity: 1 }),
    facts: [
      {
        ...signalFact(throttling),
        text: `container ${throttling.labels["container"]} of ${entity.name} is throttled in ` +
          `${figureText(throttling)} of its CPU periods${sinceText(since, situation)}`,
      },
      limit,
      ...changeFacts(situation, entity, /cpu/i),
      ...(slow === undefined ? [] : [signalFact(slow)]),
      ...shiftsOf(entity, situation).slice(0, 1).map((shift) =>
        logFact(shift, "a new line", situation.now)
      ),
      ...callerFacts(entity, situation),
    ],
    ruledOut: [
      ...nodesWithRoom(entity, situation),
      ...runningAround(entity, situation),
    ],
  };
}

function sinceText(since: string | undefined, { now }: Situation): string {
  return since === undefined ? "" : ` since ${momentText(since, now)}`;
}

function slowService(workload: Entity, { signals }: Situation): Signal | undefined {
  return signals.find(({ signal, isBad, entity }) =>
    isBad && (signal === "latency_p99" || signal === "error_rate") && isNamedLike(entity, workload)
  );
}

/** What the container may use, as its spec says it, and what it was before. */
function limitFact(
  { entity, labels }: Signal,
  situation: Situation,
): Fact | undefined {
  const name = labels["container"];
  const [pod] = situation.cluster.podsOf(entity);
  const spec = pod?.spec?.containers?.find((container) => container.name === name);
  const limit = spec?.resources?.limits?.["cpu"];
  if (limit === undefined) return undefined;
  const { newest, previous } = rolloutOf(entity, situation) ?? {};
  const before = previous?.spec?.template?.spec?.containers
    ?.find((container) => container.name === name)?.resources?.limits?.["cpu"];
  const at = newest?.metadata.creationTimestamp;
  const change = previous === undefined || at === undefined || before === limit
    ? ""
    : `, before ${before ?? "none"} until ${momentText(at, situation.now)}`;
  const request = spec?.resources?.requests?.["cpu"];
  return {
    text: `container ${name} of ${entity.name}: cpu limit ${limit}${change}, ` +
      `cpu request ${request ?? "none"}`,
    reproduce: lookAt(entity),
  };
}

function callerFacts(workload: Entity, situation: Situation): readonly Fact[] {
  const callers = callersOf(workload, situation);
  const failing = failingServices(situation).find(({ service }) => isNamedLike(service, workload));
  if (failing !== undefined) return passedOnFacts(failing, situation);
  return situation.signals.filter(({ signal, isBad, entity }) =>
    isBad && signal === "error_rate" && callers.some((one) => isNamedLike(one, entity))
  ).slice(0, 1).map((signal) => signalFact(signal));
}

function nodesWithRoom(workload: Entity, { cluster, signals }: Situation): readonly string[] {
  const nodes = new Set(cluster.podsOf(workload).map(({ spec }) => spec?.nodeName));
  const isShort = signals.some(({ signal, isBad, entity }) =>
    signal === "node_cpu" && isBad && nodes.has(entity.name)
  );
  return isShort || nodes.size === 0
    ? []
    : [`nodes of ${workload.name}: ${nodes.size} with CPU to spare, none saturated`];
}

function otherCause({ entity, severity }: Found, situation: Situation): string | undefined {
  if (severity === 1) return `${entity.name} is throttled, but nobody gets slower answers for it`;
  const [storm] = amplifiedCalls(situation).filter(({ to }) => isNamedLike(to, entity));
  if (storm !== undefined) {
    return `${entity.name} gets ${
      Number(storm.factor.toPrecision(2))
    } times as many calls of ${storm.from.name} as before`;
  }
  const surge = situation.signals.find(({ signal, entity: service, before = 0, now }) =>
    signal === "request_rate" && isNamedLike(service, entity) && now > SURGE_FACTOR * before
  );
  return surge && `${entity.name} gets ${figureText(surge)} requests: more traffic, not less CPU`;
}

const SURGE_FACTOR = 1.8;

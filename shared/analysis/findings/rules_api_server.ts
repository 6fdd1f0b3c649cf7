import type { Entity } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import { workloadBehind } from "./failing_services.ts";
import { shiftsOf } from "./failure_words.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningText } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";

/** Class 24: an API server that has more to do than it can. */
export const API_SERVER_RULES: readonly FindingRule[] = [
  {
    id: "api-server-overloaded",
    class: 24,
    severity: 3,
    title: "API server refuses requests because it is too busy",
    find: overload,
    disconfirmedBy: "It refused as many before",
    disconfirm: () => undefined,
  },
  {
    id: "etcd-slow",
    class: 24,
    severity: 3,
    title: "etcd waits for its disk",
    find: (situation) => slowStorage(situation),
    disconfirmedBy: "The API server answers as fast as before",
    disconfirm: (_, { signals }) =>
      signals.some(({ signal, isBad }) => signal === "api_latency_p99" && isBad)
        ? undefined
        : "the API server answers as fast as before",
  },
];

function overload(situation: Situation): readonly Found[] {
  const refused = situation.signals.filter(({ signal, isBad, labels }) =>
    isBad &&
    (signal === "api_rejected" || (signal === "api_error_rate" && labels["code"] === "429"))
  );
  const [first] = refused;
  if (first === undefined) return [];
  const since = earliest(refused.map(({ since }) => since));
  const client = loudestClient(situation);
  const entity = client === undefined ? first.entity : workloadBehind(client.entity, situation);
  return [{
    entity,
    ...(since !== undefined && { since }),
    facts: [
      refusedFact(refused as [Signal, ...Signal[]], situation),
      ...clientFacts(client, entity, situation),
      ...growthFacts(situation),
      ...(client === undefined
        ? []
        : ownChangeFacts(ownChanges(entity, since, situation), situation, 2)),
      ...victimFacts(entity, situation),
    ],
    ruledOut: runningText(entity, situation),
    related: client === undefined ? [] : [first.entity],
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

const LEAST_PER_SECOND = 5;

/** The client whose requests grew most. */
function loudestClient({ signals }: Situation): Signal | undefined {
  return signals.filter(({ signal, now, before = 0 }) =>
    signal === "client_api_rate" && now - before >= LEAST_PER_SECOND
  ).sort((a, b) => (b.now - (b.before ?? 0)) - (a.now - (a.before ?? 0)))[0];
}

function clientFacts(
  client: Signal | undefined,
  workload: Entity,
  situation: Situation,
): readonly Fact[] {
  if (client === undefined) return [];
  const lines = shiftsOf(workload, situation).slice(0, 3);
  return [
    {
      ...signalFact(client),
      text: `${workload.name} asks the API server ${figureText(client)}`,
    },
    ...lines.map((shift) => logFact(shift, "a new line", situation.now)),
  ];
}

function growthFacts({ signals }: Situation): readonly Fact[] {
  const grown = signals.filter(({ signal, now, before = 0 }) =>
    signal === "api_request_rate" && now > before
  ).sort((a, b) => b.now - a.now).slice(0, 3);
  const [first] = grown;
  if (first === undefined) return [];
  const texts = grown.map((signal) =>
    `${signal.labels["verb"]} ${signal.labels["resource"]} ${figureText(signal)}`
  );
  return [{ ...signalFact(first), text: `apiserver gets more ${texts.join(", ")}` }];
}

function victimFacts(culprit: Entity, situation: Situation): readonly Fact[] {
  return shiftsMatching(
    situation,
    /too many requests|\b429\b|failed to renew lease|leader election/i,
  )
    .filter(({ entity }) => entity.name !== culprit.name).slice(0, 2)
    .map((shift) => logFact(shift, "that the API server refuses it", situation.now));
}

function slowStorage({ signals }: Situation): readonly Found[] {
  return signals.filter(({ signal, isBad }) => signal === "etcd_fsync_p99" && isBad)
    .map((signal) => ({
      entity: signal.entity,
      ...(signal.since !== undefined && { since: signal.since }),
      facts: [{ ...signalFact(signal), text: `etcd fsync p99 ${figureText(signal)}` }],
    }));
}

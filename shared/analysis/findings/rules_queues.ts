import { type Entity, entityText } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import { shiftsOf } from "./failure_words.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningText } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { workloadTemplates } from "../topology/workload_templates.ts";

/** Class 19: consumers that fall behind. */
export const QUEUE_RULES: readonly FindingRule[] = [
  {
    id: "consumer-falls-behind",
    class: 19,
    severity: 3,
    title: "Consumer falls behind its queue",
    find: lagging,
    disconfirmedBy: "Its lag falls again",
    disconfirm: ({ facts: [{ text }] }) =>
      / until \d/.test(text) ? "the lag is back to what it was" : undefined,
  },
];

function lagging(situation: Situation): readonly Found[] {
  const signals = situation.signals.filter(({ signal, isBad }) =>
    signal === "consumer_lag" && isBad
  );
  const groups = Map.groupBy(signals, ({ entity }) => entityText(entity));
  return [...groups.values()].map((group) => behind(group as [Signal, ...Signal[]], situation));
}

function behind(group: readonly [Signal, ...Signal[]], situation: Situation): Found {
  const [first] = group;
  const consumer = consumerOf(first.entity, situation);
  const entity = consumer ?? first.entity;
  const since = earliest(group.map(({ since }) => since));
  const lines = consumer === undefined ? [] : errorLines(consumer, first, situation);
  return {
    entity,
    ...(since !== undefined && { since }),
    facts: [
      lagFact(group, situation),
      ...lines,
      ...(consumer === undefined
        ? []
        : ownChangeFacts(ownChanges(consumer, since, situation), situation, 1)),
    ],
    ruledOut: consumer === undefined ? [] : runningText(consumer, situation),
    related: consumer === undefined ? [] : [first.entity],
  };
}

const MOST_PARTITIONS = 4;

function lagFact(group: readonly [Signal, ...Signal[]], { now }: Situation): Fact {
  const [first] = group;
  const shown = group.slice(0, MOST_PARTITIONS).map((signal) => {
    const { topic, partition } = signal.labels;
    const place = [topic, partition && `partition ${partition}`].filter(Boolean).join(" ");
    const until = signal.until === undefined ? "" : ` until ${momentText(signal.until, now)}`;
    return `${place} lag ${figureText(signal)} messages${until}`;
  });
  const more = group.length > MOST_PARTITIONS
    ? ` and ${group.length - MOST_PARTITIONS} partitions more`
    : "";
  const only = group.length === 1 && first.labels["partition"] !== undefined
    ? "; other partitions as before"
    : "";
  const since = first.since === undefined ? "" : ` since ${momentText(first.since, now)}`;
  return {
    ...signalFact(first),
    text: `consumer group ${first.entity.name} behind: ${shown.join(", ")}${more}${since}${only}`,
  };
}

function errorLines(
  consumer: Entity,
  { labels: { topic, partition } }: Signal,
  situation: Situation,
): readonly Fact[] {
  const named = new RegExp(`partition\\W{0,3}${partition}\\b`);
  return shiftsOf(consumer, situation).filter(({ level }) => level === "error" || level === "warn")
    .sort((a, b) => Number(named.test(b.sample)) - Number(named.test(a.sample)))
    .slice(0, 2).map((shift) => {
      const where = shift.pods.length === 1 ? ` (only pod ${shift.pods[0]})` : "";
      const what = topic === undefined ? "errors" : `errors reading ${topic}`;
      return logFact(shift, `${what}${where}`, situation.now);
    });
}

/** The workload that reads as a consumer group: it has its name, or is told it by its environment. */
function consumerOf({ name }: Entity, { objects }: Situation): Entity | undefined {
  const templates = workloadTemplates(objects);
  const named = templates.find(({ workload }) => workload.name === name);
  const told = templates.find(({ spec }) =>
    spec.containers?.some(({ env = [] }) => env.some(({ value }) => value === name))
  );
  return (named ?? told)?.workload;
}

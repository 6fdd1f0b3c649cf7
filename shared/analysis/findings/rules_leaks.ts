import type { Entity } from "../entity.ts";
import { formatBytes, parseQuantity } from "../quantity.ts";
import type { Signal, SignalGrowth } from "../signals/signal.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { imageFacts } from "./image_facts.ts";
import { momentText } from "./moment_text.ts";
import { ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningAround } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike } from "./soundness.ts";

type Growing = Signal & { readonly growth: SignalGrowth };

/** Class 3: memory that only grows. */
export const LEAK_RULES: readonly FindingRule[] = [
  {
    id: "memory-grows-steadily",
    class: 3,
    severity: 2,
    title: "Memory of a container only grows",
    find: (situation) =>
      situation.signals.filter(isGrowing).map((signal) => leak(signal, situation)),
    disconfirmedBy: "It is far from its limit and needs days to reach it",
    disconfirm: farFromLimit,
  },
];

function isGrowing(signal: Signal): signal is Growing {
  return signal.growth !== undefined && signal.signal === "memory_of_limit";
}

function leak(signal: Growing, situation: Situation): Found {
  const { entity, growth } = signal;
  const limit = limitOf(signal, situation);
  return {
    entity,
    since: growth.since,
    ...(growth.until === undefined && hoursToLimit(signal) < SOON_HOURS && { severity: 3 }),
    facts: [
      growthFact(signal, limit, situation),
      ...imageFacts(entity, situation),
      ...ownChangeFacts(
        ownChanges(entity, growth.until ?? lastMoment(situation), situation),
        situation,
      ),
      ...latencyFacts(entity, situation),
    ],
    ruledOut: runningAround(entity, situation),
  };
}

/** Below so many hours a limit is reached before anybody looks again. */
const SOON_HOURS = 2;

function growthFact(signal: Growing, limit: string | undefined, { now }: Situation): Fact {
  const { entity, growth, labels } = signal;
  const bytes = parseQuantity(limit);
  const perHour = bytes === undefined
    ? `${percent(growth.perHour)} of its limit`
    : formatBytes(growth.perHour * bytes);
  const end = growth.until === undefined
    ? `, limit reached in ${hoursText(hoursToLimit(signal))}`
    : `, fell back at ${momentText(growth.until, now)}`;
  return {
    ...signalFact(signal),
    text: `memory of container ${labels["container"]} of ${entity.name} grows steadily (leak): ` +
      `working set +${perHour} an hour up to ${percent(growth.top)} of the limit ${
        limit ?? "it has"
      }, rising since ${momentText(growth.since, now)} or earlier${end}`,
  };
}

function hoursToLimit({ growth }: Growing): number {
  return Math.max(0, 1 - growth.top) / growth.perHour;
}

function hoursText(hours: number): string {
  return hours < 1 ? `${Math.round(60 * hours)}m` : `${Number(hours.toPrecision(2))}h`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function limitOf({ entity, labels }: Signal, { cluster }: Situation): string | undefined {
  const [pod] = cluster.podsOf(entity);
  const spec = pod?.spec?.containers?.find(({ name }) => name === labels["container"]);
  return spec?.resources?.limits?.["memory"];
}

function lastMoment({ now }: Situation): string {
  return now.toISOString();
}

function latencyFacts(workload: Entity, { signals }: Situation): readonly Fact[] {
  return signals.filter(({ signal, isBad, entity }) =>
    signal === "latency_p99" && isBad && isNamedLike(entity, workload)
  ).slice(0, 1).map(signalFact);
}

const FAR_HOURS = 24;

function farFromLimit({ entity }: Found, { signals }: Situation): string | undefined {
  const signal = signals.filter(isGrowing).find((one) => isNamedLike(one.entity, entity));
  if (signal === undefined || signal.growth.until !== undefined) return undefined;
  const hours = hoursToLimit(signal);
  return hours > FAR_HOURS
    ? `${entity.name} reaches its memory limit in ${hoursText(hours)} at this pace`
    : undefined;
}

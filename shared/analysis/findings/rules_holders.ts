import { type Entity, entityText } from "../entity.ts";
import type { LogShift } from "../signals/log_shift.ts";
import { figureText } from "../signals/signal_text.ts";
import { objectFact } from "./fact_calls.ts";
import { waitShifts } from "./failure_words.ts";
import { errorFact, failingServices, passedOnFacts } from "./failing_services.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { runningAroundAll } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { calleesOf, isNamedLike } from "./soundness.ts";

/** Class 7: something that is held while others wait for it. */
export const HOLDER_RULES: readonly FindingRule[] = [
  {
    id: "work-waits-for-holder",
    class: 7,
    severity: 3,
    title: "Work waits for a lock or pool that somebody holds",
    find: waits,
    disconfirmedBy: "Nobody who asks the one that waits fails or is slow",
    disconfirm: ({ related = [] }, { signals }) => {
      const suffers = signals.some(({ isBad, signal, entity }) =>
        isBad && SUFFERING.has(signal) && related.some((one) => isNamedLike(one, entity))
      );
      return suffers ? undefined : "nobody who waits answers slower or fails more";
    },
  },
];

const SUFFERING: ReadonlySet<string> = new Set(["error_rate", "latency_p99", "call_error_rate"]);
const HOLDER =
  /\b(?:held|blocked|locked|used|taken) by (?:process )?["']?([a-z0-9][a-z0-9.-]*[a-z0-9])/i;

/** Those who wait, by whom they wait for: the one that lines name as holder, else the callee that waits too. */
function waits(situation: Situation): readonly Found[] {
  const writers = new Map(situation.logs.map(({ entity }) => [entityText(entity), entity]));
  const waiting = [...writers.values()]
    .map((workload) => ({ workload, shifts: waitShifts(workload, situation) }))
    .filter(({ shifts }) => shifts.length > 0);
  const groups = Map.groupBy(
    waiting,
    ({ workload, shifts }) => entityText(holderOf(workload, shifts, { situation, waiting })),
  );
  return [...groups.values()].map((group) => {
    const [first] = group as [Waiting, ...Waiting[]];
    const holder = holderOf(first.workload, first.shifts, { situation, waiting });
    return held(holder, group, situation);
  });
}

interface Waiting {
  readonly workload: Entity;
  readonly shifts: readonly LogShift[];
}

function holderOf(
  workload: Entity,
  shifts: readonly LogShift[],
  { situation, waiting }: { readonly situation: Situation; readonly waiting: readonly Waiting[] },
): Entity {
  const named = holderNamed(shifts, situation);
  if (named !== undefined) return named;
  const callees = calleesOf(workload, situation);
  const other = waiting.find((one) => callees.some((callee) => isNamedLike(callee, one.workload)));
  if (other !== undefined) return holderNamed(other.shifts, situation) ?? other.workload;
  const mentioned = callees.find(({ name }) => shifts.some(({ sample }) => sample.includes(name)));
  return mentioned ?? workload;
}

/** The workload that a line names as the one that holds what is waited for. */
function holderNamed(shifts: readonly LogShift[], { cluster, objects }: Situation) {
  for (const { sample, entity: { namespace } } of shifts) {
    const name = HOLDER.exec(sample)?.[1];
    if (name === undefined) continue;
    const job = objects.jobs?.find(({ metadata }) =>
      metadata.name === name && metadata.namespace === namespace
    );
    if (job !== undefined) return { kind: "Job", namespace, name };
    const workload = cluster.workloadNamed(namespace, name);
    if (workload !== undefined) return workload;
  }
  return undefined;
}

const MOST_LINES = 2;

function held(holder: Entity, group: readonly Waiting[], situation: Situation): Found {
  const shifts = group.flatMap(({ shifts }) => shifts);
  const workloads = group.map(({ workload }) => workload)
    .filter((one) => entityText(one) !== entityText(holder));
  const started = startOf(holder, situation);
  const since = earliest(shifts.map(({ since }) => since));
  const failing = failingServices(situation).filter(({ workload }) =>
    workloads.some((one) => entityText(one) === entityText(workload))
  );
  return {
    entity: holder,
    ...(since !== undefined && { since: earliest([since, started]) ?? since }),
    facts: [
      waitFact(shifts, holder, situation),
      ...startFacts(holder, started, situation),
      ...ownLines(holder, situation),
      ...otherLines(shifts, holder, situation),
      ...failing.map((one) => errorFact(one, situation)),
      ...poolFacts(workloads, situation),
      ...slowFacts(workloads, situation),
      ...failing.flatMap((one) => passedOnFacts(one, situation)),
    ],
    ruledOut: runningAroundAll(workloads, situation),
    related: workloads,
  };
}

// The line that names the holder says most.
function waitFact(shifts: readonly LogShift[], holder: Entity, { now }: Situation): Fact {
  const [shift] = [...shifts].sort((a, b) =>
    Number(b.sample.includes(holder.name)) - Number(a.sample.includes(holder.name)) ||
    b.count - a.count
  ) as [LogShift, ...LogShift[]];
  return logFact(shift, `that it waits for what ${holder.name} holds,`, now);
}

function otherLines(
  shifts: readonly LogShift[],
  holder: Entity,
  { now }: Situation,
): readonly Fact[] {
  return shifts.filter(({ sample }) => !sample.includes(`by ${holder.name}`))
    .slice(0, MOST_LINES).map((shift) => logFact(shift, "that it waits", now));
}

/** What the holder itself says it does. */
function ownLines(holder: Entity, situation: Situation): readonly Fact[] {
  const statement = new RegExp(`\\b${RegExp.escape(holder.name)}\\b`);
  return situation.logs.filter(({ entity, sample }) =>
    entityText(entity) === entityText(holder) ||
    (statement.test(sample) &&
      /\b(?:CREATE|ALTER|VACUUM|LOCK|UPDATE|DELETE|INSERT|COPY)\b/.test(sample))
  ).slice(0, MOST_LINES).map((shift) => logFact(shift, `what ${holder.name} does`, situation.now));
}

function startOf({ kind, namespace, name }: Entity, { objects }: Situation): string | undefined {
  if (kind !== "Job") return undefined;
  const job = objects.jobs?.find(({ metadata }) =>
    metadata.name === name && metadata.namespace === namespace
  );
  return job?.metadata.creationTimestamp;
}

function startFacts(
  holder: Entity,
  started: string | undefined,
  { now }: Situation,
): readonly Fact[] {
  return started === undefined
    ? []
    : [objectFact(holder, `${holder.name} runs since ${momentText(started, now)}`)];
}

function poolFacts(workloads: readonly Entity[], { signals }: Situation): readonly Fact[] {
  return signals.filter(({ signal, isBad, entity }) =>
    signal === "pool" && isBad && workloads.some((one) => isNamedLike(one, entity))
  ).slice(0, 1).map((signal) => ({
    ...signalFact(signal),
    text: `${signal.entity.name}: ${signal.labels["metric"]} of pool ${
      signal.labels["pool"] ?? signal.labels["queue"] ?? "unnamed"
    } ${figureText(signal)}`,
  }));
}

function slowFacts(workloads: readonly Entity[], { signals }: Situation): readonly Fact[] {
  return signals.filter(({ signal, isBad, entity }) =>
    signal === "latency_p99" && isBad && workloads.some((one) => isNamedLike(one, entity))
  ).slice(0, 1).map(signalFact);
}

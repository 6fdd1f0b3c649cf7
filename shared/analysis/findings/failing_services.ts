import { type Entity, entityText } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";
import { figureText } from "../signals/signal_text.ts";
import type { Fact } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest, momentText } from "./moment_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { callersOf, isNamedLike } from "./soundness.ts";

/** A service that fails more requests than before, and whether those it calls fail it. */
export interface FailingService {
  /** As metrics name it. */
  readonly service: Entity;
  /** What serves under that name. */
  readonly workload: Entity;
  /** Failed requests by code, the most first. */
  readonly errors: readonly [Signal, ...Signal[]];
  readonly since: string | undefined;
  /** Whether those it calls fail it: then it only passes failures on. */
  readonly isVictim: boolean;
}

/** Part of its failures that failing callees must explain. */
const EXPLAINING_SHARE = 0.3;
const LEAST_SHARE = 0.005;

/** Finds the services that fail since some time in the window, by the codes that they answer. */
export function failingServices(situation: Situation): readonly FailingService[] {
  const failing = situation.signals.filter(({ signal, isBad, share = 1 }) =>
    signal === "error_rate" && isBad && share >= LEAST_SHARE
  );
  return [...Map.groupBy(failing, ({ entity }) => entityText(entity)).values()]
    .map((group) => group.sort((a, b) => b.now - a.now))
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const errors = [first, ...others] as const;
      const { entity: service } = first;
      return [{
        service,
        workload: workloadBehind(service, situation),
        errors,
        since: earliest(errors.map(({ since }) => since)),
        isVictim: explainingCalls(service, errors, situation) ||
          callsFailing(service, errors, { situation, failing }),
      }];
    });
}

/** Those that fail by themselves: whom they call answers them. */
export function failingByThemselves(situation: Situation): readonly FailingService[] {
  return failingServices(situation).filter(({ isVictim }) => !isVictim);
}

/** What serves under the name that metrics give a service. */
export function workloadBehind(service: Entity, { cluster }: Situation): Entity {
  const object = cluster.service(service.namespace, service.name);
  const pod = object && cluster.podsBehind(object)[0];
  if (pod !== undefined) return cluster.ownerOf(pod);
  return cluster.workloadNamed(service.namespace, service.name) ?? service;
}

/** Says by which codes a service fails, how often and since when. */
export function errorFact({ errors, since, workload }: FailingService, { now }: Situation): Fact {
  const [first] = errors;
  const texts = errors.map((error) => {
    const share = error.share === undefined ? "" : `, ${percent(error.share)} of its requests`;
    return `${error.labels["code"] ?? "failed"}: ${figureText(error)}${share}`;
  });
  const onset = since === undefined ? "" : ` since ${momentText(since, now)}`;
  const over = first.until === undefined ? "" : `, until ${momentText(first.until, now)}`;
  return {
    ...signalFact(first),
    text: `${workload.name} answers with errors ${texts.join("; ")}${onset}${over}`,
  };
}

const MOST_CALLERS = 3;

/** Says who passes the failures of a service on: callers whose logs name it, and what they answer themselves. */
export function passedOnFacts(
  { service }: FailingService,
  situation: Situation,
): readonly Fact[] {
  return [...callerLogs(service, situation), ...callerErrors(service, situation)];
}

function callerLogs(service: Entity, situation: Situation): readonly Fact[] {
  const callers = new Set(callersOf(service, situation).map(entityText));
  const naming = new RegExp(`(?<![\\w.-])${RegExp.escape(service.name)}(?![\\w-])`);
  const shifts = situation.logs.filter(({ entity, sample, level }) =>
    callers.has(entityText(entity)) && level !== "info" && naming.test(sample)
  );
  return shifts.slice(0, 1).map((shift) =>
    logFact(shift, `errors of ${service.name}, which it passes on,`, situation.now)
  );
}

/** Callers, and theirs, that fail since this service does. */
function callerErrors(service: Entity, situation: Situation): readonly Fact[] {
  const upstream = callersAbove(service, situation);
  const errors = situation.signals.filter(({ signal, isBad, entity }) =>
    signal === "error_rate" && isBad && upstream.some((one) => isNamedLike(one, entity))
  ).sort((a, b) => b.now - a.now).slice(0, MOST_CALLERS);
  const [first] = errors;
  if (first === undefined) return [];
  const texts = errors.map((error) =>
    `${error.entity.name} ${error.labels["code"] ?? "failed"} ${figureText(error)}`
  );
  return [{ ...signalFact(first), text: `callers fail with it: ${texts.join(", ")}` }];
}

const MOST_LEVELS = 4;

function callersAbove(service: Entity, { calls }: Situation): readonly Entity[] {
  const found = new Map([[entityText(service), service]]);
  for (let level = 0; level < MOST_LEVELS; level++) {
    for (const { from, to } of calls) {
      if (found.has(entityText(to))) found.set(entityText(from), from);
    }
  }
  return [...found.values()].slice(1);
}

function explainingCalls(
  service: Entity,
  errors: readonly Signal[],
  { signals }: Situation,
): boolean {
  const calls = signals.filter(({ signal, isBad, entity }) =>
    signal === "call_error_rate" && isBad && isNamedLike(entity, service)
  );
  const failed = errors.reduce((sum, { now }) => sum + now, 0);
  const passedOn = calls.reduce((sum, { now }) => sum + now, 0);
  return passedOn >= EXPLAINING_SHARE * failed;
}

/** Onsets are read from samples a minute apart. */
const SAME_TIME_MS = 3 * 60_000;

/** Tells whether a service calls one that fails about as often since the same time; not every caller counts its calls. */
function callsFailing(
  service: Entity,
  errors: readonly Signal[],
  { situation, failing }: { readonly situation: Situation; readonly failing: readonly Signal[] },
): boolean {
  const failed = errors.reduce((sum, { now }) => sum + now, 0);
  const callees = situation.calls.filter(({ from }) => isNamedLike(from, service))
    .map(({ to }) => to);
  return failing.some(({ entity, now, since = "" }) =>
    callees.some((callee) => isNamedLike(callee, entity)) && now >= EXPLAINING_SHARE * failed &&
    errors.some((error) => Date.parse(since) <= Date.parse(error.since ?? "") + SAME_TIME_MS)
  );
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

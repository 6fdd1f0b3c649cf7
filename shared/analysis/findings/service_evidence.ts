import { type Entity, entityOf, entityText } from "../entity.ts";
import type { Service } from "../kube_network.ts";
import { descending } from "../order.ts";
import { countsCallsTo } from "./call_target.ts";
import { changeFacts, changesOf } from "./change_evidence.ts";
import { type CallFailureKind, failedCalls, failuresByService } from "./failed_calls.ts";
import type { Fact, Found } from "./finding.ts";
import { firstOnset, logFact } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import type { Situation } from "./situation.ts";
import { callersOf, isNamedLike, soundAround, soundTexts } from "./soundness.ts";

/** Callers whose lines are quoted. */
const MOST_CALLERS = 2;
const LEAST_FAILING_SHARE = 0.05;

/** What the callers of Services and their changes say; reads the logs once. */
export class ServiceEvidence {
  readonly #situation: Situation;
  readonly #failures;

  constructor(situation: Situation) {
    this.#situation = situation;
    this.#failures = failuresByService(failedCalls(situation));
  }

  /** Lines of callers that could not reach a Service: `Deployment shop/checkout logs connection refused by payments`. */
  complaints(service: Entity, kinds: readonly CallFailureKind[]): readonly Fact[] {
    return (this.#failures.get(entityText(service)) ?? [])
      .filter(({ kind }) => kinds.includes(kind))
      .sort((a, b) => descending(a.shift.count, b.shift.count))
      .slice(0, MOST_CALLERS)
      .map(({ kind, shift }) =>
        logFact(shift, `${kind} on calls to ${service.name}`, this.#situation.now)
      );
  }

  /** Which share of the calls to a Service fails, where most do not arrive. */
  failingCalls(service: Entity): readonly Fact[] {
    return this.#situation.calls
      .filter(({ to, errorShare }) => isNamedLike(to, service) && errorShare >= LEAST_FAILING_SHARE)
      .map(({ from, requestsPerSecond, errorShare }) => ({
        text: `${from.name} -> ${service.name}: ${Math.round(100 * errorShare)}% of ${
          Number(requestsPerSecond.toPrecision(3))
        } calls/s fail`,
      }));
  }

  /** What changed about a Service last. */
  changes(service: Entity, field?: RegExp): readonly Fact[] {
    return changeFacts(this.#situation, service, field);
  }

  /** When a Service began to fail: with its change, else with its endpoints, else with the first complaint. */
  since(service: Entity, field?: RegExp): string | undefined {
    const complaints = (this.#failures.get(entityText(service)) ?? []).map(({ shift }) => shift);
    return changesOf(this.#situation, service, field)[0]?.at ??
      endpointsChangedAt(service, this.#situation) ??
      [firstOnset(complaints) ?? [], failingSince(service, this.#situation)].flat().sort()[0];
  }

  /** What is well behind a Service and around it. */
  ruledOut(service: Entity, workloads: Iterable<Entity>): readonly string[] {
    const around = [...workloads].flatMap((workload) => soundAround(workload, this.#situation));
    const callers = soundTexts(callersOf(service, this.#situation), this.#situation);
    return [...new Set([...around, ...callers])];
  }
}

/** Prints since when a moment holds, as the tail of a text: ` since 10:12`. */
export function sinceText(time: string | undefined, { now }: Situation): string {
  return time === undefined ? "" : ` since ${momentText(time, now)}`;
}

/** The workloads of the pods that a Service selects, and of those that its selector was probably meant for. */
export function workloadsBehind(service: Service, { cluster }: Situation): readonly Entity[] {
  const owners = cluster.podsBehind(service).map((pod) => cluster.ownerOf(pod));
  const { namespace, name } = entityOf("Service", service);
  const named = cluster.workloadNamed(namespace, name);
  const all = owners.length > 0 ? owners : named === undefined ? [] : [named];
  return [...new Map(all.map((owner) => [entityText(owner), owner])).values()];
}

function failingSince(service: Entity, { signals }: Situation): readonly string[] {
  return signals.filter((signal) =>
    signal.signal === "call_error_rate" && signal.entity.namespace === service.namespace &&
    countsCallsTo(signal, service)
  ).flatMap(({ since }) => since ?? []);
}

// The controller notes when the pods or the Service behind a slice changed last.
const TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time";

function endpointsChangedAt(
  { namespace, name }: Entity,
  { objects }: Situation,
): string | undefined {
  return objects.endpointSlices?.find(({ metadata }) =>
    metadata.namespace === namespace && metadata.labels?.["kubernetes.io/service-name"] === name
  )?.metadata.annotations?.[TRIGGER_TIME];
}

/** Says whose calls to a Service succeed after all. */
export function callsSucceed({ entity }: Found, { calls }: Situation): string | undefined {
  const passing = calls.find(({ to, errorShare, requestsPerSecond }) =>
    to.namespace === entity.namespace && to.name === entity.name && requestsPerSecond > 0 &&
    errorShare < LEAST_FAILING_SHARE
  );
  return passing && `calls of ${passing.from.name} to ${entity.name} succeed`;
}

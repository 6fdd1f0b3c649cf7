import { type Entity, entityText } from "../entity.ts";
import { descending } from "../order.ts";
import type { Signal } from "../signals/signal.ts";
import { amountText } from "../signals/signal_text.ts";
import { changesOf } from "./change_evidence.ts";
import { workloadBehind } from "./failing_services.ts";
import { eventFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { momentText } from "./moment_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";

/** Under what name clients reach the API server. */
export const API_SERVER: Entity = { kind: "Service", namespace: "default", name: "kubernetes" };

/** Who asks the API server far more than before, and by which count. */
export interface HeavyClient {
  readonly workload: Entity;
  /** Absent where the client counts nothing and only its logs tell. */
  readonly signal?: Signal;
}

const LEAST_PER_SECOND = 5;
const NEAR_MS = 15 * 60_000;
const ASKING = /\b(?:LIST|list of|listing|relist|watch of)\b|too many requests|\b429\b/i;
const WAITING = /too many requests|\b429\b|failed to renew lease|leader election|context deadline/i;

/** Finds the client whose requests grew most, by its own count, else by its logs beside a change of its own. */
export function heavyClient(
  since: string | undefined,
  situation: Situation,
): HeavyClient | undefined {
  const [signal] = situation.signals
    .filter((one) => one.signal === "client_api_rate" && growthOf(one) >= LEAST_PER_SECOND)
    .sort((a, b) => descending(growthOf(a), growthOf(b)));
  if (signal !== undefined) return { signal, workload: workloadBehind(signal.entity, situation) };
  const workload = shiftsMatching(situation, ASKING).map(({ entity }) => entity)
    .find((entity) => changesOf(situation, entity).some(({ at }) => isNear(at, since)));
  return workload && { workload };
}

function growthOf({ now, before = 0 }: Signal): number {
  return now - before;
}

function isNear(at: string, moment: string | undefined): boolean {
  return moment !== undefined && Math.abs(Date.parse(at) - Date.parse(moment)) <= NEAR_MS;
}

/** Says what is asked most now: how many are still answered, refused, and were asked before. */
export function askedFacts({ signals }: Situation): readonly Fact[] {
  const grown = signals.filter(({ signal, before = 0, now }) =>
    signal === "api_request_rate" && now > 2 * before
  );
  return grown.sort((a, b) => descending(a.now, b.now)).slice(0, 2).map((rate) => {
    const { verb = "", resource = "" } = rate.labels;
    const refused = signals.filter(({ signal, isBad, labels }) =>
      signal === "api_error_rate" && isBad && labels["verb"] === verb &&
      labels["resource"] === resource
    ).reduce((sum, { now }) => sum + now, 0);
    const text = `${verb} ${resource}: ${amountText(rate.now - refused, "requests/s")} answered, ${
      amountText(refused, "requests/s")
    } refused, ${amountText(rate.before ?? 0, "requests/s")} before`;
    return { ...signalFact(rate), text };
  });
}

/** Says who else waits in vain: those who log refusals, and leaders that could not renew their lease. */
export function waitingFacts(client: Entity, situation: Situation): readonly Fact[] {
  const refused = shiftsMatching(situation, WAITING)
    .filter(({ entity }) => entityText(entity) !== entityText(client)).slice(0, 2)
    .map((shift) => logFact(shift, "that the API server refuses it", situation.now));
  const leaders = situation.events.filter(({ reason, message }) =>
    reason === "LeaderElection" && /stopped leading|failed to renew/i.test(message)
  ).slice(0, 1).map(({ lastObject, namespace, count, firstAt, message }) =>
    eventFact(
      { ...lastObject, namespace },
      `${lastObject.name} failed to renew lease ${count} times since ${
        momentText(firstAt, situation.now)
      }`,
      message,
    )
  );
  return [...refused, ...leaders];
}

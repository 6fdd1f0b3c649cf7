import { type Entity, entityText } from "../entity.ts";
import { type FailedCall, failedCalls, isClusterName, serviceName } from "./failed_calls.ts";
import type { Fact } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import type { Situation } from "./situation.ts";
import { dnsWorkloads, soundTexts } from "./soundness.ts";

/** The look-ups that failed for those who asked; what the servers log themselves is left out. */
export function lookUpFailures(situation: Situation): readonly FailedCall[] {
  return failedCalls(situation).filter(({ kind, shift }) =>
    kind === "no such host" && !isDns(shift.entity, situation)
  );
}

/** Those that are not the right answer: the name of a Service that is gone, or of a headless one without a ready pod. */
export function unexplained(
  failures: readonly FailedCall[],
  situation: Situation,
): readonly FailedCall[] {
  return failures.filter((failure) => !isRightAnswer(failure, situation));
}

function isRightAnswer({ host, shift, service }: FailedCall, { cluster, objects }: Situation) {
  if (!isClusterName(host) || objects.services === undefined) return false;
  const { namespace, name } = serviceName(host, shift.entity);
  if (service === undefined) return true;
  return service.spec?.clusterIP === "None" && cluster.readyEndpoints(namespace, name) === 0;
}

function isDns(entity: Entity, situation: Situation): boolean {
  return dnsWorkloads(situation).some((one) => entityText(one) === entityText(entity));
}

/** The lines of the first who could not look something up. */
export function lookUpFacts(failures: readonly FailedCall[], { now }: Situation): readonly Fact[] {
  return failures.slice(0, 2).map(({ host, shift }) =>
    logFact(shift, `no such host for ${host}`, now)
  );
}

/** What CoreDNS itself logs about its answers. */
export function answers(situation: Situation): readonly Fact[] {
  return shiftsMatching(situation, /NXDOMAIN|SERVFAIL|plugin\/errors|i\/o timeout/)
    .filter(({ entity }) => isDns(entity, situation)).slice(0, 1)
    .map((shift) => {
      const code = /NXDOMAIN|SERVFAIL/.exec(shift.sample)?.[0] ?? "errors";
      return logFact(shift, code, situation.now);
    });
}

/** The failing answers of the servers, as they count them. */
export function dnsSignals({ signals }: Situation) {
  return signals.filter(({ signal, isBad }) => signal === "dns_failures" && isBad);
}

/** Who looked something up in vain. */
export function callersIn(failures: readonly FailedCall[]): readonly Entity[] {
  return [
    ...new Map(failures.map(({ shift: { entity } }) => [entityText(entity), entity])).values(),
  ];
}

/** Says of which of them all pods are ready. */
export function soundCallers(
  failures: readonly FailedCall[],
  situation: Situation,
): readonly string[] {
  return soundTexts(callersIn(failures), situation);
}

import { type Entity, entityText } from "../entity.ts";
import { figureText } from "../signals/signal_text.ts";
import { countsCallsTo } from "./call_target.ts";
import { workloadBehind } from "./failing_services.ts";
import { hasAuthenticationFailure } from "./failure_words.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact } from "./log_evidence.ts";
import { earliest } from "./moment_text.ts";
import { runningText } from "./running_text.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike } from "./soundness.ts";

/** Class 7: something that fails those who depend on it. */
export const DEPENDENCY_RULES: readonly FindingRule[] = [
  {
    id: "dependency-fails-callers",
    class: 7,
    severity: 2,
    title: "Dependency fails those who call it",
    find: failingDependencies,
    disconfirmedBy:
      "It has no ready pod, or refuses the credentials of its callers, which other rules tell",
    disconfirm: ({ entity, related = [] }, situation) => {
      const health = situation.cluster.health.get(entityText(entity));
      if (health !== undefined && health.ready < health.desired) {
        return `${entity.name}: ${health.ready}/${health.desired} ready`;
      }
      return related.some((caller) => hasAuthenticationFailure(caller, situation))
        ? `${entity.name} does not let its callers in: their credentials are wrong, not ${entity.name}`
        : undefined;
    },
  },
];

const MOST_LINES = 2;
const LEAST_CALLS = 0.1;
const LEAST_SHARE = 0.05;

/** Callees that count no requests themselves and fail those who call them: databases, brokers. */
function failingDependencies(situation: Situation): readonly Found[] {
  const { calls, signals } = situation;
  const measured = new Set(
    calls.map(({ from }) => entityText(from)).concat(
      signals.filter(({ signal }) => signal === "error_rate" || signal === "latency_p99")
        .map(({ entity }) => entityText(entity)),
    ),
  );
  return calls.filter(({ to, requestsPerSecond, errorShare }) =>
    to.kind === "Service" && errorShare >= LEAST_SHARE && requestsPerSecond >= LEAST_CALLS &&
    !measured.has(entityText(to))
  ).map(({ from, to }) => {
    const entity = workloadBehind(to, situation);
    const errors = signals.filter((signal) =>
      signal.signal === "call_error_rate" && signal.isBad && isNamedLike(signal.entity, from) &&
      countsCallsTo(signal, to)
    );
    const since = earliest(errors.map(({ since }) => since));
    return {
      entity,
      ...(since !== undefined && { since }),
      facts: dependencyFacts({ entity, from, errors }, situation),
      ruledOut: runningText(entity, situation),
      related: [workloadBehind(from, situation)],
    };
  }).filter(({ since }) => since !== undefined);
}

function dependencyFacts(
  { entity, from, errors }: {
    readonly entity: Entity;
    readonly from: Entity;
    readonly errors: Situation["signals"];
  },
  situation: Situation,
): readonly [Fact, ...Fact[]] {
  const [first] = errors;
  const codes = errors.map((error) => `${error.labels["code"] ?? "failed"} ${figureText(error)}`);
  const text = `calls of ${from.name} to ${entity.name} fail: ${codes.join(", ")}`;
  const lines = situation.logs.filter(({ entity: writer, level, sample }) =>
    (entityText(writer) === entityText(entity) && level !== "info") ||
    (isNamedLike(writer, from) && sample.includes(entity.name))
  );
  return [
    first === undefined ? { text } : { ...signalFact(first), text },
    ...lines.slice(0, MOST_LINES).map((shift) => logFact(shift, "errors", situation.now)),
  ];
}

import { type Entity, entityText } from "../entity.ts";
import type { LogShift } from "../signals/log_shift.ts";
import { AUTHENTICATION } from "./failure_words.ts";
import { errorFact, failingServices, passedOnFacts } from "./failing_services.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { logFact, shiftsMatching } from "./log_evidence.ts";
import { earliest } from "./moment_text.ts";
import { ownChangeFacts, ownChanges } from "./own_changes.ts";
import { rejectedCertificates } from "./rules_served_certificates.ts";
import { runningText } from "./running_text.ts";
import type { Situation } from "./situation.ts";
import { calleesOf, callersOf, isNamedLike, soundTexts } from "./soundness.ts";

/** Class 5: who is not let in, whatever the reason. */
export const REFUSAL_RULES: readonly FindingRule[] = [
  {
    id: "credentials-refused",
    class: 5,
    severity: 2,
    title: "Credentials are not accepted",
    find: refusals,
    disconfirmedBy:
      "The clock of a node is wrong, which makes sound tokens look invalid; or a Secret changed, which tells more",
    disconfirm: otherCause,
  },
];

function refusals(situation: Situation): readonly Found[] {
  const refused = shiftsMatching(situation, AUTHENTICATION)
    .filter(({ level, previousOf }) => level !== "info" && previousOf === undefined);
  const clients = Map.groupBy(
    clientsAmong(refused, situation),
    ({ entity }) => entityText(entity),
  );
  return [...clients.values()].map((shifts) =>
    refusal(shifts as [LogShift, ...LogShift[]], situation)
  );
}

// The server that refuses logs it too; its client is the one whose credentials are wrong.
function clientsAmong(refused: readonly LogShift[], situation: Situation): readonly LogShift[] {
  const writers = new Set(refused.map(({ entity }) => entityText(entity)));
  return refused.filter(({ entity }) =>
    !callersOf(entity, situation).some((caller) => writers.has(entityText(caller)))
  );
}

const MOST_LINES = 2;

function refusal(shifts: readonly [LogShift, ...LogShift[]], situation: Situation): Found {
  const { entity } = shifts[0];
  const since = earliest(shifts.map(({ since }) => since));
  const failing = failingServices(situation).filter(({ workload }) =>
    isNamedLike(workload, entity)
  );
  const servers = calleesOf(entity, situation);
  const [first, ...others] = shifts.slice(0, MOST_LINES).map((shift) =>
    logFact(shift, "that it is not let in", situation.now)
  ) as [Fact, ...Fact[]];
  return {
    entity,
    ...(since !== undefined && { since }),
    facts: [
      first,
      ...others,
      ...failing.map((one) => errorFact(one, situation)),
      ...serverFacts(servers, situation),
      ...ownChangeFacts(ownChanges(entity, since, situation), situation),
      ...failing.flatMap((one) => passedOnFacts(one, situation)),
    ],
    ruledOut: [...runningText(entity, situation), ...soundTexts(servers, situation)],
    related: servers,
  };
}

/** What those who refuse did or say around it. */
function serverFacts(servers: readonly Entity[], situation: Situation): readonly Fact[] {
  const keys = new Set(servers.map(entityText));
  return situation.logs.filter(({ entity }) => keys.has(entityText(entity))).slice(0, MOST_LINES)
    .map((shift) => logFact(shift, "a new line", situation.now));
}

function otherCause({ entity, since, related = [] }: Found, situation: Situation) {
  const wrong = situation.signals.find(({ signal, isBad }) => signal === "clock_offset" && isBad);
  if (wrong !== undefined) {
    return `the clock of ${wrong.entity.name} is wrong: tokens and certificates only look invalid`;
  }
  const server = rejectedCertificates(situation).find(({ related: callers = [] }) =>
    callers.some((caller) => entityText(caller) === entityText(entity))
  );
  if (server !== undefined) return `it is ${server.entity.name} whose certificate is not accepted`;
  const secret = [entity, ...related].flatMap((one) => ownChanges(one, since, situation))
    .find((change) => change.entity.kind === "Secret");
  return secret && `Secret ${secret.entity.name} changed before: see its rotation`;
}

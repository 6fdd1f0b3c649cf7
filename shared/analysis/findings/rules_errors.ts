import type { Change } from "../changes/change.ts";
import { type Entity, entityText } from "../entity.ts";
import { hasAuthenticationFailure, waitShifts } from "./failure_words.ts";
import {
  errorFact,
  failingByThemselves,
  type FailingService,
  passedOnFacts,
} from "./failing_services.ts";
import { amplifiedCalls } from "./amplified_calls.ts";
import type { Fact, FindingRule, Found } from "./finding.ts";
import { imageFacts } from "./image_facts.ts";
import { logFact } from "./log_evidence.ts";
import { changedSettings, ownChangeFacts, ownChanges } from "./own_changes.ts";
import { runningAround } from "./running_text.ts";
import type { Situation } from "./situation.ts";
import { isNamedLike } from "./soundness.ts";

/** Class 1: a program that answers with errors of its own making. */
export const ERROR_RULES: readonly FindingRule[] = [
  {
    id: "service-fails-by-itself",
    class: 1,
    severity: 3,
    title: "Service answers with errors of its own",
    locates: true,
    find: (situation) =>
      failingByThemselves(situation).map((failing) => failure(failing, situation)),
    disconfirmedBy:
      "The service waits for another, gets far more requests than before, is refused by its credentials, or has no ready pod",
    disconfirm: otherCause,
  },
];

function failure(failing: FailingService, situation: Situation): Found {
  const { workload, since } = failing;
  const changes = ownChanges(workload, since, situation);
  const settings = blamed(changes, failing, situation);
  const entity = settings ?? workload;
  return {
    entity,
    ...(since !== undefined && { since }),
    ...((isPartial(failing) || lacksPods(failing, situation)) && { severity: 2 }),
    facts: [
      errorFact(failing, situation),
      ...ownErrors(workload, situation),
      ...ownChangeFacts(changes, situation, 3),
      ...mentions(changes, workload, situation),
      ...imageFacts(workload, situation),
      ...passedOnFacts(failing, situation),
    ],
    ruledOut: runningAround(workload, situation),
    related: settings === undefined ? [] : [workload],
  };
}

const SOON_MS = 30 * 60_000;

/** Settings that changed last before, if that was just before or the program says so; unless its image came later. */
function blamed(
  changes: readonly Change[],
  { workload, since = "" }: FailingService,
  situation: Situation,
): Entity | undefined {
  const [newest] = changes;
  const settings = changedSettings(changes);
  if (newest === undefined || settings === undefined || newest.field.includes("image")) {
    return undefined;
  }
  const isRecent = Date.parse(since) - Date.parse(newest.at) <= SOON_MS;
  return isRecent || mentions(changes, workload, situation).length > 0 ? settings : undefined;
}

const PARTIAL_SHARE = 0.01;

function isPartial({ errors }: FailingService): boolean {
  return errors.every(({ share = 1 }) => share < PARTIAL_SHARE);
}

/** Those that are left carry what the pods that could not start should: why they could not says more. */
function lacksPods({ workload }: FailingService, { cluster }: Situation): boolean {
  return cluster.podsOf(workload).some(({ status }) => status?.phase === "Pending");
}

const MOST_TEMPLATES = 2;

function ownErrors(workload: Entity, situation: Situation): readonly Fact[] {
  return situation.logs.filter(({ entity, level, kind }) =>
    entityText(entity) === entityText(workload) && kind !== "gone" &&
    (level === "error" || level === "warn")
  ).slice(0, MOST_TEMPLATES).map((shift) =>
    logFact(shift, `a ${shift.kind} ${shift.level} line`, situation.now)
  );
}

/** Lines that tell of a setting that changed: what the program itself says it took up. */
function mentions(
  changes: readonly Change[],
  workload: Entity,
  situation: Situation,
): readonly Fact[] {
  const keys = changes.flatMap(({ field }) => /([A-Za-z_][\w.-]{3,})$/.exec(field)?.[1] ?? []);
  return situation.logs.filter(({ entity, level, sample }) =>
    entityText(entity) === entityText(workload) && level !== "error" && level !== "warn" &&
    (keys.some((key) => sample.includes(key)) || RELOADED.test(sample))
  ).slice(0, 1).map((shift) => logFact(shift, "that its settings changed", situation.now));
}

const RELOADED = /\b(?:re-?load(?:ed|ing)?|configuration|settings)\b/i;

function otherCause({ entity, related = [] }: Found, situation: Situation): string | undefined {
  const workload = related[0] ?? entity;
  const [wait] = waitShifts(workload, situation);
  if (wait !== undefined) return `${workload.name} waits for something else, as its logs say`;
  const [storm] = amplifiedCalls(situation).filter(({ to }) => isNamedLike(to, workload));
  if (storm !== undefined) {
    return `${workload.name} gets far more calls of ${storm.from.name} than before`;
  }
  if (hasAuthenticationFailure(workload, situation)) {
    return `${workload.name} refuses or is refused for credentials, as its logs say`;
  }
  const health = situation.cluster.health.get(entityText(workload));
  return health !== undefined && health.ready === 0
    ? `${workload.name} has no ready pod: 0/${health.desired} ready`
    : undefined;
}

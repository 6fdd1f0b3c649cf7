import { type Entity, entityText } from "../entity.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { Situation } from "./situation.ts";

/** What lines say when somebody is not let in. */
export const AUTHENTICATION =
  /authentication failed|authorization failed|not authori[sz]ed|unauthori[sz]ed|unauthenticated|access denied|permission denied|invalid (?:credentials|password|token|api key|signature)|token (?:rejected|expired|invalid|has expired)|wrong password|forbidden: User|cannot (?:get|list|watch|create|update|patch|delete) resource|x509:|certificate (?:has expired|is not yet valid|signed by unknown authority|verify failed)|bad certificate|handshake failure|NOAUTH|WRONGPASS/i;

/** What lines say when work waits for something that others hold. */
export const WAITING =
  /\b(?:still )?waiting for \w*lock|lock wait timeout|could not obtain lock|deadlock|\bno (?:free |available |idle )?connections?\b|connection pool|pool (?:is )?exhausted|pool timeout|too many (?:connections|clients)|\d+ (?:of|\/) \d+ in use|unable to acquire|timed? ?out (?:acquiring|obtaining|getting)|statement timeout/i;

/** New lines of a workload that say it waits for something that others hold. */
export function waitShifts(workload: Entity, situation: Situation): readonly LogShift[] {
  return shiftsOf(workload, situation).filter(({ sample }) => WAITING.test(sample));
}

/** Tells whether a workload newly logs that somebody is not let in. */
export function hasAuthenticationFailure(workload: Entity, situation: Situation): boolean {
  return shiftsOf(workload, situation).some(({ sample, level }) =>
    level !== "info" && AUTHENTICATION.test(sample)
  );
}

/** What a workload writes now and did not before, or far less. */
export function shiftsOf(workload: Entity, { logs }: Situation): readonly LogShift[] {
  const key = entityText(workload);
  return logs.filter(({ entity, kind }) => kind !== "gone" && entityText(entity) === key);
}

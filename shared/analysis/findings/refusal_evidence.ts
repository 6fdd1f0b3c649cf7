import { entityText } from "../entity.ts";
import type { Found } from "./finding.ts";
import type { Situation } from "./situation.ts";

/** Words in which servers and clients say that somebody is not let in. */
export const REFUSED =
  /authentication failed|access denied|invalid (?:user|username|password|credentials?|token|signature|api key)|unauthori[sz]ed|\b401\b|\b403\b|permission denied|login failed|NOAUTH|WRONGPASS|bad certificate|x509/i;

/** Says when those who are refused were refused as often before. */
export function refusedBefore({ entity, since, related = [] }: Found, { logs }: Situation) {
  const names = new Set([entity, ...related].map(entityText));
  const usual = logs.find((shift) =>
    names.has(entityText(shift.entity)) && REFUSED.test(shift.sample) && since !== undefined &&
    shift.expected > shift.count / 2
  );
  return usual && `${entityText(usual.entity)} was refused as often before`;
}

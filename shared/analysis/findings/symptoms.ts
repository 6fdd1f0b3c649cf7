import { type Entity, entityText } from "../entity.ts";
import { ascending } from "../order.ts";
import type { Situation } from "./situation.ts";

/** Something that suffers, and since when: what a cause has to explain. */
export interface Symptom {
  readonly entity: Entity;
  /** RFC 3339. */
  readonly since: string;
}

/** A rule waits before it fires; its alert began to be true about so long before. */
const ALERT_DELAY_MS = 5 * 60_000;

/** Alerts that say how something is used rather than that anybody suffers. */
const SUPPORTING_SEVERITIES: ReadonlySet<string> = new Set(["info", "none"]);

/** What suffers since some time within the window, by signals and alerts: earliest first, one for each entity. */
export function symptomsOf({ signals, alerts, window }: Situation): readonly Symptom[] {
  const symptoms = new Map<string, Symptom>();
  const add = (entity: Entity, since: string) => {
    if (Date.parse(since) < window.start.getTime()) return;
    const key = entityText(entity);
    const known = symptoms.get(key);
    if (known === undefined || since < known.since) symptoms.set(key, { entity, since });
  };
  for (const { entity, isBad, since } of signals) {
    if (isBad && since !== undefined) add(entity, since);
  }
  for (const { subject, namespace, severity, state, startsAt } of alerts) {
    if (subject === undefined || state !== "active" || SUPPORTING_SEVERITIES.has(severity)) {
      continue;
    }
    const since = new Date(Date.parse(startsAt) - ALERT_DELAY_MS).toISOString();
    add({ ...subject, namespace }, since);
  }
  return [...symptoms.values()].sort((a, b) =>
    ascending(a.since, b.since) || ascending(entityText(a.entity), entityText(b.entity))
  );
}

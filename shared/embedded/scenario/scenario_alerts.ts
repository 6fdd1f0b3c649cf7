import type { AlertmanagerAlert, Silence } from "../../analysis/alert.ts";
import { firingAlert } from "../base/base_alerts.ts";
import { hash32, uuid } from "../random.ts";
import type { Scenario } from "./scenario_schema.ts";

/** The alerts of a scenario, and a silence over all labels of each that is silenced. */
export function scenarioAlerts(
  alerts: Scenario["alerts"],
  nowMs: number,
): { readonly alerts: readonly AlertmanagerAlert[]; readonly silences: readonly Silence[] } {
  const silences = alerts.flatMap((alert) => silenceOf(alert, nowMs) ?? []);
  return {
    silences,
    alerts: alerts.map((alert) => {
      const silence = silenceOf(alert, nowMs);
      return firingAlert(alert, {
        nowMs,
        silencedBy: silence?.state === "active" ? [silence.id] : [],
      });
    }),
  };
}

function silenceOf(
  { labels, silenced }: Scenario["alerts"][number],
  nowMs: number,
): Silence | undefined {
  if (silenced === undefined) return undefined;
  const startMs = Date.parse(silenced.startsAt);
  const endMs = Date.parse(silenced.endsAt);
  return {
    id: uuid(hash32(JSON.stringify(labels))),
    state: nowMs < startMs ? "pending" : nowMs < endMs ? "active" : "expired",
    createdBy: silenced.by,
    comment: silenced.comment,
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(endMs).toISOString(),
    matchers: Object.entries(labels)
      .map(([name, value]) => ({ name, value, isRegex: false, isEqual: true })),
  };
}

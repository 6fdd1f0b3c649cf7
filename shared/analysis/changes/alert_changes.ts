import type { AlertGroup } from "../alert_groups.ts";
import type { Change } from "./change.ts";

/** Alerts that began, each about its subject; one about nothing in particular is about itself. */
export function alertChanges(alerts: readonly AlertGroup[]): readonly Change[] {
  return alerts.map(({ alertname, namespace, subject, startsAt, state }): Change => {
    const { kind, name } = subject ?? { kind: "Alert", name: alertname };
    return {
      at: new Date(startsAt).toISOString(),
      entity: { kind, name, namespace: kind === "Node" ? "" : namespace },
      kind: "alert",
      field: `alert ${alertname}`,
      to: state === "active" ? "firing" : state,
      source: "alerts",
    };
  });
}

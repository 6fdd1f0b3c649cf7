import type { AlertmanagerAlert } from "../../analysis/alert.ts";
import { hash32, hex } from "../random.ts";
import { DAY_MS } from "./cluster_builder.ts";

type Labels = Readonly<Record<string, string>>;

/** An alert as Alertmanager shows it; one without an end ends a few minutes from now, as Prometheus sends it. */
export function firingAlert(
  { labels, annotations = {}, startsAt, endsAt }: {
    readonly labels: Labels;
    readonly annotations?: Labels;
    readonly startsAt: string;
    readonly endsAt?: string | undefined;
  },
  { nowMs, silencedBy = [] }: { readonly nowMs: number; readonly silencedBy?: readonly string[] },
): AlertmanagerAlert {
  return {
    fingerprint: hex(hash32(JSON.stringify(Object.entries(labels).sort())), 16),
    labels,
    annotations,
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt ?? nowMs + RESOLVE_TIMEOUT_MS).toISOString(),
    state: silencedBy.length === 0 ? "active" : "suppressed",
    silencedBy,
    inhibitedBy: [],
  };
}

const RESOLVE_TIMEOUT_MS = 4 * 60_000;

/** What fires while nothing is wrong: the alert that proves the pipeline. */
export function baseAlerts(nowMs: number): readonly AlertmanagerAlert[] {
  const watchdog = {
    labels: { alertname: "Watchdog", severity: "none" },
    annotations: { summary: "An alert that should always be firing." },
    startsAt: new Date(nowMs - 21 * DAY_MS).toISOString(),
  };
  return [firingAlert(watchdog, { nowMs })];
}

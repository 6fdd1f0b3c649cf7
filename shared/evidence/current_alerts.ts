import type { Alert } from "../analysis/alert_groups.ts";
import type { AlertmanagerAlert, Silence } from "../analysis/alert.ts";
import type { Series } from "../analysis/series.ts";
import type { PrometheusAlert } from "../backends/prometheus.ts";
import type { ToolContext } from "../context.ts";
import type { ToolError } from "../errors.ts";
import { printMatcher } from "../query/matchers.ts";
import { escapeRe2 } from "../query/re2.ts";
import type { Coverage } from "../render/coverage.ts";
import { readSource } from "./read_source.ts";

/** All alerts there are, whatever their state, and the silences that hold some of them back. */
export interface CurrentAlerts {
  readonly alerts: readonly Alert[];
  readonly silences: readonly Silence[];
  readonly coverage: readonly Coverage[];
  /** Why there are none, when no source could be read. */
  readonly error?: ToolError;
}

type Readers = Pick<ToolContext, "alertmanager" | "prometheus" | "now">;

export interface AlertsQuery {
  /** Asks for its alerts and for those that belong to no namespace; Prometheus gives all. */
  readonly namespace?: string | undefined;
}

/**
 * Reads alerts and silences from Alertmanager; without it, alerts from Prometheus, which knows no silences.
 *
 * Two requests, or up to two more where Alertmanager fails; coverage says which source answered.
 */
export async function readAlerts(
  context: Readers,
  { namespace }: AlertsQuery = {},
): Promise<CurrentAlerts> {
  const { alertmanager } = context;
  const filter = namespace === undefined ? [] : [withinNamespace(namespace)];
  const [alerts, silences] = await Promise.all([
    readSource("alertmanager", () => alertmanager.alerts({ filter })),
    readSource("alertmanager silences", () => alertmanager.silences()),
  ]);
  if (alerts.value !== undefined) {
    return {
      alerts: alerts.value.map(fromAlertmanager),
      silences: silences.value ?? [],
      coverage: [alerts.coverage, silences.coverage],
    };
  }
  const { readings, alerts: instead } = await readFromPrometheus(context);
  const failures = [alerts, ...readings].flatMap(({ error }) => error ?? []);
  // A source that is there and fails tells more than one that was never configured.
  const error = failures.find(({ coverage }) => coverage !== "not configured") ?? failures[0];
  return {
    alerts: instead ?? [],
    silences: [],
    coverage: [alerts, ...readings].map(({ coverage }) => coverage),
    ...(instead === undefined && error && { error }),
  };
}

function withinNamespace(namespace: string): string {
  return printMatcher({ label: "namespace", op: "=~", value: `|${escapeRe2(namespace)}` });
}

async function readFromPrometheus({ prometheus, now }: Readers) {
  const api = await readSource("prometheus alerts", () => prometheus.alerts());
  if (api.value !== undefined) return { alerts: api.value.map(fromPrometheus), readings: [api] };
  // Stores of rule results answer queries but not the alerts API.
  const series = await readSource(
    "prometheus ALERTS",
    async () => (await prometheus.instant({ expr: "ALERTS" })).series,
  );
  const startsAt = now().toISOString();
  const alerts = series.value?.map((one) => fromSeries(one, startsAt));
  return { alerts, readings: [api, series] };
}

function fromAlertmanager(alert: AlertmanagerAlert): Alert {
  const { fingerprint, labels, annotations, startsAt, silencedBy, inhibitedBy } = alert;
  const state = silencedBy.length > 0
    ? "silenced"
    : inhibitedBy.length > 0
    ? "inhibited"
    : "active";
  return { fingerprint, labels, annotations, startsAt, state, silencedBy, inhibitedBy };
}

function fromPrometheus({ labels, annotations, state, activeAt }: PrometheusAlert): Alert {
  return {
    labels,
    annotations,
    startsAt: activeAt,
    state: state === "firing" ? "active" : "pending",
    silencedBy: [],
    inhibitedBy: [],
  };
}

// The series says that an alert fires, not since when.
function fromSeries({ labels: { alertstate, ...labels } }: Series, startsAt: string): Alert {
  return {
    labels,
    annotations: {},
    startsAt,
    state: alertstate === "pending" ? "pending" : "active",
    silencedBy: [],
    inhibitedBy: [],
  };
}

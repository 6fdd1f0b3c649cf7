import { z } from "zod";
import {
  type Alert,
  ALERT_STATES,
  type AlertGroup,
  type AlertState,
  groupAlerts,
  META_ALERTS,
} from "../analysis/alert_groups.ts";
import type { Silence } from "../analysis/alert.ts";
import { ascending } from "../analysis/order.ts";
import { ownerText } from "../analysis/workload_owner.ts";
import type { CurrentAlerts } from "./current_alerts.ts";

const groupSchema = z.object({
  alertname: z.string(),
  severity: z.string(),
  namespace: z.string(),
  /** What it is about: `Deployment/cart`, `Node/node-07`; empty for the cluster. */
  subject: z.string(),
  /** Alerts folded into this line, those of `along` included. */
  members: z.number(),
  state: z.enum(ALERT_STATES),
  startsAt: z.string(),
  /** Other rules that fired about the same subject within five minutes. */
  along: z.array(z.string()),
  /** What the author of the rule wrote. */
  summary: z.string(),
  /** Ids of silences, and names of the alerts that inhibit it. */
  silencedBy: z.array(z.string()),
  inhibitedBy: z.array(z.string()),
});

const silenceSchema = z.object({
  id: z.string(),
  createdBy: z.string(),
  comment: z.string(),
  endsAt: z.string(),
  matchers: z.string(),
});

/** Alerts as groups, with the silences that hold some of them back. */
export const alertListSchema = z.object({
  /** Most severe first, then earliest, then largest. */
  groups: z.array(groupSchema),
  shown: z.number(),
  total: z.number(),
  /** How many alerts are in each state, after the filters. */
  alerts: z.record(z.enum(ALERT_STATES), z.number()),
  /** The silences of the groups shown. */
  silences: z.array(silenceSchema),
  /** Whether the alert that always fires does: its absence means that alerts may not arrive. */
  watchdog: z.enum(["firing", "absent", "out of sight"]),
  /** Severities there are, where a filter for one found nothing. */
  severities: z.array(z.string()),
  at: z.string(),
});

export type AlertList = z.output<typeof alertListSchema>;

export interface AlertFilter {
  readonly state?: AlertState | undefined;
  readonly severity?: string | undefined;
  readonly namespace?: string | undefined;
  readonly silenced?: boolean | undefined;
  readonly limit: number;
}

/** Filters, groups and cuts alerts; those about the alerting itself are left out. */
export function listAlerts(
  { alerts, silences }: CurrentAlerts,
  filter: AlertFilter,
  at: Date,
): AlertList {
  const real = alerts.filter(({ labels }) => !META_ALERTS.has(labels["alertname"] ?? ""));
  const matching = real.filter((alert) => matches(alert, filter));
  const names = new Map(
    alerts.map(({ fingerprint, labels }) => [fingerprint, labels["alertname"]]),
  );
  const groups = groupAlerts(matching);
  const shown = groups.slice(0, filter.limit);
  const holding = new Set(shown.flatMap(({ silencedBy }) => silencedBy));
  return {
    groups: shown.map((group) => groupOutput(group, names)),
    shown: shown.length,
    total: groups.length,
    alerts: countByState(matching),
    silences: silences.filter(({ id }) => holding.has(id)).map(silenceOutput)
      .sort((a, b) => ascending(a.endsAt, b.endsAt) || ascending(a.id, b.id)),
    watchdog: hasWatchdog(alerts) ? "firing" : "absent",
    severities: [...new Set(real.map(({ labels }) => labels["severity"] ?? "none"))].sort(),
    at: at.toISOString(),
  };
}

function matches({ labels, state }: Alert, filter: AlertFilter): boolean {
  if (filter.state !== undefined && state !== filter.state) return false;
  if (filter.silenced !== undefined && (state === "silenced") !== filter.silenced) return false;
  if (filter.namespace !== undefined && labels["namespace"] !== filter.namespace) return false;
  return filter.severity === undefined ||
    (labels["severity"] ?? "none").toLowerCase() === filter.severity.toLowerCase();
}

function groupOutput(
  { subject, along, inhibitedBy, silencedBy, ...group }: AlertGroup,
  names: ReadonlyMap<string | undefined, string | undefined>,
) {
  return {
    ...group,
    subject: subject === undefined ? "" : ownerText(subject),
    along: [...along],
    silencedBy: [...silencedBy],
    inhibitedBy: [...new Set(inhibitedBy.map((id) => names.get(id) ?? "another alert"))].sort(),
  };
}

function silenceOutput({ id, createdBy, comment, endsAt, matchers }: Silence) {
  const texts = matchers.map(({ name, value, isRegex, isEqual }) =>
    `${name}${isEqual ? "=" : "!"}${isRegex ? "~" : isEqual ? "" : "="}${value}`
  );
  return { id, createdBy, comment, endsAt, matchers: texts.sort().join(",") };
}

function countByState(alerts: readonly Alert[]): Record<AlertState, number> {
  const counts = { active: 0, silenced: 0, inhibited: 0, pending: 0 };
  for (const { state } of alerts) counts[state]++;
  return counts;
}

function hasWatchdog(alerts: readonly Alert[]): boolean {
  return alerts.some(({ labels, state }) =>
    labels["alertname"] === "Watchdog" && state !== "pending"
  );
}

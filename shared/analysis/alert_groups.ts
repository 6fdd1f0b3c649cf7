import { ascending } from "./order.ts";
import type { Labels } from "./series.ts";
import { type Owner, ownerOf } from "./workload_owner.ts";

export const ALERT_STATES = ["active", "silenced", "inhibited", "pending"] as const;
export type AlertState = typeof ALERT_STATES[number];

/** An alert of whichever source, active or not. */
export interface Alert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
  readonly state: AlertState;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
  readonly fingerprint?: string;
}

/** Alerts of one rule about one workload or node. */
export interface AlertGroup {
  readonly alertname: string;
  readonly severity: string;
  readonly namespace: string;
  /** What it is about: a workload, a node or another named object; absent for the cluster. */
  readonly subject?: Owner;
  /** How many alerts were folded, those of `along` included. */
  readonly members: number;
  readonly state: AlertState;
  readonly startsAt: string;
  /** Other rules that fired about the same subject within five minutes: probably the same trouble. */
  readonly along: readonly string[];
  /** What the rule's author wrote about the oldest member, data. */
  readonly summary: string;
  readonly silencedBy: readonly string[];
  readonly inhibitedBy: readonly string[];
}

/** Alerts about the alerting itself: they fire all day, and only their absence says something. */
export const META_ALERTS: ReadonlySet<string> = new Set(["Watchdog", "InfoInhibitor"]);

const SEVERITIES = ["critical", "error", "warning", "info", "none"];
const TOGETHER_MS = 300_000;

/** Labels that name what an alert is about, most telling first. */
const SUBJECT_LABELS: readonly (readonly [label: string, kind: string])[] = [
  ["deployment", "Deployment"],
  ["statefulset", "StatefulSet"],
  ["daemonset", "DaemonSet"],
  ["cronjob", "CronJob"],
  ["job_name", "Job"],
  ["horizontalpodautoscaler", "HorizontalPodAutoscaler"],
  ["poddisruptionbudget", "PodDisruptionBudget"],
  ["persistentvolumeclaim", "PersistentVolumeClaim"],
  ["persistentvolume", "PersistentVolume"],
  ["workload", "Workload"],
  ["pod", "Pod"],
  ["node", "Node"],
  ["service", "Service"],
  ["instance", "Instance"],
];

/**
 * Groups alerts by rule, cluster, namespace and subject: most severe first, then earliest, then largest.
 *
 * Labels that differ from pod to pod (pod, instance, container id, …) do not split a group.
 */
export function groupAlerts(alerts: readonly Alert[]): AlertGroup[] {
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) {
    const key = keyOf(alert);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [alert]);
    else members.push(alert);
  }
  return joinTogether([...groups.values()].map(groupOf)).sort(mostUrgentFirst);
}

/** Finds what an alert is about; a pod counts as its workload. */
export function subjectOf(labels: Labels): Owner | undefined {
  for (const [label, kind] of SUBJECT_LABELS) {
    const name = labels[label];
    if (name === undefined || name === "" || isExporter(label, labels)) continue;
    return ownerOf({ kind, name });
  }
  return undefined;
}

/** Ranks a severity: 0 is the worst; unknown ones rank with warnings. */
export function severityRank(severity: string): number {
  const rank = SEVERITIES.indexOf(severity);
  return rank < 0 ? SEVERITIES.indexOf("warning") : rank;
}

// Series of kube-state-metrics carry the service that was scraped beside the object they speak of.
function isExporter(label: string, labels: Labels): boolean {
  return label === "service" && /exporter|kube-state-metrics|kubelet/.test(labels[label] ?? "") ||
    label === "pod" && /^kube-state-metrics-|prometheus-node-exporter-/.test(labels[label] ?? "");
}

function keyOf(alert: Alert): string {
  const { alertname, cluster, namespace, severity } = alert.labels;
  const subject = subjectOf(alert.labels);
  const { state, silencedBy } = alert;
  return JSON.stringify([alertname, cluster, namespace, severity, subject, state, silencedBy]);
}

function groupOf(members: readonly Alert[]): AlertGroup {
  const oldest = [...members].sort((a, b) => ascending(a.startsAt, b.startsAt))[0] as Alert;
  const { labels, annotations } = oldest;
  const subject = subjectOf(labels);
  return {
    alertname: labels["alertname"] ?? "",
    severity: labels["severity"] ?? "none",
    namespace: labels["namespace"] ?? "",
    ...(subject && { subject }),
    members: members.length,
    state: oldest.state,
    startsAt: oldest.startsAt,
    along: [],
    summary: annotations["summary"] ?? annotations["message"] ?? annotations["description"] ?? "",
    silencedBy: oldest.silencedBy,
    inhibitedBy: [...new Set(members.flatMap(({ inhibitedBy }) => inhibitedBy))].sort(),
  };
}

/** Folds groups into the most urgent one about the same subject that began with them. */
function joinTogether(groups: readonly AlertGroup[]): AlertGroup[] {
  const joined: AlertGroup[] = [];
  for (const group of [...groups].sort(mostUrgentFirst)) {
    const at = joined.findIndex((lead) => belongsTo(lead, group));
    const lead = joined[at];
    if (lead === undefined) joined.push(group);
    else joined[at] = join(lead, group);
  }
  return joined;
}

function join(lead: AlertGroup, group: AlertGroup): AlertGroup {
  return {
    ...lead,
    members: lead.members + group.members,
    startsAt: lead.startsAt < group.startsAt ? lead.startsAt : group.startsAt,
    along: [...new Set([...lead.along, group.alertname])].sort(),
  };
}

function belongsTo(lead: AlertGroup, group: AlertGroup): boolean {
  return lead.subject !== undefined && subjectKey(lead) === subjectKey(group) &&
    Math.abs(Date.parse(lead.startsAt) - Date.parse(group.startsAt)) <= TOGETHER_MS;
}

function subjectKey({ namespace, subject, state }: AlertGroup): string {
  const place = subject?.kind === "Node" ? "" : namespace;
  return JSON.stringify([place, subject?.name, state]);
}

function mostUrgentFirst(a: AlertGroup, b: AlertGroup): number {
  return severityRank(a.severity) - severityRank(b.severity) ||
    ascending(a.startsAt, b.startsAt) || b.members - a.members ||
    ascending(a.alertname, b.alertname) || ascending(a.namespace, b.namespace) ||
    ascending(a.subject?.name ?? "", b.subject?.name ?? "") || ascending(a.state, b.state);
}

import type { Change } from "../analysis/changes/change.ts";
import { entityText } from "../analysis/entity.ts";
import type { Assessment } from "../analysis/findings/assess.ts";
import type { Relations, Suspect } from "../analysis/findings/ranking.ts";
import { FINDING_RULES } from "../analysis/findings/rules.ts";
import type { Situation } from "../analysis/findings/situation.ts";
import { dnsWorkloads } from "../analysis/findings/soundness.ts";
import { suspects as suspectWorkloads } from "../analysis/findings/suspects.ts";
import { symptomsOf } from "../analysis/findings/symptoms.ts";
import { descending } from "../analysis/order.ts";
import type { LogShift } from "../analysis/signals/log_shift.ts";
import { ownerText } from "../analysis/workload_owner.ts";
import { counted } from "../render/counted.ts";
import type { Triage } from "./triage_schema.ts";

/** Rows kept of each list; the text shows as many as its budget allows. */
const MOST = {
  facts: 8,
  signals: 30,
  logs: 20,
  changes: 15,
  alerts: 15,
  ruledOut: 10,
  ready: 16,
  blamed: 3,
};

/** Folds the findings about one entity into one row, each fact once. */
export function suspectOutput(suspect: Suspect): Triage["suspects"][number] {
  const { entity, findings, since, isOld, explains, explainedBy, changes } = suspect;
  const [lead] = findings;
  const facts = new Map(
    findings.flatMap(({ facts }) => facts).map((fact) => [factKey(fact), fact]),
  );
  return {
    entity,
    class: lead.class,
    rules: findings.map(({ rule }) => rule),
    title: lead.title,
    severity: lead.severity,
    ...(since !== undefined && { since }),
    isOld,
    facts: [...facts.values()].slice(0, MOST.facts),
    explains: explains.map((symptom) => symptom.entity),
    ...(explainedBy && { explainedBy }),
    changes: changes.map(({ change }) => change),
    ruledOut: [...new Set(findings.flatMap(({ ruledOut = [] }) => ruledOut))],
  };
}

function factKey({ text, quote }: { readonly text: string; readonly quote?: string }): string {
  return JSON.stringify([text, quote]);
}

export function signalsOutput({ signals }: Situation): Triage["signals"] {
  return signals.filter(({ isBad }) => isBad)
    .slice(0, MOST.signals)
    .map(({ score: _, isBad: __, ...signal }) => signal);
}

/** Log lines of those who are suspected most come first; of each they stay in order. */
export function logsOutput(
  suspects: readonly Suspect[],
  { logs }: Pick<Situation, "logs">,
): Triage["logs"] {
  const blamed = suspects.flatMap(({ entity, findings }) => [
    entity,
    ...findings.flatMap(({ related = [] }) => related),
  ]);
  const ranks = new Map([...blamed.entries()].reverse().map(([at, one]) => [entityText(one), at]));
  const rankOf = ({ entity }: LogShift) => ranks.get(entityText(entity)) ?? blamed.length;
  return [...logs].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST.logs).map(logOutput);
}

/** A log shift as a tool gives it. */
export function logOutput({ lastAt: _, pods, nodes, ...shift }: LogShift): Triage["logs"][number] {
  return { ...shift, pods: [...pods], nodes: [...nodes] };
}

/** Changes that may stand behind the suspects, likeliest first, then the others, newest first. */
export function changesOutput(
  suspects: readonly Suspect[],
  { changes }: Situation,
): Triage["changes"] {
  const behind = suspects.filter(({ isOld }) => !isOld)
    .flatMap(({ changes }) => changes.map(({ change }) => change));
  const newest = [...changes].filter(({ kind }) => kind !== "alert")
    .sort((a, b) => descending(a.at, b.at));
  const distinct = new Map([...behind, ...newest].map((change) => [changeKey(change), change]));
  return [...distinct.values()].slice(0, MOST.changes);
}

function changeKey({ at, entity, field }: Change): string {
  return `${at} ${entityText(entity)} ${field}`;
}

export function alertsOutput({ alerts }: Situation): Triage["alerts"] {
  return alerts.slice(0, MOST.alerts).map((alert) => ({
    alertname: alert.alertname,
    severity: alert.severity,
    namespace: alert.namespace,
    subject: alert.subject === undefined ? "" : ownerText(alert.subject),
    members: alert.members,
    startsAt: alert.startsAt,
    state: alert.state,
  }));
}

export function ruledOutOutput({ disconfirmed }: Assessment): string[] {
  return disconfirmed.map(({ finding, because }) =>
    `${entityText(finding.entity)}: ${finding.title}: ${because}`
  ).slice(0, MOST.ruledOut);
}

/**
 * The workloads of which every pod is ready: those in question, those near them, and the cluster's DNS, on which all
 * depend.
 */
export function readyOutput(
  suspects: readonly Suspect[],
  situation: Situation,
  relations: Relations,
): string[] {
  const { cluster } = situation;
  const blamed = suspects.filter(({ isOld }) => !isOld).slice(0, MOST.blamed)
    .map(({ entity }) => entity);
  const workloads = [
    ...blamed,
    ...suspectWorkloads(situation),
    ...dnsWorkloads(situation),
    ...blamed.flatMap((entity) => relations.neighbours(entity)),
    ...symptomsOf(situation).flatMap(({ entity }) => relations.neighbours(entity)),
  ];
  const texts = workloads.flatMap((workload) => {
    const health = cluster.health.get(entityText(workload));
    const readiness = cluster.readinessText(workload);
    if (health === undefined || health.desired === 0 || health.ready < health.desired) return [];
    return readiness === undefined ? [] : [`${workload.name} ${readiness}`];
  });
  return [...new Set(texts)].slice(0, MOST.ready);
}

/** How much was looked at. */
export function checkedOutput({ objects, signals, alerts, cluster }: Situation): string[] {
  return [
    ...(objects.nodes === undefined ? [] : [counted(objects.nodes.length, "node")]),
    counted(cluster.health.size, "workload"),
    counted(objects.pods?.length ?? 0, "pod"),
    counted(alerts.length, "alert group"),
    counted(signals.length, "shifted signal"),
    counted(FINDING_RULES.length, "rule"),
  ];
}

import type { CoverageState } from "../../errors.ts";
import type { Coverage } from "../../render/coverage.ts";
import type { Suspect } from "./ranking.ts";
import type { Situation } from "./situation.ts";

export const VERDICTS = ["cause", "symptoms", "nothing"] as const;
export type VerdictKind = typeof VERDICTS[number];
export const CONFIDENCES = ["high", "medium", "low"] as const;
export type Confidence = typeof CONFIDENCES[number];

export interface Verdict {
  /** A likely cause; figures that hurt without one; neither. */
  readonly kind: VerdictKind;
  readonly confidence: Confidence;
  /** Why the confidence is no higher. */
  readonly doubts: readonly string[];
}

export interface Judged {
  /** In order of likelihood. */
  readonly suspects: readonly Suspect[];
  readonly situation: Situation;
  readonly coverage: readonly Coverage[];
}

/** A runner-up this close leaves room for doubt. */
const CLOSE_SCORE = 6;

/** A source in one of these states was looked into. */
const SEEN: ReadonlySet<CoverageState> = new Set(["ok", "empty", "no series"]);
/** What is not there by choice says less than what failed, yet nobody looked. */
const SOURCES = /^(?:kubernetes|namespace|prometheus|loki|alertmanager|node facts)\b/;

const MONITORING_ALERTS =
  /^(?:TargetDown|Prometheus|Alertmanager|KubeStateMetrics|Loki)|Watchdog|NodeExporterDown/;

/** Says whether there is a likely cause, and how sure that is. */
export function judge({ suspects, situation, coverage }: Judged): Verdict {
  const recent = suspects.filter(({ isOld, findings: [{ severity }] }) => !isOld && severity > 1);
  const hurts = situation.signals.some(({ isBad, since }) => isBad && since !== undefined);
  const [first, second] = recent.filter(({ explainedBy }) => explainedBy === undefined);
  const unread = unseen(coverage);
  const doubts = [...unread, ...monitoringTrouble(situation)];
  // Where it fails is no cause, least of all where nobody could look for one.
  const isLocated = first?.findings[0].locates === true && unread.length > 0;
  if (first === undefined || isLocated) {
    return { kind: hurts ? "symptoms" : "nothing", ...lowered(hurts ? 2 : 0, doubts) };
  }
  const own: string[] = [];
  if (hurts && first.explains.length === 0) own.push("nothing that suffers depends on it");
  if (second !== undefined && first.score - second.score < CLOSE_SCORE) {
    own.push(`${second.entity.name} is nearly as likely`);
  }
  return { kind: "cause", ...lowered(own.length, [...own, ...doubts]) };
}

// Sources that nobody saw lower the confidence once, however many they are.
function lowered(steps: number, doubts: readonly string[]): Pick<Verdict, "confidence" | "doubts"> {
  const all = steps + (doubts.length > steps ? 1 : 0);
  const confidence = CONFIDENCES[Math.min(all, CONFIDENCES.length - 1)] ?? "low";
  return { confidence, doubts };
}

function unseen(coverage: readonly Coverage[]): string[] {
  const texts = coverage.filter(({ source, state }) => SOURCES.test(source) && !SEEN.has(state))
    .map(({ source, state }) => `${source} ${state}`);
  return [...new Set(texts)];
}

function monitoringTrouble({ alerts }: Situation): string[] {
  return alerts.filter(({ alertname, state }) =>
    state === "active" && MONITORING_ALERTS.test(alertname)
  ).map(({ alertname }) => `the monitoring itself is in trouble: ${alertname}`);
}
